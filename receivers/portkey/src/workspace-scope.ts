import { CollectorError, isCollectorError, type Instant } from "@genai-collector/component";
import type { Io } from "@genai-collector/polling";
import { fields, label } from "@genai-collector/polling/fields";
import type { AnswerRows } from "./answer-rows.ts";
import { fieldProblems } from "./field-problems.ts";
import { readGroup, type GroupRows } from "./read-group.ts";
import { schemaError } from "./schema-error.ts";
import type { PortkeyInstruments } from "./telemetry.ts";

const day = 86_400_000;
/** How far back traffic is looked for: a workspace shows only when it had some. */
const lookbackMs = 7 * day;
/** A key can be widened while the collector runs. */
const recheckMs = 3_600_000;
/** What is not as it should be is looked at again with the next poll; polls that begin together share one look. */
const shareMs = 30_000;

interface Row {
  readonly slug: string | number | undefined;
}

const shape = {
  what: "groups/workspace",
  list: "data",
  row: fields({ slug: label("workspace", { expected: true }) }),
} as const;

/** Slugs of the workspaces that the key reads; a number for one that has none that could be a slug. */
interface Observation {
  readonly at: Instant;
  readonly workspaces: readonly (string | number)[];
}

/**
 * Makes sure that the key reads the expected workspace and no other, because analytics are bound to the key and a key
 * that is too broad mixes workspaces without a sign. One look serves all loops of a source.
 */
export class WorkspaceScope {
  readonly #expected: string;
  #seen: Observation | undefined;
  #looking: Promise<Observation> | undefined;

  /** `expected` is the workspace's slug. */
  constructor(expected: string) {
    this.#expected = expected;
  }

  /**
   * Resolves when the scope is right, was found so within the hour, or cannot be told because there was no traffic.
   * Rejects with `PORTKEY_WORKSPACE_MISMATCH` (misconfigured), or with what the request failed with.
   */
  async verify(io: Io<PortkeyInstruments>): Promise<void> {
    const { workspaces } = await this.#observed(io);
    if (workspaces.length === 0) {
      io.report(
        "workspace_scope",
        new Error("no workspace had traffic within seven days: the scope of the key is unverified"),
      );
      return;
    }
    if (!this.#isRight(workspaces)) {
      io.instruments.workspace_mismatch.record(1);
      throw mismatch(this.#expected, workspaces);
    }
    io.report("workspace_scope");
  }

  #isRight(workspaces: readonly (string | number)[]): boolean {
    return workspaces.length === 1 && workspaces[0] === this.#expected;
  }

  #observed(io: Io<PortkeyInstruments>): Promise<Observation> {
    const now = io.now();
    const seen = this.#seen;
    const standsMs = seen !== undefined && this.#isRight(seen.workspaces) ? recheckMs : shareMs;
    if (seen !== undefined && Math.abs(now - seen.at) < standsMs) return Promise.resolve(seen);
    this.#looking ??= this.#look(io, now).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #look(io: Io<PortkeyInstruments>, now: Instant): Promise<Observation> {
    const { rows, truncation } = await observe(io, now);
    // Without a slug, it is traffic outside of workspaces.
    const workspaces = rows.flatMap(({ slug }) => (slug === undefined || slug === "" ? [] : [slug]));
    // What was not read may be another workspace, and may be read the next time.
    if (truncation !== undefined && (workspaces.length === 0 || this.#isRight(workspaces)))
      throw unread("PORTKEY_SCOPE_UNREAD", `not all workspaces could be read (${truncation})`);
    this.#seen = { at: now, workspaces };
    return this.#seen;
  }
}

/** An answer that makes no sense says nothing of the key, and may make sense the next time. */
async function observe(io: Io<PortkeyInstruments>, now: Instant): Promise<GroupRows<Row>> {
  const ask = () =>
    readGroup<Row>(io, {
      path: "workspace",
      shape,
      keyOf: ({ slug }) => slug ?? "",
      check: assertSlugs,
      from: now - lookbackMs,
      to: now,
      pageSize: 100,
      maxRows: 1_000,
    });
  try {
    return await io.endpoint("groups/workspace", ask, ({ rows }) => rows.length);
  } catch (error) {
    if (isCollectorError(error) && error.code === "PORTKEY_SCHEMA") throw unread(error.code, error.message, error);
    throw error;
  }
}

function assertSlugs({ counts }: AnswerRows<Row>): void {
  const drifted = fieldProblems(shape.row, counts).find(
    ({ reason }) => reason === "missing" || reason === "wrong_type",
  );
  if (drifted !== undefined) throw schemaError(shape.what, `expected a slug in each row, found ${drifted.reason}`);
}

function unread(code: string, message: string, cause?: unknown): CollectorError {
  return new CollectorError(code, message, { kind: "retryable", cause });
}

/** As Portkey makes slugs: what is none may be anything, a person's address included. */
const slugShape = /^[A-Za-z0-9_-]{1,64}$/;
const noSlug = "_other";

/** Slugs come from outside: bounded in number, and told only where they look like one. */
function mismatch(expected: string, observed: readonly (string | number)[]): CollectorError {
  const slugs = observed.map((slug) => (typeof slug === "string" && slugShape.test(slug) ? slug : noSlug)).toSorted();
  const shown = slugs.slice(0, 10);
  const more = slugs.length > shown.length ? ` and ${slugs.length - shown.length} more` : "";
  return new CollectorError(
    "PORTKEY_WORKSPACE_MISMATCH",
    `expected the key to read the workspace ${expected} alone, found ${shown.join(", ")}${more}`,
    { kind: "misconfigured" },
  );
}

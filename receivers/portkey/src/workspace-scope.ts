import { CollectorError, type Instant } from "@genai-collector/component";
import type { Io } from "@genai-collector/polling";
import { askPortkey } from "./ask-portkey.ts";
import { isOverQuota, refuseOverQuota } from "./quota.ts";
import type { PortkeyInstruments } from "./telemetry.ts";
import { wireTime } from "./wire-time.ts";

const day = 86_400_000;
/** How far back traffic is looked for: a workspace shows only when it had some. */
const lookbackMs = 7 * day;
/** A key can be widened while the collector runs. */
const recheckMs = 3_600_000;
const pageSize = 100;

/**
 * Makes sure that the key reads the expected workspace and no other, because analytics are bound to the key and a key
 * that is too broad mixes workspaces without a sign.
 */
export class WorkspaceScope {
  readonly #expected: string;
  #verifiedAt: Instant | undefined;

  /** `expected` is the workspace's slug. */
  constructor(expected: string) {
    this.#expected = expected;
  }

  /**
   * Resolves when the scope is right, was found so within the hour, or cannot be told because there was no traffic.
   * Rejects with `PORTKEY_WORKSPACE_MISMATCH` (misconfigured), or with what the request failed with.
   */
  async verify(io: Io<PortkeyInstruments>): Promise<void> {
    const now = io.now();
    if (this.#verifiedAt !== undefined && now - this.#verifiedAt < recheckMs) return;
    const observed = await this.#observe(io, now);
    if (observed.length === 0) {
      io.report(
        "workspace_scope",
        new Error("no workspace had traffic within seven days: the scope of the key is unverified"),
      );
      return;
    }
    if (observed.length > 1 || observed[0] !== this.#expected) {
      this.#verifiedAt = undefined;
      io.instruments.workspace_mismatch.record(1);
      throw mismatch(this.#expected, observed);
    }
    io.report("workspace_scope");
    this.#verifiedAt = now;
  }

  /** Slugs of the workspaces that the key reads, sorted. */
  async #observe(io: Io<PortkeyInstruments>, now: Instant): Promise<readonly string[]> {
    const answer = await askPortkey(io, {
      url: "/analytics/groups/workspace",
      query: {
        time_of_generation_min: wireTime(now - lookbackMs),
        time_of_generation_max: wireTime(now),
        page_size: pageSize,
        current_page: 0,
      },
    });
    // Its rows may be incomplete, and then say nothing about the key.
    refuseOverQuota(isOverQuota(answer), "groups/workspace", io);
    const rows = (answer as { readonly data?: unknown } | null)?.data;
    if (!Array.isArray(rows)) {
      throw new CollectorError("PORTKEY_SCHEMA", "groups/workspace: expected a list under data", { kind: "retryable" });
    }
    const slugs = rows.map((row: unknown) => (row as { readonly workspace?: unknown } | null)?.workspace);
    return [...new Set(slugs.filter((slug): slug is string => typeof slug === "string" && slug !== ""))].toSorted();
  }
}

/** Slugs are identifiers, but they come from outside: bounded in number and length. */
function mismatch(expected: string, observed: readonly string[]): CollectorError {
  const shown = observed.slice(0, 10).map((slug) => slug.slice(0, 64));
  const more = observed.length > shown.length ? ` and ${observed.length - shown.length} more` : "";
  return new CollectorError(
    "PORTKEY_WORKSPACE_MISMATCH",
    `expected the key to read the workspace ${expected} alone, found ${shown.join(", ")}${more}`,
    { kind: "misconfigured" },
  );
}

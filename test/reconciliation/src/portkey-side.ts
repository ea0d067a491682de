import {
  PortkeySimulator,
  type PortkeyFaultKind,
  type SimulatorRequest,
  type SimulatorResponse,
  type StreamedBody,
  type TrueValue,
} from "@genai-collector/simulator";
import { seriesKey, type TruePoint } from "@genai-collector/test-simulation";
import type { Answer, World } from "@genai-collector/testkit";
import type { HttpRequest } from "@genai-collector/component";
import { BudgetBook } from "./budget-book.ts";
import { apiKeys, budget, hosts, workspaceId } from "./configuration.ts";
import type { Tell } from "./promises.ts";
import type { Setup } from "./setup.ts";
import type { SnapshotBooks, Values } from "./snapshot-books.ts";

const minute = 60_000;

/** What may go wrong with any one request, so rarely that a poll with its retries mostly outlives it. */
const usualFaultRates: Readonly<Partial<Record<PortkeyFaultKind, number>>> = {
  throttled: 0.003,
  server_error: 0.005,
  slow: 0.001,
  cut: 0.003,
  not_json: 0.001,
  lost: 0.002,
  unacknowledged: 0.001,
  broken_json: 0.001,
  job_failed: 0.002,
  job_stopped: 0.001,
  job_draft_again: 0.002,
  job_vanished: 0.001,
  short_page: 0.002,
  blank_line: 0.001,
  repeated_line: 0.002,
  malformed_line: 0.002,
  unterminated: 0.002,
  short_link: 0.002,
  expired_link: 0.003,
  range_ignored: 0.002,
  range_shifted: 0.001,
  object_changed: 0.001,
  repeated_row: 0.001,
};

/** After these answers an analytics value is missing for good: the receiver counts that, and goes on without it. */
const losing: ReadonlySet<PortkeyFaultKind> = new Set(["missing_field", "null_field", "renamed_field", "not_found"]);

/** Answers with 200 that give nothing. */
const useless: ReadonlySet<PortkeyFaultKind> = new Set([
  "cut",
  "lost",
  "not_json",
  "broken_json",
  "wrong_shape",
  "too_large",
  "quota",
]);

/** Answers with 200 that say something else than what is so. */
const odd: ReadonlySet<PortkeyFaultKind> = new Set([
  "missing_field",
  "null_field",
  "text_number",
  "renamed_field",
  "huge_field",
  "ignored_page",
  "repeated_row",
  "numeric_dimension",
]);

const graphMetrics: ReadonlySet<string> = new Set(["requests", "cost_usd", "tokens", "latency_seconds", "errors"]);

export interface PortkeySideOptions {
  readonly seed: number;
  readonly world: World;
  readonly setup: Setup;
  readonly hasChanceFaults: boolean;
  readonly report: Tell;
  life(): number;
  /** The books of a group; undefined: nobody asked for it. */
  groupOf(path: string): SnapshotBooks | undefined;
}

/** Portkey in the world outside, the truth behind it, and what it was asked. */
export class PortkeySide {
  readonly simulator: PortkeySimulator;
  readonly api: BudgetBook;
  readonly objects: BudgetBook;
  /** How often each fault befell a request. */
  readonly faults = new Map<PortkeyFaultKind, number>();
  readonly #options: PortkeySideOptions;
  readonly #drifts: { readonly until: number; readonly target: string | undefined }[] = [];
  #fault: PortkeyFaultKind | undefined;

  constructor(options: PortkeySideOptions) {
    const { seed, world, setup, hasChanceFaults, report } = options;
    this.#options = options;
    this.simulator = new PortkeySimulator({
      seed,
      now: () => world.now,
      apiKey: apiKeys.portkey,
      clockAheadMs: setup.portkeyAheadMs,
      workspaceIds: { production: workspaceId },
      requestsPerMinute: setup.requestsPerMinute,
      faultRates: hasChanceFaults ? usualFaultRates : {},
      faulted: (kind) => {
        this.#fault = kind;
        this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
      },
      slowMs: 8_000,
      exports: { bounds: setup.exportBounds },
    });
    this.api = new BudgetBook({ host: hosts.portkey, budget, report });
    this.objects = new BudgetBook({ host: hosts.objects, budget, report });
    world.route(`https://${hosts.portkey}/`, (request) => this.#answer(request));
    world.route(`https://${hosts.objects}/`, (request) => this.#answerObject(request));
  }

  /** Lets something go wrong for a while with every answer, or with those to one path. */
  trouble(kind: PortkeyFaultKind, forMs: number, target: string | undefined): void {
    const { now } = this.#options.world;
    this.simulator.script({ kind, from: now, to: now + forMs, target });
    if (losing.has(kind)) this.#drifts.push({ until: now + forMs, target });
  }

  /** Whether answers lacked values of an analytics series at some time since then; undefined: of any series. */
  lacked(key: string | undefined, since: number): boolean {
    return this.#drifts.some(
      ({ until, target }) => until > since && (key === undefined || target === undefined || isOfGraph(key, target)),
    );
  }

  /** What the requests of the minute that ended at `end` add up to. */
  truthOf(end: number): readonly TruePoint[] {
    return this.simulator
      .truth({ from: end - minute, to: end })
      .filter(({ metric }) => graphMetrics.has(metric))
      .map(({ metric, labels, value }: TrueValue) => ({ key: seriesKey(`portkey_api_${metric}`, labels), value }));
  }

  #answer(request: HttpRequest): Answer {
    const { world, life } = this.#options;
    this.api.asked(world.now, life());
    this.#fault = undefined;
    const answer = this.simulator.handle(request);
    this.#noteGroup(new URL(request.url), answer);
    return arriving(answer);
  }

  #answerObject(request: HttpRequest): Answer {
    const { world, life, report } = this.#options;
    this.objects.asked(world.now, life());
    this.#fault = undefined;
    const answer = this.simulator.handleObject(request satisfies SimulatorRequest);
    if (this.simulator.objectRequests.withCredential > 0)
      report("content-free", hosts.objects, "the host of the files was sent a credential");
    return arriving(answer);
  }

  #noteGroup(url: URL, { status, lost }: SimulatorResponse): void {
    const path = /\/analytics\/groups\/(.+)$/.exec(url.pathname)?.[1];
    const books = path === undefined ? undefined : this.#options.groupOf(path);
    if (books === undefined) return;
    const { now: at } = this.#options.world;
    const [from, to] = ["min", "max"].map((end) => Date.parse(url.searchParams.get(`time_of_generation_${end}`)!)) as [
      number,
      number,
    ];
    books.asked(to, at);
    const fault = this.#fault;
    if (status !== 200 || lost === true || (fault !== undefined && useless.has(fault))) return books.failed(to, at);
    const isOdd = fault !== undefined && odd.has(fault);
    books.answered(to, { at, part: "group", isOdd, truth: () => this.#groupTruth(path!, from, to, at) });
  }

  #groupTruth(path: string, from: number, to: number, seenAt: number): Values {
    const { name, labels } = seriesOfGroup(path);
    const values = new Map<string, number>();
    const add = (key: string, value: number): void => void values.set(key, (values.get(key) ?? 0) + value);
    for (const { value, requests, costUsd } of this.simulator.groupTruth(path, { from, to, seenAt })) {
      const own = labels(isLabel(value) ? value : "_other");
      add(seriesKey(`portkey_api_requests_by_${name}`, own), requests);
      if (costUsd !== undefined) add(seriesKey(`portkey_api_cost_usd_by_${name}`, own), costUsd);
    }
    return values;
  }
}

/** The group that a point is of, as its path says; undefined: it is of none. */
export function groupPathOf(name: string, labels: Readonly<Record<string, string>>): string | undefined {
  const by = /^portkey_api_(?:requests|cost_usd)_by_(\w+)$/.exec(name)?.[1];
  if (by === "metadata") return `metadata/${labels["metadata_key"] ?? ""}`;
  return by === "model" ? "ai-models" : by;
}

function seriesOfGroup(path: string): {
  readonly name: string;
  labels(value: string): Readonly<Record<string, string>>;
} {
  if (path === "ai-models") return { name: "model", labels: (value) => ({ ai_model: value }) };
  if (path === "prompt") return { name: "prompt", labels: (value) => ({ prompt: value }) };
  const key = path.replace("metadata/", "");
  return { name: "metadata", labels: (value) => ({ metadata_key: key, metadata_value: value }) };
}

/** Texts that may be labels: visible ASCII, and nobody's address. */
function isLabel(value: string): boolean {
  return value === "" || (/^[\x21-\x7e]{1,128}$/.test(value) && !/@(?!\d+$)/.test(value));
}

function isOfGraph(key: string, target: string): boolean {
  const graph = target.replace("graphs/", "");
  const metric = { cost: "cost_usd", latency: "latency_seconds" }[graph] ?? graph;
  return key === `portkey_api_${metric}` || key.startsWith(`portkey_api_${metric}{`);
}

function arriving({ cutAfter, ...answer }: SimulatorResponse<string | StreamedBody>): Answer {
  return { ...answer, cutAfterBytes: cutAfter };
}

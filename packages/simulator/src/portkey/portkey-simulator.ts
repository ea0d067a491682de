import { faultKinds, Faults, type FaultKind, type FaultRates, type ScriptedFault } from "../faults.ts";
import { json, type SimulatorRequest, type SimulatorResponse } from "../http.ts";
import { planted } from "../planted.ts";
import { bucketWidth } from "./granularity.ts";
import { graphAnswer, graphNames, type Bucket, type GraphName } from "./graph-answer.ts";
import { groupAnswer } from "./group-answer.ts";
import { Traffic, type SimulatedRequest } from "./traffic.ts";
import { truthOfMinute, type TrueValue } from "./truth.ts";

const minuteMs = 60_000;

/** Wider requests are refused: nobody needs them, and each minute of them would have to be made. */
const longestRangeMs = 31 * 24 * 60 * minuteMs;

export interface PortkeyOptions {
  readonly seed: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** What the answers' `Date` is ahead of `now`. Negative: the platform's clock is behind. */
  readonly clockAheadMs?: number | undefined;
  /** The key that requests must carry. */
  readonly apiKey?: string | undefined;
  /** Slugs, each with the ids of its API keys. The key reads them all, unless `visibleWorkspaces` says which. */
  readonly workspaces?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly visibleWorkspaces?: readonly string[] | undefined;
  readonly requestsPerMinute?: number | undefined;
  /** The latest that a request shows after it was made: when a bucket has settled. Default 185 s, as measured. */
  readonly maxIngestionMs?: number | undefined;
  readonly faultRates?: FaultRates | undefined;
  /** How long a slow answer takes. Default 20 s. */
  readonly slowMs?: number | undefined;
  /**
   * What the bounds of a request cut: single requests, so that a bucket at the edge is answered in part, or whole
   * buckets. The vendor does not say. Default `record`, which is the harder one.
   */
  readonly edge?: "record" | "bucket" | undefined;
}

/** What is asked of the truth. */
export interface TruthQuery {
  /** Bucket ends in (from, to]. */
  readonly from: number;
  readonly to: number;
  readonly apiKeyIds?: readonly string[] | undefined;
}

/** The Portkey API, from a seeded stream of requests from which every answer is summed. */
export class PortkeySimulator {
  readonly #options: PortkeyOptions;
  readonly #traffic: Traffic;
  readonly #faults: Faults<FaultKind>;
  #requests = 0;

  constructor(options: PortkeyOptions) {
    this.#options = options;
    this.#faults = new Faults(faultKinds, options.seed, options.faultRates ?? {});
    this.#traffic = new Traffic({
      seed: options.seed,
      workspaces: options.workspaces ?? { production: ["key-chat", "key-batch"] },
      requestsPerMinute: options.requestsPerMinute ?? 20,
      maxIngestionMs: options.maxIngestionMs ?? 185_000,
    });
  }

  /** Requests that were answered so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Lets a fault happen in a stretch of time. */
  script(fault: ScriptedFault): void {
    this.#faults.add(fault);
  }

  /** One more request of the minute that begins at `minuteStart` shows from `visibleAt` on. */
  reviseLate(minuteStart: number, visibleAt: number): void {
    this.#traffic.addLate(minuteStart, visibleAt);
  }

  /** What a sink must have in the end: sums over the request stream, in the units of the product. */
  truth(query: TruthQuery): TrueValue[] {
    const values: TrueValue[] = [];
    for (let end = Math.floor(query.from / minuteMs) * minuteMs + minuteMs; end <= query.to; end += minuteMs) {
      const requests = this.#traffic.minute(end - minuteMs).filter((each) => this.#counts(each, query.apiKeyIds));
      values.push(...truthOfMinute(requests, end));
    }
    return values;
  }

  /** Answers one request of the API. */
  handle(request: SimulatorRequest): SimulatorResponse {
    this.#requests++;
    const now = this.#options.now();
    const url = URL.parse(request.url, "http://simulator") ?? new URL("http://simulator/no-url");
    const fault = this.#faults.draw(url.pathname, now);
    const answer = this.#refusal(request, fault) ?? this.#answer(request.method, url, now, fault);
    return { ...this.#disturbed(answer, fault), headers: { ...answer.headers, date: this.#date(now) } };
  }

  #date(now: number): string {
    return new Date(now + (this.#options.clockAheadMs ?? 0)).toUTCString();
  }

  #refusal(request: SimulatorRequest, fault: FaultKind | undefined): SimulatorResponse | undefined {
    const said = {
      success: false,
      data: { message: `rejected ${planted.secret} of ${planted.person}`, errorCode: "AB02" },
    };
    // The vendor's firewall turns away what does not introduce itself.
    if ((request.headers["user-agent"] ?? "") === "") return json(403, { error: "1010" });
    const key = this.#options.apiKey;
    if (key !== undefined && request.headers["x-portkey-api-key"] !== key) return json(401, said);
    switch (fault) {
      case "unauthorized":
        return json(401, said);
      case "forbidden":
        return json(403, said);
      case "not_found":
        return json(404, said);
      case "throttled":
        return json(429, said, { "retry-after": "5" });
      case "server_error":
        return json(503, said);
      default:
        return undefined;
    }
  }

  #answer(method: string, url: URL, now: number, fault: FaultKind | undefined): SimulatorResponse {
    const path = url.pathname.replace(/^\/v1/, "");
    const range = rangeOf(url);
    const graph = /^\/analytics\/graphs\/(.+)$/.exec(path)?.[1];
    const group = /^\/analytics\/groups\/(.+)$/.exec(path)?.[1];
    if (graph === undefined && group === undefined) return json(404, { error: "unknown path" });
    if (method !== "GET") return json(405, { error: "method not allowed" }, { allow: "GET" });
    if (range === undefined || range.to - range.from > longestRangeMs)
      return json(400, { success: false, data: { message: "request rejected", errorCode: "AB01" } });
    const keys = url.searchParams.get("api_key_ids")?.split(",");
    if (graph !== undefined) {
      if (!isGraph(graph)) return json(404, { error: "unknown graph" });
      const width = fault === "coarse" ? 10 * minuteMs : bucketWidth(range.to - range.from);
      return json(200, graphAnswer(graph, this.#buckets(range, width, now, keys), fault));
    }
    const requests = this.#buckets(range, minuteMs, now, keys).flatMap((bucket) => bucket.requests);
    const answer = groupAnswer(group!, requests, url.searchParams, fault);
    return answer === undefined ? json(404, { error: "unknown group" }) : json(200, answer);
  }

  #disturbed(answer: SimulatorResponse, fault: FaultKind | undefined): SimulatorResponse {
    switch (fault) {
      case "slow":
        return { ...answer, delayMs: this.#options.slowMs ?? 20_000 };
      case "cut":
        return { ...answer, cutAfter: Math.floor(answer.body.length / 2) };
      case "not_json":
        return { ...answer, body: `<html>${planted.content}</html>` };
      case "too_large":
        return { ...answer, body: `${answer.body}${" ".repeat(1_100_000)}` };
      default:
        return answer;
    }
  }

  /** Every bucket that the range touches, the open one included, with the requests that are visible by now. */
  #buckets(range: Range, width: number, now: number, keys: readonly string[] | undefined): Bucket[] {
    const buckets: Bucket[] = [];
    const cutsRecords = (this.#options.edge ?? "record") === "record";
    for (let start = Math.floor(range.from / width) * width; start < Math.min(range.to, now); start += width) {
      const requests: SimulatedRequest[] = [];
      for (let minute = start; minute < start + width; minute += minuteMs) {
        for (const each of this.#traffic.minute(minute)) {
          const isInside = !cutsRecords || (each.time >= range.from && each.time < range.to);
          if (each.visibleAt <= now && isInside && this.#counts(each, keys)) requests.push(each);
        }
      }
      buckets.push({ start, requests });
    }
    return buckets;
  }

  #counts(request: SimulatedRequest, keys: readonly string[] | undefined): boolean {
    const visible = this.#options.visibleWorkspaces;
    if (visible !== undefined && !visible.includes(request.workspace)) return false;
    return keys === undefined || keys.includes(request.apiKeyId);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const isoTime = /^\d{4}-\d{2}-\d{2}T/;

/** Undefined where a bound is missing or no ISO-8601 time: the API refuses epoch numbers. */
function rangeOf(url: URL): Range | undefined {
  const bounds = ["time_of_generation_min", "time_of_generation_max"].map((name) => url.searchParams.get(name) ?? "");
  if (!bounds.every((bound) => isoTime.test(bound))) return undefined;
  const [from, to] = bounds.map((bound) => Date.parse(bound));
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from: from!, to: to! };
}

function isGraph(name: string): name is GraphName {
  return (graphNames as readonly string[]).includes(name);
}

import type { World } from "@genai-collector/testkit";
import {
  resourcesOf,
  seriesKey,
  SinkFront,
  type LaneLedger,
  type ReceivedPoint,
  type ReceivedResource,
  type SinkCall,
  type SinkVerdict,
} from "@genai-collector/test-simulation";
import type { Arrival } from "./arrival.ts";
import { findContent } from "./content-scan.ts";
import type { LogsBooks } from "./logs-books.ts";
import { groupPathOf } from "./portkey-side.ts";
import type { Tell } from "./promises.ts";
import { recordsOf } from "./received.ts";
import type { RunsBooks } from "./runs-books.ts";
import type { SnapshotBooks } from "./snapshot-books.ts";

/** A page of logs, and an hour of every analytics series after an outage. */
const largestRequest = 4 * 1_048_576;

/** The books of everything that may arrive. */
export interface AllBooks {
  readonly analytics: LaneLedger | undefined;
  readonly logs: LogsBooks | undefined;
  readonly runs: RunsBooks | undefined;
  /** By loop, or by the path of a group. */
  snapshot(name: string): SnapshotBooks | undefined;
}

export interface CollectingSinkOptions {
  readonly world: World;
  readonly books: AllBooks;
  life(): number;
  readonly report: Tell;
}

/** The sink of all metrics and logs: it outlives collectors, and enters what it takes into the books. */
export class CollectingSink {
  readonly front: SinkFront;
  /** Bytes that were looked through for content. */
  scanned = 0;
  readonly #options: CollectingSinkOptions;

  constructor(options: CollectingSinkOptions) {
    this.#options = options;
    const { world, report } = options;
    this.front = new SinkFront(world, {
      name: "sink",
      take: (call) => this.#take(call),
      mostBytes: largestRequest,
      report,
    });
  }

  #take({ request, body, isUnheard }: SinkCall): SinkVerdict {
    const { world, life, report } = this.#options;
    this.scanned += body.length;
    for (const text of findContent(body)) report("content-free", "sink", `"${text}" is in a request`);
    const arrival: Arrival = { at: world.now, life: life(), isHeard: !isUnheard };
    if (request.url.endsWith("/v1/metrics")) this.#takeMetrics(resourcesOf(body), arrival);
    else this.#takeLogs(body, arrival);
    return {};
  }

  #takeLogs(body: Uint8Array, arrival: Arrival): void {
    const { books, report } = this.#options;
    const bySource = Map.groupBy(recordsOf(body), ({ attributes }) => attributes.get("source"));
    if (bySource.size > 1) report("never merged", "sink", "a request has records of two platforms");
    for (const [source, records] of bySource) {
      const owner = { "string portkey": books.logs, "string langsmith": books.runs }[source ?? ""];
      if (owner === undefined) report("nothing is wrong", "sink", `records with the source ${source} are nobody's`);
      else owner.took(records, arrival);
    }
  }

  #takeMetrics(resources: readonly ReceivedResource[], arrival: Arrival): void {
    const { report } = this.#options;
    const lanes = new Set<string>();
    for (const { points, bytes } of resources)
      for (const point of points) lanes.add(this.#enter(point, bytes, arrival));
    if (lanes.size > 1) report("never merged", "sink", `a request has points of ${[...lanes].join(" and ")}`);
  }

  /** Gives the lane that the point is of. */
  #enter(point: ReceivedPoint, bytes: string, arrival: Arrival): string {
    const { books, report } = this.#options;
    const { name, labels, time, value } = point;
    const key = seriesKey(name, labels);
    const lane = laneOf(point);
    if (lane === "analytics")
      books.analytics?.arrived(
        { key, end: time, value, bytes },
        { life: arrival.life, isAnswered: arrival.isHeard, mayDiffer: false },
      );
    const snapshot = books.snapshot(lane);
    snapshot?.arrived(point, key, bytes, arrival);
    if (snapshot === undefined && (lane !== "analytics" || books.analytics === undefined))
      report("nothing is wrong", "sink", `${key} is nobody's`);
    return lane;
  }
}

function laneOf({ name, labels }: ReceivedPoint): string {
  if (name.startsWith("portkey_api_")) return groupPathOf(name, labels) ?? "analytics";
  return name.startsWith("langsmith_usage_") ? "usage" : "sessions";
}

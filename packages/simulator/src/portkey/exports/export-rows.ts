import type { SimulatedRequest } from "../traffic.ts";
import type { RequestFilter, VisibleRequests } from "../visible-requests.ts";

const minuteMs = 60_000;

/**
 * Which records of the boundary seconds an export has. The vendor does not say; records are compared by whole seconds.
 * `half-open`: those of the lower bound; `inclusive`: those of both, so that windows side by side share a second;
 * `exclusive`: neither's, so that such windows lose one.
 */
export type ExportBounds = "half-open" | "inclusive" | "exclusive";

/** What an export matches. Its rows are numbered by time, counted once, and made again whenever they are read. */
export class ExportRows {
  readonly #requests: VisibleRequests;
  readonly #filter: RequestFilter;
  readonly #isInside: (request: SimulatedRequest) => boolean;
  /** The first minute, in milliseconds since 1970 UTC. */
  readonly #begin: number;
  /** How many rows come before each minute, and at last how many there are. */
  readonly #before: readonly number[];
  constructor(
    requests: VisibleRequests,
    window: { readonly from: number; readonly to: number; readonly bounds: ExportBounds },
    filter: RequestFilter,
  ) {
    this.#requests = requests;
    this.#filter = filter;
    this.#isInside = insideOf(window.from, window.to, window.bounds);
    this.#begin = Math.floor(window.from / minuteMs) * minuteMs;
    const before = [0];
    for (let minute = this.#begin; minute <= window.to; minute += minuteMs)
      before.push(before.at(-1)! + this.#minute(minute).length);
    this.#before = before;
  }

  get total(): number {
    return this.#before.at(-1)!;
  }

  /** `count` rows from number `first` on. */
  *read(first: number, count: number): Generator<SimulatedRequest> {
    let left = Math.min(count, this.total - first);
    if (left <= 0) return;
    let index = this.#minuteOf(first);
    let skipped = first - this.#before[index]!;
    for (; left > 0; index++) {
      const rows = this.#minute(this.#begin + index * minuteMs).slice(skipped, skipped + left);
      yield* rows;
      left -= rows.length;
      skipped = 0;
    }
  }

  #minute(start: number): readonly SimulatedRequest[] {
    return this.#requests.minute(start, this.#filter).filter(this.#isInside);
  }

  /** The minute that has a row: the last one before which there are no more rows than its number. */
  #minuteOf(row: number): number {
    let [low, high] = [0, this.#before.length - 1];
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.#before[middle]! <= row) low = middle;
      else high = middle;
    }
    return low;
  }
}

function insideOf(from: number, to: number, bounds: ExportBounds): (request: SimulatedRequest) => boolean {
  return ({ time }) => {
    const second = Math.floor(time / 1_000) * 1_000;
    if (second === from) return bounds !== "exclusive" && (from < to || bounds === "inclusive");
    return (second > from && second < to) || (second === to && second > from && bounds === "inclusive");
  };
}

/** What a request can hold. */
export type SinkSignal = "traces" | "metrics" | "logs";

/**
 * Counts the spans, log records or data points of an Export*ServiceRequest by skipping over its lengths. It knows
 * nothing of the collector's own code, because it checks what comes out of it. Throws where lengths do not add up.
 *
 * Field numbers: opentelemetry-proto 1.11. A request holds resources (1), they scopes (2), they spans, log records or
 * metrics (2).
 */
export function countItems(signal: SinkSignal, bytes: Uint8Array): number {
  const walk = new Walk(bytes);
  let items = 0;
  walk.each(0, bytes.length, 1, (resource, resourceEnd) =>
    walk.each(resource, resourceEnd, 2, (scope, scopeEnd) =>
      walk.each(scope, scopeEnd, 2, (item, itemEnd) => {
        items += signal === "metrics" ? countPoints(walk, item, itemEnd) : 1;
      }),
    ),
  );
  return items;
}

/** gauge, sum, histogram, exponential histogram, summary: each holds its points in field 1. */
const pointHolders = [5, 7, 9, 10, 11];

function countPoints(walk: Walk, start: number, end: number): number {
  let points = 0;
  for (const holder of pointHolders)
    walk.each(start, end, holder, (data, dataEnd) => walk.each(data, dataEnd, 1, () => (points += 1)));
  return points;
}

/** Reads protobuf's wire format. */
class Walk {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Calls with start and end of every length-delimited field of that number between `start` and `end`. */
  each(start: number, end: number, wanted: number, found: (start: number, end: number) => void): void {
    let at = start;
    while (at < end) {
      this.#at = at;
      const tag = this.#varint();
      const next = this.#skip(tag & 7);
      if (next > end) throw new Error(`a field at byte ${at} ends at ${next}, beyond ${end}`);
      if ((tag & 7) === 2 && tag >>> 3 === wanted) found(this.#at, next);
      at = next;
    }
  }

  /** The end of a value of this wire type; afterwards `#at` is where a length-delimited one begins. */
  #skip(wireType: number): number {
    if (wireType === 0) {
      while (this.#byte() >= 0x80);
      return this.#at;
    }
    if (wireType === 1) return this.#at + 8;
    if (wireType === 5) return this.#at + 4;
    if (wireType !== 2) throw new Error(`unknown wire type ${wireType} at byte ${this.#at}`);
    const length = this.#varint();
    return this.#at + length;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error(`a number at byte ${this.#at} is too long`);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Error(`the message ends within a field, at byte ${this.#at}`);
    this.#at += 1;
    return byte;
  }
}

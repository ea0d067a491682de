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
  const depths = signal === "metrics" ? [...scopeItems, pointHolders, first] : scopeItems;
  return walk.count(0, bytes.length, depths, 0);
}

/** A set of field numbers as bits. */
const fields = (...numbers: readonly number[]): number => numbers.reduce((bits, number) => bits | (1 << number), 0);

const first = fields(1);
/** From a request to its spans, log records or metrics: the fields to follow at each depth. */
const scopeItems = [first, fields(2), fields(2)];
/** gauge, sum, histogram, exponential histogram, summary: each holds its points in field 1. */
const pointHolders = fields(5, 7, 9, 10, 11);

/** Reads protobuf's wire format. */
class Walk {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Counts the length-delimited fields that are reached by following `depths` from between `start` and `end`. */
  count(start: number, end: number, depths: readonly number[], depth: number): number {
    const wanted = depths[depth]!;
    const isDeepest = depth === depths.length - 1;
    let items = 0;
    let at = start;
    while (at < end) {
      this.#at = at;
      const tag = this.#varint();
      const next = this.#skip(tag & 7);
      if (next > end) throw new Error(`a field at byte ${at} ends at ${next}, beyond ${end}`);
      const field = tag >>> 3;
      if ((tag & 7) === 2 && field < 32 && (wanted & (1 << field)) !== 0)
        items += isDeepest ? 1 : this.count(this.#at, next, depths, depth + 1);
      at = next;
    }
    return items;
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
    for (let unit = 1; unit < 2 ** 35; unit *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * unit;
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

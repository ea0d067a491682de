/** Each bucket is 2 % wider than the one before: what is read out is off by 1 % at most. */
const growth = Math.log(1.02);
/** From one microsecond to over an hour. */
const buckets = 1_112;

/** Latencies of any number of requests, in a fixed amount of memory. */
export class Latencies {
  readonly #counts = new Uint32Array(buckets);
  #total = 0;
  #longest = 0;

  /** In milliseconds. */
  add(latencyMs: number): void {
    const index = Math.floor(Math.log(Math.max(latencyMs * 1_000, 1)) / growth);
    this.#counts[Math.min(index, buckets - 1)]! += 1;
    this.#total += 1;
    if (latencyMs > this.#longest) this.#longest = latencyMs;
  }

  /** So many (0 to 1) of the requests took at most this long, in milliseconds; 0 without requests. */
  quantile(part: number): number {
    let left = Math.ceil(this.#total * part);
    if (left === 0) return 0;
    const index = this.#counts.findIndex((count) => (left -= count) <= 0);
    return Math.min(Math.exp((index + 0.5) * growth) / 1_000, this.#longest);
  }
}

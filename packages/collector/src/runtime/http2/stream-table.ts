import type { Exchange } from "./exchange.ts";

const leastBuckets = 8;
/** Nobody knows it: a client that picks numbers cannot put all of its streams into one bucket. */
const salt = (Math.random() * 2 ** 32) | 1;

/**
 * The open streams of a connection by their number. Unlike a Map: V8 chains the tables that a Map has outgrown, and a
 * dead one that grew old keeps all later ones, with what was in them, until the whole heap is collected. Who leaves here
 * keeps nobody. Numbers count up by two, so that hardly two streams share a bucket.
 */
export class StreamTable {
  #buckets: (Exchange | undefined)[] = Array.from({ length: leastBuckets });
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): Exchange | undefined {
    let each = this.#buckets[this.#bucketOf(id)];
    while (each !== undefined && each.id !== id) each = each.behind;
    return each;
  }

  add(exchange: Exchange): void {
    if (this.#size >= this.#buckets.length) this.#grow();
    this.#put(exchange);
    this.#size++;
  }

  /** Of one that is there. */
  delete(exchange: Exchange): void {
    const bucket = this.#bucketOf(exchange.id);
    const first = this.#buckets[bucket]!;
    if (first === exchange) {
      this.#buckets[bucket] = exchange.behind;
    } else {
      let before = first;
      while (before.behind !== exchange) before = before.behind!;
      before.behind = exchange.behind;
    }
    exchange.behind = undefined;
    this.#size--;
  }

  /** All that are there now. */
  values(): Exchange[] {
    const all: Exchange[] = [];
    for (const first of this.#buckets) for (let each = first; each !== undefined; each = each.behind) all.push(each);
    return all;
  }

  /** Side by side for numbers that count up, and anywhere for those that leap. */
  #bucketOf(id: number): number {
    return ((id >>> 1) + (Math.imul(id >>> 12, salt) >>> 20)) & (this.#buckets.length - 1);
  }

  #put(exchange: Exchange): void {
    const bucket = this.#bucketOf(exchange.id);
    exchange.behind = this.#buckets[bucket];
    this.#buckets[bucket] = exchange;
  }

  #grow(): void {
    const all = this.values();
    this.#buckets = Array.from({ length: 4 * this.#buckets.length });
    for (const each of all) this.#put(each);
  }
}

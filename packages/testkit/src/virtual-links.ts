import type { SeededRandom } from "./seeded-random.ts";

/** Latencies of one way, in virtual milliseconds: fixed, or between two numbers. */
export type Delay = number | readonly [least: number, most: number];

/** How the ways between hosts are: open or cut, each direction for itself, and how long they take. */
export class VirtualLinks {
  readonly #random: SeededRandom;
  readonly #cuts = new Set<readonly [string, string]>();
  readonly #delays = new Set<readonly [string, string, Delay]>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** What `from` sends does not reach `to` any more. Heals when called. */
  cut(from: string, to: string): () => void {
    const way = [from, to] as const;
    this.#cuts.add(way);
    return () => this.#cuts.delete(way);
  }

  isCut(from: string, to: string): boolean {
    for (const [a, b] of this.#cuts) if (a === from && b === to) return true;
    return false;
  }

  /** What `from` sends to `to` takes so much longer. Ends when called. */
  slow(from: string, to: string, delay: Delay): () => void {
    const way = [from, to, delay] as const;
    this.#delays.add(way);
    return () => this.#delays.delete(way);
  }

  /** How much longer the next message takes. */
  delayOf(from: string, to: string): number {
    let sum = 0;
    for (const [a, b, delay] of this.#delays) if (a === from && b === to) sum += this.#draw(delay);
    return sum;
  }

  #draw(delay: Delay): number {
    return typeof delay === "number" ? delay : delay[0] + this.#random.below(delay[1] - delay[0] + 1);
  }
}

import type { Payload } from "@genai-collector/component";
import type { Batch } from "./batch.ts";

/** Where a batch stands while it is being collected. */
interface Place<P extends Payload> {
  batch: Batch<P> | undefined;
}

/**
 * Batches that are being collected, by partition; the one that began first comes first. They come and go by the hundred
 * in a second. V8 chains the tables that a Map has outgrown, and a dead one that grew old keeps all later ones, with what
 * was in them, until the whole heap is collected: so the map knows places alone, which are cleared.
 */
export class OpenBatches<P extends Payload> {
  readonly #places = new Map<string, Place<P>>();

  get size(): number {
    return this.#places.size;
  }

  get(key: string): Batch<P> | undefined {
    return this.#places.get(key)?.batch;
  }

  set(key: string, batch: Batch<P>): void {
    this.#places.set(key, { batch });
  }

  delete(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    place.batch = undefined;
    this.#places.delete(key);
  }

  /** Those that are there when it is their turn: they may be deleted meanwhile. */
  *[Symbol.iterator](): Generator<readonly [key: string, batch: Batch<P>]> {
    for (const [key, { batch }] of this.#places) if (batch !== undefined) yield [key, batch];
  }
}

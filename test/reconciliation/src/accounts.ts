import type { OwnCounts } from "@genai-collector/test-simulation";

/** What the collector counted in all of its lives: read from the memory of each process when it ended. */
export class Accounts {
  readonly #lives: OwnCounts[] = [];

  ended(counts: OwnCounts): void {
    this.#lives.push(counts);
  }

  /** The sum of a counter of a receiver over all lives, and over all series that have these attributes. */
  sum(name: string, attributes: Readonly<Record<string, string>> = {}): number {
    return this.#lives.reduce((sum, counts) => sum + counts.sum(`otelcol_receiver_${name}`, attributes), 0);
  }
}

import type { MetricReading } from "@genai-collector/service";

/** What a process had counted when it ended: read from its memory, which no crash can lose. */
export class OwnCounts {
  readonly #readings: readonly MetricReading[];

  constructor(readings: readonly MetricReading[]) {
    this.#readings = readings;
  }

  /** The sum over all series of a counter or gauge that have these attributes. */
  sum(name: string, attributes: Readonly<Record<string, string>> = {}): number {
    const wanted = Object.entries(attributes);
    let sum = 0;
    for (const reading of this.#readings) {
      if (reading.name !== name) continue;
      for (const each of reading.series)
        if (wanted.every(([key, value]) => each.attributes[key] === value)) sum += each.value ?? 0;
    }
    return sum;
  }
}

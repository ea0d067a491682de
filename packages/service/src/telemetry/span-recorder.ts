import { isCollectorError, type Clock, type SpanSample, type SpanSamples } from "@genai-collector/component";

/** From where on a latency belongs to a bucket, in milliseconds: as the pages of otelcol have them. */
const latencyBounds = [0, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 60_000] as const;

/** Of each name and bucket, and of each name and failure. */
const mostSamples = 10;
/** Names are made of component IDs and signals; loops of a bug must not fill the memory. */
const mostNames = 1_000;

/** What is known of one name. */
interface Named {
  readonly buckets: SpanSample[][];
  readonly failed: SpanSample[];
  readonly running: Set<SpanSample>;
}

/** Keeps a few samples of the collector's own work, by name, latency and outcome. Off until somebody starts it. */
export class SpanRecorder implements SpanSamples {
  readonly #clock: Clock;
  readonly #names = new Map<string, Named>();
  #isOn = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether samples are taken. */
  get isOn(): boolean {
    return this.#isOn;
  }

  start(): void {
    this.#isOn = true;
  }

  /** Runs `run`, and remembers how long it took where samples are taken. */
  span<T>(name: string, run: () => Promise<T>): Promise<T> {
    return this.#isOn ? this.#recorded(name, run) : run();
  }

  samples(): readonly SpanSample[] {
    const all = [...this.#names.values()].flatMap(({ buckets, failed, running }) => [
      ...buckets.flat(),
      ...failed,
      ...running,
    ]);
    return all.toSorted((a, b) => b.startedAt - a.startedAt);
  }

  async #recorded<T>(name: string, run: () => Promise<T>): Promise<T> {
    const named = this.#named(name);
    if (named === undefined) return run();
    const running: SpanSample = { name, startedAt: this.#clock.now(), durationMs: undefined };
    const from = this.#clock.monotonic();
    if (named.running.size < mostSamples) named.running.add(running);
    try {
      const result = await run();
      this.#keep(named.buckets[bucketOf(this.#clock.monotonic() - from)]!, {
        ...running,
        durationMs: this.#clock.monotonic() - from,
      });
      return result;
    } catch (error) {
      const code = isCollectorError(error) ? error.code : "bug";
      this.#keep(named.failed, { ...running, durationMs: this.#clock.monotonic() - from, error: code });
      throw error;
    } finally {
      named.running.delete(running);
    }
  }

  #named(name: string): Named | undefined {
    let named = this.#names.get(name);
    if (named === undefined && this.#names.size < mostNames) {
      named = { buckets: latencyBounds.map(() => []), failed: [], running: new Set() };
      this.#names.set(name, named);
    }
    return named;
  }

  #keep(samples: SpanSample[], sample: SpanSample): void {
    if (samples.length === mostSamples) samples.shift();
    samples.push(sample);
  }
}

/** The last bucket that begins at or below the latency. */
export function bucketOf(durationMs: number): number {
  let bucket = 0;
  while (bucket + 1 < latencyBounds.length && durationMs >= latencyBounds[bucket + 1]!) bucket++;
  return bucket;
}

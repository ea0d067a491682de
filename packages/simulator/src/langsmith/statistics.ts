import type { SeenRun } from "./seen-run.ts";
import { isRoot } from "./simulated-run.ts";

/** Feedback of one key: scores in [0, 1]. */
export interface FeedbackStatistics {
  readonly n: number;
  readonly avg: number;
  readonly stdev: number;
}

/** What the platform says about a set of runs. Undefined: nothing to say it from. */
export interface Statistics {
  readonly runCount: number;
  /** Seconds. */
  readonly latencyP50: number | undefined;
  readonly latencyP99: number | undefined;
  readonly firstTokenP50: number | undefined;
  readonly firstTokenP99: number | undefined;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly promptNanoUsd: number | undefined;
  readonly completionNanoUsd: number | undefined;
  /** Ratios. */
  readonly errorRate: number | undefined;
  readonly streamingRate: number | undefined;
  readonly feedback: ReadonlyMap<string, FeedbackStatistics>;
}

/** Adds runs up one by one, so that a window need not be held. */
export class Tally {
  readonly #latencies: number[] = [];
  readonly #firstTokens: number[] = [];
  readonly #scores = new Map<string, number[]>();
  #runCount = 0;
  #errors = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  #promptNanoUsd: number | undefined;
  #completionNanoUsd: number | undefined;

  /** `usage`: whether its tokens and costs count; those of a run hold those of its children, which count once. */
  add(seen: SeenRun, usage = isRoot(seen.run)): void {
    this.#runCount++;
    if (seen.status !== "pending" && seen.status !== "success") this.#errors++;
    const { startMicros } = seen.run;
    if (seen.endMicros !== undefined) this.#latencies.push((seen.endMicros - startMicros) / 1e6);
    if (seen.firstTokenMicros !== undefined) this.#firstTokens.push((seen.firstTokenMicros - startMicros) / 1e6);
    for (const [key, score] of Object.entries(seen.scores)) {
      const scores = this.#scores.get(key);
      if (scores === undefined) this.#scores.set(key, [score]);
      else scores.push(score);
    }
    if (usage) this.#addUsage(seen);
  }

  #addUsage(seen: SeenRun): void {
    this.#promptTokens += seen.promptTokens;
    this.#completionTokens += seen.completionTokens;
    if (seen.promptNanoUsd !== undefined) this.#promptNanoUsd = (this.#promptNanoUsd ?? 0) + seen.promptNanoUsd;
    if (seen.completionNanoUsd !== undefined)
      this.#completionNanoUsd = (this.#completionNanoUsd ?? 0) + seen.completionNanoUsd;
  }

  result(): Statistics {
    const [latencies, firstTokens] = [sorted(this.#latencies), sorted(this.#firstTokens)];
    const rate = (count: number): number | undefined => (this.#runCount === 0 ? undefined : count / this.#runCount);
    return {
      runCount: this.#runCount,
      latencyP50: quantile(latencies, 0.5),
      latencyP99: quantile(latencies, 0.99),
      firstTokenP50: quantile(firstTokens, 0.5),
      firstTokenP99: quantile(firstTokens, 0.99),
      promptTokens: this.#promptTokens,
      completionTokens: this.#completionTokens,
      promptNanoUsd: this.#promptNanoUsd,
      completionNanoUsd: this.#completionNanoUsd,
      errorRate: rate(this.#errors),
      streamingRate: rate(firstTokens.length),
      feedback: new Map([...this.#scores].map(([key, scores]) => [key, feedbackOf(scores)])),
    };
  }
}

function feedbackOf(hundredths: readonly number[]): FeedbackStatistics {
  const n = hundredths.length;
  const mean = hundredths.reduce((sum, each) => sum + each, 0) / n;
  const variance = hundredths.reduce((sum, each) => sum + (each - mean) ** 2, 0) / n;
  return { n, avg: mean / 100, stdev: Math.sqrt(variance) / 100 };
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

/** Nearest rank. */
function quantile(values: readonly number[], q: number): number | undefined {
  return values[Math.min(values.length - 1, Math.floor(q * values.length))];
}

import { hash01 } from "../hash.ts";
import type { Model } from "./models.ts";

/** One call of a model through the gateway. */
export interface SimulatedRequest {
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  /** Among those of its minute: with the minute it names the request. */
  readonly number: number;
  /** When the platform's analytics and its log know of it. */
  readonly visibleAt: number;
  readonly workspace: string;
  readonly apiKeyId: string;
  readonly model: string;
  /** Who serves the model. */
  readonly org: string;
  /** Empty where the caller did not say who. */
  readonly user: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costCents: number;
  readonly latencyMs: number;
  readonly isError: boolean;
}

export interface TrafficOptions {
  readonly seed: number;
  /** Which are called, each as often as the others. */
  readonly models: readonly Model[];
  /** Slugs, each with the ids of its API keys. */
  readonly workspaces: Readonly<Record<string, readonly string[]>>;
  /** Requests a minute at the day's average. */
  readonly requestsPerMinute: number;
  /** The latest that a request becomes visible after it was made. */
  readonly maxIngestionMs: number;
}

/** Numbers of requests that a script adds begin here, out of the way of the others. */
const firstLate = 1_000_000;

const minuteMs = 60_000;
const dayMinutes = 1_440;
/** Enough for the widest request and its neighbourhood, at one minute an entry, */
const cachedMinutes = 4_096;
/** unless there is so much traffic that they hold more than this. */
const cachedRequests = 100_000;

/**
 * The stream of requests, made minute by minute from the seed: with a daily rhythm, bursts, and minutes in which nothing
 * happens. A minute asked for again gives the same requests.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #keys: readonly (readonly [workspace: string, apiKeyId: string])[];
  readonly #cache = new Map<number, readonly SimulatedRequest[]>();
  #cached = 0;
  /** When each request shows that a script adds, by minute. */
  readonly #late = new Map<number, readonly number[]>();

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#keys = Object.entries(options.workspaces).flatMap(([workspace, keys]) =>
      keys.map((key) => [workspace, key] as const),
    );
  }

  /** Requests of the minute that begins at `start`, by time. */
  minute(start: number): readonly SimulatedRequest[] {
    const index = Math.floor(start / minuteMs);
    let requests = this.#cache.get(index);
    if (requests === undefined) {
      requests = this.#make(index);
      this.#cached += requests.length;
      this.#cache.set(index, requests);
      while (this.#cache.size > cachedMinutes || (this.#cached > cachedRequests && this.#cache.size > 1))
        this.#forget(this.#cache.keys().next().value!);
    }
    return requests;
  }

  /** From now on one more request of that minute exists, which becomes visible at `visibleAt`: a late revision. */
  addLate(minuteStart: number, visibleAt: number): void {
    const index = Math.floor(minuteStart / minuteMs);
    this.#late.set(index, [...(this.#late.get(index) ?? []), visibleAt]);
    this.#forget(index);
  }

  #forget(index: number): void {
    this.#cached -= this.#cache.get(index)?.length ?? 0;
    this.#cache.delete(index);
  }

  #make(index: number): readonly SimulatedRequest[] {
    const { seed } = this.#options;
    const count = hash01(seed, index, 1) < 0.05 ? 0 : this.#countOf(index);
    const requests = Array.from({ length: count }, (_, n) => this.#request(index, n, undefined));
    const late = (this.#late.get(index) ?? []).map((at, n) => this.#request(index, firstLate + n, at));
    return [...requests, ...late].toSorted((a, b) => a.time - b.time);
  }

  #countOf(index: number): number {
    const { seed, requestsPerMinute } = this.#options;
    const rhythm = 1 + 0.6 * Math.sin((2 * Math.PI * (index % dayMinutes)) / dayMinutes);
    const burst = hash01(seed, index, 2) < 0.03 ? 4 : 1;
    return Math.round(requestsPerMinute * rhythm * burst * (0.5 + hash01(seed, index, 3)));
  }

  #request(index: number, n: number, visibleAt: number | undefined): SimulatedRequest {
    const { seed, models } = this.#options;
    const draw = (what: number): number => hash01(seed, index, n, what);
    const time = index * minuteMs + Math.floor(draw(10) * minuteMs);
    const [workspace, apiKeyId] = this.#keys[Math.floor(draw(11) * this.#keys.length)]!;
    const model = models[Math.floor(draw(12) * models.length)]!;
    const inputTokens = 20 + Math.floor(draw(13) * 2_000);
    const outputTokens = model.outputPrice === 0 ? 0 : 5 + Math.floor(draw(14) * 800);
    const costCents = Math.round(inputTokens * model.inputPrice + outputTokens * model.outputPrice) / 1_000;
    return {
      time,
      number: n,
      visibleAt: visibleAt ?? time + this.#ingestionMs(draw(15), draw(16)),
      workspace,
      apiKeyId,
      model: model.name,
      org: model.org,
      user: draw(20) < 0.03 ? "" : `user-${Math.floor(draw(17) * 40)}`,
      inputTokens,
      outputTokens,
      costCents,
      latencyMs: Math.round(model.latencyMs * (0.4 + 2 * draw(18) ** 3 * 4)),
      isError: draw(19) < 0.02,
    };
  }

  /** Most become visible at once, some only after the longest delay. */
  #ingestionMs(luck: number, delay: number): number {
    const longest = this.#options.maxIngestionMs;
    return Math.floor(luck < 0.9 ? delay * Math.min(longest, 20_000) : delay * longest);
  }
}

import { CollectorError, type ConfigOf, type MemoryUse, type Settings } from "@genai-collector/component";
import { CollectionPace, worthwhile } from "./collection-pace.ts";
import type { memoryLimiterConfig } from "./config.ts";
import { MemoryLimits, toMib, usedBytes, type MemoryLevel } from "./memory-limits.ts";
import type { memoryLimiterInstruments } from "./telemetry.ts";

export type MemoryLimiterConfig = ConfigOf<typeof memoryLimiterConfig>;

/** Who asks the limiter: a processor in one pipeline, or the extension. */
export type MemoryLimiterUser = Pick<
  Settings<typeof memoryLimiterInstruments>,
  "instruments" | "logger" | "memory" | "reportStatus" | "runtime" | "worker"
>;

const shared = new WeakMap<MemoryLimiterConfig, MemoryLimiter>();

/** One limiter for each configured component, however many pipelines it stands in. */
export function memoryLimiterOf(config: MemoryLimiterConfig): MemoryLimiter {
  let limiter = shared.get(config);
  if (limiter === undefined) shared.set(config, (limiter = new MemoryLimiter(config)));
  return limiter;
}

/**
 * Looks at the memory in use every `check_interval`, collects garbage where there is too little left, and says whether
 * data must be refused until the next look.
 */
export class MemoryLimiter {
  readonly #config: MemoryLimiterConfig;
  readonly #pace: CollectionPace;
  /** The first one logs and counts for all. */
  readonly #users = new Set<MemoryLimiterUser>();
  #limits: MemoryLimits | undefined;
  #isRefusing = false;
  #isRssHigh = false;
  #isBlind = false;
  /** So much may be held until the next look: what comes in between may reach the hard limit, and no more. */
  #heldCeiling = Infinity;
  #heldAtCollection = 0;
  #cancelTimer: (() => void) | undefined;
  /** Counts starts: a look that began before is not continued. */
  #run = 0;

  constructor(config: MemoryLimiterConfig) {
    this.#config = config;
    this.#pace = new CollectionPace(config);
  }

  /** From now on the memory is looked at, first at once. */
  start(user: MemoryLimiterUser): void {
    this.#users.add(user);
    if (this.#users.size > 1) return;
    this.#limits = limitsFor(user, this.#config);
    void this.#check(++this.#run);
  }

  /** Safe before `start` and twice. With the last one, nothing is refused any more. */
  stop(user: MemoryLimiterUser): void {
    if (!this.#users.delete(user) || this.#users.size > 0) return;
    this.#run++;
    this.#cancelTimer?.();
    this.#isRefusing = false;
    this.#heldCeiling = Infinity;
  }

  /** The answer to data that comes now: undefined where it may pass. */
  refusal(user: MemoryLimiterUser): CollectorError | undefined {
    if (!this.#isRefusing && user.memory.heldBytes <= this.#heldCeiling) return undefined;
    return new CollectorError("MEMORY_LIMITER_REFUSED", "data refused due to high memory usage", {
      kind: "refused",
      retryAfterMs: this.#config.check_interval,
    });
  }

  /** The first one. */
  #user(): MemoryLimiterUser {
    for (const user of this.#users) return user;
    throw new Error("a limiter that nobody uses does not run");
  }

  async #check(run: number): Promise<void> {
    const user = this.#user();
    try {
      await this.#look(user, run);
      this.#isBlind = false;
    } catch (error) {
      // Where the system does not tell, what was found last stands.
      if (!this.#isBlind) user.logger.error({ err: error }, "Cannot measure the memory in use");
      this.#isBlind = true;
    }
    if (run !== this.#run) return;
    this.#cancelTimer = user.runtime.timers.after(this.#config.check_interval, () => void this.#check(run));
  }

  async #look(user: MemoryLimiterUser, run: number): Promise<void> {
    const limits = this.#limits!;
    let use = user.runtime.process.memory();
    let level = limits.levelOf(use);
    if (level !== "fine" && this.#mayCollect(user, level, use)) {
      use = await this.#collect(user, level, use);
      if (run !== this.#run) return;
      level = limits.levelOf(use);
    }
    this.#tell(user, use, level);
    this.#heldCeiling = user.memory.heldBytes + Math.max(0, limits.hardBytes - usedBytes(use));
  }

  #mayCollect({ runtime, memory }: MemoryLimiterUser, level: "soft" | "hard", use: MemoryUse): boolean {
    // What was let go of since is garbage, or will be soon: while data is refused, nothing else would collect it.
    const released = this.#heldAtCollection - memory.heldBytes;
    if (released >= usedBytes(use) * worthwhile) this.#pace.expectGarbage();
    return runtime.process.collectGarbage !== undefined && this.#pace.isDue(level, runtime.clock.monotonic());
  }

  /** Returns what is in use afterwards. */
  async #collect(user: MemoryLimiterUser, level: "soft" | "hard", before: MemoryUse): Promise<MemoryUse> {
    const { logger, runtime, instruments } = user;
    if (level === "hard") logger.warn(inMib(before), "Memory usage is above hard limit. Forcing a GC.");
    else logger.info(inMib(before), "Memory usage is above soft limit. Forcing a GC.");
    await runtime.process.collectGarbage!();
    instruments.forced_collections.record(1);
    this.#heldAtCollection = user.memory.heldBytes;
    const use = runtime.process.memory();
    logger.info(inMib(use), "Memory usage after GC.");
    const now = runtime.clock.monotonic();
    const waitMs = this.#pace.collected(level, now, usedBytes(before), usedBytes(use));
    if (waitMs !== undefined) {
      const message = "Forced GC did not reclaim enough memory. It is forced less often.";
      logger.warn({ ...inMib(use), next_gc_after: `${waitMs / 1_000}s` }, message);
    }
    return use;
  }

  #tell(user: MemoryLimiterUser, use: MemoryUse, level: MemoryLevel): void {
    user.instruments.used_bytes.record(usedBytes(use));
    this.#tellOfRss(user, use);
    const mustRefuse = level !== "fine";
    if (mustRefuse === this.#isRefusing) return;
    this.#isRefusing = mustRefuse;
    const message = mustRefuse
      ? "Memory usage is above soft limit. Refusing data."
      : "Memory usage back within limits. Resuming normal operation.";
    user.logger[mustRefuse ? "warn" : "info"](inMib(use), message);
    const status = mustRefuse
      ? ({ state: "recoverable_error", error: this.refusal(user) } as const)
      : ({ state: "ok" } as const);
    for (const each of this.#users) each.reportStatus(status);
  }

  /** What the system counts can be high for reasons that refusing data does not help: it is told, no more. */
  #tellOfRss({ logger }: MemoryLimiterUser, use: MemoryUse): void {
    const isHigh = use.rssBytes >= this.#limits!.hardBytes && this.#limits!.levelOf(use) === "fine";
    if (isHigh && !this.#isRssHigh)
      logger.warn(inMib(use), "Resident memory is above the hard limit, though what is in use is not.");
    this.#isRssHigh = isHigh;
  }
}

/** Reads what the machine has, and tells what follows from it. */
function limitsFor({ logger, runtime, worker }: MemoryLimiterUser, config: MemoryLimiterConfig): MemoryLimits {
  const granted = runtime.process.memoryLimitBytes();
  const limits = new MemoryLimits(config, granted, worker.count);
  const data = {
    limit_mib: limits.limitMib,
    spike_limit_mib: limits.spikeLimitMib,
    check_interval: config.check_interval / 1_000,
    total_memory_mib: toMib(granted),
  };
  logger.info(data, "Memory limiter configured");
  if (limits.hardBytes * worker.count > granted)
    logger.warn(
      data,
      "The hard limit is more memory than there is: the system may end the process before it is reached.",
    );
  return limits;
}

function inMib(use: MemoryUse): Readonly<Record<string, number>> {
  return { cur_mem_mib: toMib(usedBytes(use)), heap_mib: toMib(use.heapUsedBytes), rss_mib: toMib(use.rssBytes) };
}

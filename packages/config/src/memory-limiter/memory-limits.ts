import type { ConfigOf, MemoryUse } from "@genai-collector/component";
import type { memoryLimiterConfig } from "./config.ts";

type Config = ConfigOf<typeof memoryLimiterConfig>;

/** How much of the memory that it may use a process uses. */
export type MemoryLevel = "fine" | "soft" | "hard";

const mebibyte = 2 ** 20;
/** What `spike_limit_…` is when it is not set, as in otelcol. */
const usualSpike = 0.2;
/** Objects that fill the heap end the process, however much memory is left beside it. */
const heap = { soft: 0.85, hard: 0.95 } as const;

/** Heap and buffers. What the system counts beside them, freed or not, is none of the data's. */
export function usedBytes({ heapUsedBytes, bufferBytes }: MemoryUse): number {
  return heapUsedBytes + bufferBytes;
}

/** The limits of one process: its part of what all workers may use. */
export class MemoryLimits {
  readonly hardBytes: number;
  readonly softBytes: number;

  /** `grantedBytes`: what the container or the machine has, for percentages. */
  constructor(config: Config, grantedBytes: number, workers: number) {
    const [limit, spike] = config.limit_mib > 0 ? fixed(config) : relative(config, grantedBytes);
    this.hardBytes = limit / workers;
    this.softBytes = (limit - spike) / workers;
  }

  get limitMib(): number {
    return toMib(this.hardBytes);
  }

  get spikeLimitMib(): number {
    return toMib(this.hardBytes - this.softBytes);
  }

  /** The higher of two levels: of memory as a whole, and of the heap by itself. */
  levelOf(use: MemoryUse): MemoryLevel {
    const used = usedBytes(use);
    const inHeap = use.heapUsedBytes / use.heapLimitBytes;
    if (used >= this.hardBytes || inHeap >= heap.hard) return "hard";
    return used >= this.softBytes || inHeap >= heap.soft ? "soft" : "fine";
  }
}

/** Whole MiB, as otelcol's log lines have them. */
export function toMib(bytes: number): number {
  return Math.floor(bytes / mebibyte);
}

function fixed({ limit_mib: limit, spike_limit_mib: spike }: Config): readonly [limit: number, spike: number] {
  return [limit * mebibyte, (spike > 0 ? spike : limit * usualSpike) * mebibyte];
}

function relative(config: Config, granted: number): readonly [limit: number, spike: number] {
  const limit = (config.limit_percentage / 100) * granted;
  const { spike_limit_percentage: spike } = config;
  return [limit, spike > 0 ? (spike / 100) * granted : limit * usualSpike];
}

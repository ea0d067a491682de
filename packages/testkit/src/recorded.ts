import type { ComponentId, LogData, Status } from "@genai-collector/component";

/** One log line. */
export interface LoggedLine {
  readonly id: ComponentId;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly data: LogData;
  readonly message: string;
}

/** What components told about themselves: instruments, statuses, log lines. */
export class Recorded {
  /**
   * Sums of what was recorded, by a key such as `batch.dropped{reason=retryable}`: component ID, instrument, and the
   * attributes, if any, in the order of their names.
   */
  readonly counts = new Map<string, number>();
  /** By the same key: everything that was recorded, in order. The last is a gauge's value. */
  readonly values = new Map<string, number[]>();
  readonly statuses: (Status & { readonly id: ComponentId })[] = [];
  readonly logs: LoggedLine[] = [];
  /** The last sign of life, by component ID and part (`portkey analytics`); `at` is by the process's monotonic clock. */
  readonly beats = new Map<string, { readonly at: number; readonly withinMs: number }>();

  /** The sum under a key; 0 where nothing was recorded. */
  count(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  /** The last status of a component, or of one part of it. */
  status(id: ComponentId, part?: string): Status | undefined {
    return this.statuses.findLast((status) => status.id === id && status.part === part);
  }

  record(key: string, value: number): void {
    this.counts.set(key, this.count(key) + value);
    const values = this.values.get(key);
    if (values === undefined) this.values.set(key, [value]);
    else values.push(value);
  }
}

/** The key of one series of one instrument. */
export function recordedKey(id: ComponentId, name: string, attributes: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.keys(attributes)
    .sort()
    .map((key) => `${key}=${attributes[key]}`);
  return pairs.length === 0 ? `${id}.${name}` : `${id}.${name}{${pairs.join(",")}}`;
}

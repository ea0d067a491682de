import type { Scalar } from "../otlp-log-decoder.ts";
import { pointKey } from "../point-key.ts";
import { recordsName, type SinkState, type StoredRecord } from "../sink-store.ts";

/** What a point says, its value; or what a record says, its fields. */
export type Says = number | Readonly<Record<string, Scalar | undefined>>;

/** One point or record that the sink has. */
export interface Delivered {
  readonly key: string;
  /** The series of a point; `recordsName` of a record. */
  readonly name: string;
  readonly says: Says;
  readonly copies: number;
  /** Whether a copy more is a mistake. A point that comes again with the same bytes is harmless. */
  readonly isTwice: boolean;
}

/** One point or record that the sink may have. */
export interface Expected {
  readonly key: string;
  /** Whatever is true of it: one, unless a platform was asked twice for the same point. */
  readonly accepts: readonly Says[];
  /** It must be there; else it may be. */
  readonly isDue: boolean;
}

/** Everything that the sink has, one by one. */
export function deliveredItems(state: SinkState, records: readonly StoredRecord[]): readonly Delivered[] {
  const points = state.points.map(({ name, labels, time, value, copies, digests }) => ({
    key: pointKey(name, labels, time),
    name,
    says: value,
    copies,
    isTwice: digests.length > 1,
  }));
  const logs = records.map((record) => ({
    key: recordKey(recordsName(record), String(record.attributes["id"])),
    name: recordsName(record),
    says: { ...record.attributes, time: record.timeUnixNano, severity: record.severity, trace: record.traceId },
    copies: record.copies,
    isTwice: record.copies > 1,
  }));
  return [...points, ...logs];
}

export function recordKey(name: string, id: string): string {
  return JSON.stringify([name, id]);
}

/** The time of a point, in milliseconds since 1970 UTC; NaN of a record. */
export function stampOf({ key }: Pick<Delivered, "key">): number {
  const [, , time] = JSON.parse(key) as readonly unknown[];
  return typeof time === "number" ? time : NaN;
}

/** Whether what was delivered is what is true. Of a record, the fields that the truth knows are compared. */
export function isSame(truth: Says, found: Says): boolean {
  if (typeof truth === "number" || typeof found === "number")
    return typeof truth === "number" && typeof found === "number" && isClose(truth, found);
  return differences(truth, found).length === 0;
}

/** Names of the fields in which a record is not what is true. */
export function differences(truth: Exclude<Says, number>, found: Exclude<Says, number>): readonly string[] {
  return Object.entries(truth).flatMap(([name, value]) => {
    const other = found[name];
    const isEqual = typeof value === "number" && typeof other === "number" ? isClose(value, other) : value === other;
    return isEqual ? [] : [name];
  });
}

/** Sums of money are added up in another order on the other side: their last digits may differ. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
}

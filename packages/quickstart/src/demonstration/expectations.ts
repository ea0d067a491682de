import { pointKey } from "../point-key.ts";
import { recordKey, type Expected, type Says } from "./items.ts";

/** A value that a series has. */
export interface TrueSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What one answer of a platform said about one time. */
export interface StampedTruth {
  /** The time of the points, in milliseconds since 1970 UTC. */
  readonly stamp: number;
  /** Tells answers to one question from answers to others. */
  readonly question: string;
  readonly values: readonly TrueSeries[];
  readonly isDue: boolean;
}

/**
 * Points of snapshots. Who was asked twice for the same point, because an answer was lost, may have said two things: each
 * is true. A series is due where every answer to its question has it, and one is due.
 */
export function snapshotPoints(truths: readonly StampedTruth[]): readonly Expected[] {
  const questions = Map.groupBy(truths, ({ stamp, question }) => JSON.stringify([stamp, question]));
  return [...questions.values()].flatMap((answers) => {
    const accepts = new Map<string, number[]>();
    for (const { stamp, values } of answers)
      for (const { name, labels, value } of values) {
        const key = pointKey(name, labels, stamp);
        accepts.set(key, [...(accepts.get(key) ?? []), value]);
      }
    const isDue = answers.some((answer) => answer.isDue);
    return [...accepts].map(([key, all]) => ({ key, accepts: all, isDue: isDue && all.length === answers.length }));
  });
}

/** A record as the platform has it. Times are milliseconds since 1970 UTC. */
export interface TrueRecord {
  readonly id: string;
  /** What decides to which window it belongs. */
  readonly time: number;
  /** When the platform told all of it; undefined: not yet. */
  readonly readyAt: number | undefined;
  readonly says: Exclude<Says, number>;
}

/** How windows were read. Times are milliseconds. */
export interface WindowReading {
  /** `recordsName` of what it makes. */
  readonly name: string;
  readonly from: number;
  /** How far it is read. */
  readonly to: number;
  /** When the first window was asked for. */
  readonly firstReadAt: number;
  /** Each window is asked for so long after its end. */
  readonly settleMs: number;
}

/**
 * Records of windows. One is due when the platform told all of it before its window was asked for: which was at its own
 * time plus settle at the earliest, and not before the first window was. What showed later may be there.
 */
export function windowRecords(
  records: readonly TrueRecord[],
  { name, from, to, firstReadAt, settleMs }: WindowReading,
): readonly Expected[] {
  return records.map(({ id, time, readyAt, says }) => {
    const isRead = time >= from && time < to;
    const isReady = readyAt !== undefined && readyAt <= Math.max(firstReadAt, time + settleMs);
    return { key: recordKey(name, id), accepts: [says], isDue: isRead && isReady };
  });
}

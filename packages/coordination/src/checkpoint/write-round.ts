import type { LaneChange } from "./lane-change.ts";
import type { LaneRecord } from "./lane-record.ts";
import type { RecordChanges, StoredRecord } from "./record-cell.ts";

/** A change and who waits for its answer. */
export interface Waiting {
  readonly change: LaneChange<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Changes that are judged against one content and written together. */
export interface Round {
  readonly changes: RecordChanges;
  readonly mark: string;
  /** What travels under the mark, by slot. */
  readonly advances: ReadonlyMap<string, readonly string[]>;
  /** Tells everybody, once it is written. */
  answer(): void;
}

/**
 * Judges each change against what is stored and what those before it leave. "stale": an answer that only what is there
 * now can give, while `records` are remembered.
 */
export function judgeRound(
  waiting: readonly Waiting[],
  records: ReadonlyMap<string, StoredRecord> | undefined,
  isRemembered: boolean,
  mark: string | undefined,
): Round | "stale" {
  const staged = new Map<string, LaneRecord | undefined>();
  const advances = new Map<string, string[]>();
  const answers: (() => void)[] = [];
  for (const { change, resolve, reject } of waiting) {
    const { slot } = change;
    const stored = staged.has(slot) ? staged.get(slot) : records?.get(slot);
    if (stored !== undefined && "error" in stored) {
      if (isRemembered) return "stale";
      answers.push(() => reject(stored.error));
      continue;
    }
    const { answer, write, holdsFromMemory } = change.decide(stored);
    if (isRemembered && !holdsFromMemory) return "stale";
    answers.push(() => resolve(answer));
    if (write === undefined) continue;
    staged.set(slot, write.record && mark !== undefined ? { ...write.record, write: mark } : write.record);
    if (mark !== undefined && change.mark !== undefined)
      advances.set(slot, [...(advances.get(slot) ?? []), change.mark.fingerprint]);
  }
  return {
    changes: staged,
    mark: mark ?? "",
    advances,
    answer: () => {
      for (const tell of answers) tell();
    },
  };
}

import { applyAdvance, fingerprint, type Advance } from "./advance.ts";
import { judge, type Verdict } from "./fence.ts";
import type { LaneRecord } from "./lane-record.ts";

/** What is to become of a record. */
export interface Decision<T> {
  readonly answer: T;
  /** Absent: it stays as it is. */
  readonly write?: { readonly record: LaneRecord | undefined };
  /** Whether the answer holds although the record was not read but remembered, from a write of this process. */
  readonly holdsFromMemory: boolean;
}

/** One change of one lane, judged against what is stored. */
export interface LaneChange<T> {
  readonly slot: string;
  decide(stored: LaneRecord | undefined): Decision<T>;
  /** What tells it from other changes of the lane, and what it answers when it is found to be written. Absent: it need not be found. */
  readonly mark?: { readonly fingerprint: string; readonly answer: T };
}

/**
 * An advance. "unchanged" holds from memory where our own term wrote what is there: it only rises. "fenced" is always
 * looked at: a human may have taken the record away.
 */
export function advanceChange(slot: string, advance: Advance): LaneChange<Verdict> {
  return {
    slot,
    decide: (stored) => {
      const answer = judge(stored?.checkpoint, advance.to, advance.epoch, advance.from);
      if (answer === "saved")
        return { answer, write: { record: applyAdvance(stored, advance) }, holdsFromMemory: true };
      return { answer, holdsFromMemory: answer === "unchanged" && stored?.checkpoint.epoch === advance.epoch };
    },
    mark: { fingerprint: fingerprint(advance), answer: "saved" },
  };
}

/** Takes a lane's record away where `mayGo` says so of what is stored. Answers whether it did. */
export function removeChange(slot: string, mayGo: (stored: LaneRecord) => boolean): LaneChange<boolean> {
  return {
    slot,
    decide: (stored) => {
      const goes = stored !== undefined && mayGo(stored);
      return goes
        ? { answer: true, write: { record: undefined }, holdsFromMemory: true }
        : { answer: false, holdsFromMemory: false };
    },
  };
}

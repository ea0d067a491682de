import {
  addSkippedRanges,
  CollectorError,
  type BookedHour,
  type Frontier,
  type LaneKey,
  type Skipped,
} from "@genai-collector/component";
import { isHour, isInstant } from "./instant.ts";
import type { LaneRecord } from "./lane-record.ts";
import { addBooked, addSkipped } from "./sums.ts";

/** One call of `CheckpointStore.advance`. */
export interface Advance {
  readonly key: LaneKey;
  readonly to: Frontier;
  readonly epoch: number;
  readonly skipped: readonly Skipped[];
  readonly booked: readonly BookedHour[];
  /** Only where exactly this is stored. */
  readonly from: Frontier | "absent" | undefined;
}

/** Throws `CHECKPOINT_BAD_TIME` (malformed) for what would make a record one that cannot be read again. */
export function checkAdvance({ to, epoch, skipped, booked }: Advance): void {
  const wrong = wrongFrontier(to.time) ?? wrongSums(epoch, skipped) ?? wrongBooks(booked);
  if (wrong === undefined) return;
  throw new CollectorError("CHECKPOINT_BAD_TIME", `${wrong} cannot be written down`, { kind: "malformed" });
}

/** What is stored after an advance that the fence let pass. The first one is where the lane began. */
export function applyAdvance(stored: LaneRecord | undefined, { key, to, epoch, skipped, booked }: Advance): LaneRecord {
  const before = stored?.checkpoint;
  const origin = before === undefined ? to.time : before.origin;
  const skippedRanges = addSkippedRanges(before?.skippedRanges ?? [], skipped);
  const { receiver, loop, pass, pipeline } = key;
  return {
    key: { receiver, loop, pass, pipeline },
    checkpoint: {
      frontier: to.cursor === undefined ? { time: to.time } : { time: to.time, cursor: to.cursor },
      epoch,
      skipped: addSkipped(before?.skipped ?? {}, skipped),
      ...(skippedRanges.length === 0 ? {} : { skippedRanges }),
      ...(origin === undefined ? {} : { origin }),
      ...addBooked(before ?? {}, booked),
    },
    unknown: stored?.unknown ?? {},
  };
}

/** The same for calls that ask for the same. */
export function fingerprint({ to, epoch, skipped, booked, from }: Advance): string {
  return JSON.stringify([to, epoch, skipped, booked, from]);
}

function wrongFrontier(time: number): string | undefined {
  return isInstant(time) ? undefined : `a frontier at ${String(time)} ms`;
}

function wrongSums(epoch: number, skipped: readonly Skipped[]): string | undefined {
  const sums = skipped.flatMap(({ items = 0, from = 0, to = 0 }) => [items, to - from]);
  const isWell = Number.isSafeInteger(epoch) && sums.every(Number.isFinite);
  return isWell ? undefined : `epoch ${epoch}, skipped ${sums.join(", ")}`;
}

function wrongBooks(booked: readonly BookedHour[]): string | undefined {
  const wrong = booked.find(({ hour, amounts }) => !isHour(hour) || !Object.values(amounts).every(Number.isFinite));
  return wrong && `what is booked for the hour ${wrong.hour} (${Object.values(wrong.amounts).join(", ")})`;
}

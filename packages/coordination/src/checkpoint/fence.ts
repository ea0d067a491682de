import type { Checkpoint, Frontier } from "@genai-collector/component";

/** What became of a frontier: written; already there or further; or refused, because a newer epoch has written. */
export type Verdict = "saved" | "unchanged" | "fenced";

/**
 * Whether a frontier may be written over what is stored: not by an older epoch, and only forward. At the same time, another
 * cursor is forward. `from`: only where exactly this is stored, "absent" being nothing.
 */
export function judge(
  stored: Pick<Checkpoint, "frontier" | "epoch"> | undefined,
  to: Frontier,
  epoch: number,
  from?: Frontier | "absent",
): Verdict {
  if (stored === undefined) return from === undefined || from === "absent" ? "saved" : "unchanged";
  if (epoch < stored.epoch) return "fenced";
  const { time, cursor } = stored.frontier;
  const isTied = from === undefined || (from !== "absent" && from.time === time && from.cursor === cursor);
  const isForward = to.time > time || (to.time === time && to.cursor !== cursor);
  return isTied && isForward ? "saved" : "unchanged";
}

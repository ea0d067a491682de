import type { Checkpoint, Frontier, Skipped } from "@genai-collector/component";

/** What became of a frontier: written; already there or further; or refused, because a newer epoch has written. */
export type Verdict = "saved" | "unchanged" | "fenced";

/**
 * Whether a frontier may be written over what is stored: not by an older epoch, and only forward. At the same time, another
 * cursor is forward.
 */
export function judge(stored: Checkpoint | undefined, to: Frontier, epoch: number): Verdict {
  if (stored === undefined) return "saved";
  if (epoch < stored.epoch) return "fenced";
  const { time, cursor } = stored.frontier;
  return to.time > time || (to.time === time && to.cursor !== cursor) ? "saved" : "unchanged";
}

/** The sums by reason with `more` added. */
export function addSkipped(sums: Checkpoint["skipped"], more: readonly Skipped[]): Checkpoint["skipped"] {
  // A map: a reason may be called like a property that every object has.
  const added = new Map(Object.entries(sums));
  for (const { reason, items = 0, from = 0, to = 0 } of more) {
    const sum = added.get(reason) ?? { items: 0, ms: 0 };
    added.set(reason, { items: sum.items + items, ms: sum.ms + (to - from) });
  }
  return Object.fromEntries(added);
}

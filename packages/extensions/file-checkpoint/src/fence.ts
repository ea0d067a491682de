import type { Checkpoint, Frontier, Skipped } from "@genai-collector/component";

/**
 * Whether a frontier may be written over what is stored: not by an older epoch, and only forward. At the same time, another
 * cursor is forward.
 */
export function judge(stored: Checkpoint | undefined, to: Frontier, epoch: number): "saved" | "unchanged" | "fenced" {
  if (stored === undefined) return "saved";
  if (epoch < stored.epoch) return "fenced";
  const { time, cursor } = stored.frontier;
  return to.time > time || (to.time === time && to.cursor !== cursor) ? "saved" : "unchanged";
}

/** The sums by reason with `more` added. */
export function addSkipped(sums: Checkpoint["skipped"], more: readonly Skipped[]): Checkpoint["skipped"] {
  const added: Record<string, { items: number; ms: number }> = {};
  for (const [reason, sum] of Object.entries(sums)) added[reason] = { ...sum };
  for (const { reason, items = 0, from = 0, to = 0 } of more) {
    const sum = (added[reason] ??= { items: 0, ms: 0 });
    sum.items += items;
    sum.ms += to - from;
  }
  return added;
}

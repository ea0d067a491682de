import { bookedIn, misnamedMs, type SavedLane } from "./saved-lanes.ts";

/**
 * What is wrong in a lane's own books: all of its time since its origin is in them, and as many points as the sink has of
 * it (`points`; undefined: that cannot be told). Of those, `refusedToo` were refused when they came again, and may be
 * there as refused.
 */
export function* wrongInBooks(lane: SavedLane, points: number | undefined, refusedToo: number): Generator<string> {
  const { origin, frontier } = lane;
  if (origin === undefined) return;
  const booked = bookedIn(lane);
  let ms = 0;
  for (const [name, amount] of Object.entries(booked))
    if (name === "delivered_ms" || name.startsWith("skipped_ms/")) ms += amount;
  if (ms !== frontier.time - origin) yield `its books have ${ms} ms of ${frontier.time - origin}`;
  const misnamed = misnamedMs(lane);
  if (misnamed !== 0) yield `it names ${misnamed} ms more than it skipped`;
  const { delivered_items: items = 0 } = booked;
  if (points === undefined || (items <= points && items >= points - refusedToo)) return;
  yield `its books have ${items} points, the sink ${points}`;
}

/** Items that were skipped since, over all reasons. */
export function moreItems(before: SavedLane["skipped"], after: SavedLane["skipped"]): number {
  return Object.entries(after).reduce((sum, [reason, { items }]) => sum + items - (before[reason]?.items ?? 0), 0);
}

import type { BookedHour, Checkpoint, Skipped } from "@genai-collector/component";

/** So many hours keep books of their own; older ones are one sum. */
const keptHours = 26;
/** So many reasons have sums of their own. They come from sinks, and one that says another each time must not fill the record. */
const keptReasons = 64;
const longestReason = 100;
/** What has none. */
const otherReason = "other";

/** Amounts of an hour, or of many. */
export type Amounts = BookedHour["amounts"];

/** What a checkpoint holds of what was booked. */
export type Books = Pick<Checkpoint, "books" | "earlier">;

/** The sums by reason with `more` added. Beyond 64 reasons, and for one of more than 100 characters, that is "other". */
export function addSkipped(sums: Checkpoint["skipped"], more: readonly Skipped[]): Checkpoint["skipped"] {
  // A map: a reason may be called like a property that every object has.
  const added = new Map(Object.entries(sums));
  for (const { reason: given, items = 0, from = 0, to = 0 } of more) {
    const isNew = !added.has(given);
    const reason = isNew && (added.size >= keptReasons || given.length > longestReason) ? otherReason : given;
    const sum = added.get(reason) ?? { items: 0, ms: 0 };
    added.set(reason, { items: sum.items + items, ms: sum.ms + (to - from) });
  }
  return Object.fromEntries(added);
}

/**
 * The books with `more` added: the newest 26 hours that something was booked for, oldest first, and what was booked for
 * older ones in one sum. What is absent stays absent until something is booked.
 */
export function addBooked({ books, earlier }: Books, more: readonly BookedHour[]): Books {
  const byHour = new Map((books ?? []).map(({ hour, amounts }) => [hour, amounts]));
  for (const { hour, amounts } of more) {
    const sum = addAmounts(byHour.get(hour) ?? {}, amounts);
    if (Object.keys(sum).length > 0) byHour.set(hour, sum);
  }
  const hours = [...byHour].toSorted(([a], [b]) => a - b);
  const old = hours.slice(0, Math.max(0, hours.length - keptHours));
  const folded = old.reduce<Amounts | undefined>((sum, [, amounts]) => addAmounts(sum ?? {}, amounts), earlier);
  const kept = hours.slice(old.length).map(([hour, amounts]): BookedHour => ({ hour, amounts }));
  return {
    ...(kept.length > 0 || books !== undefined ? { books: kept } : {}),
    ...(folded === undefined ? {} : { earlier: folded }),
  };
}

/** Amounts of nothing leave no trace. */
function addAmounts(sums: Amounts, more: Amounts): Amounts {
  const added = new Map(Object.entries(sums));
  for (const [name, amount] of Object.entries(more)) if (amount !== 0) added.set(name, (added.get(name) ?? 0) + amount);
  return Object.fromEntries(added);
}

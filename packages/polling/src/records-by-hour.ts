import type { Instant } from "@genai-collector/component";
import { hourMs, hourOf } from "./hour-shares.ts";
import type { CountedItems } from "./progress.ts";
import type { PolledRecord } from "./sample.ts";

/**
 * How many records each hour of the window `(from, to]` has, in the order of time. A record whose own time lies outside,
 * because it was told late or began long before, counts where the window is nearest to it.
 */
export function recordsByHour(records: readonly PolledRecord[], from: Instant, to: Instant): readonly CountedItems[] {
  const [first, last] = [hourOf(from + 1), hourOf(to)];
  const counts = new Map<Instant, number>();
  for (const { timeUnixNano = 0n } of records) {
    const own = timeUnixNano === 0n ? last : hourOf(Number(timeUnixNano / 1_000_000n));
    const hour = Math.min(Math.max(own, first), last);
    counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  return [...counts].toSorted(([a], [b]) => a - b).map(([hour, items]) => ({ at: hour + hourMs, items }));
}

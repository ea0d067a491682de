import type { Checkpoint, LaneAmounts, LaneBooks } from "@genai-collector/component";
import { expect } from "vitest";
import type { Checkpoints } from "./memory-store.ts";

/** Everything that was ever booked for a lane. */
export function totalOf({ books = [], earlier = {} }: Checkpoint): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const amounts of [earlier, ...books.map((hour) => hour.amounts)])
    for (const [name, amount] of Object.entries(amounts)) sums[name] = (sums[name] ?? 0) + amount;
  return sums;
}

/** The sum of all amounts whose name begins so. */
export function sumOf(amounts: Readonly<Record<string, number>>, ...prefixes: readonly string[]): number {
  const wanted = Object.entries(amounts).filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix)));
  return wanted.reduce((sum, [, amount]) => sum + amount, 0);
}

/** All the time from a lane's beginning to its frontier is booked, once; each hour's, too. */
export function expectBalanced(checkpoints: Checkpoints): void {
  for (const [key, record] of checkpoints.records) {
    const { origin, frontier, books = [] } = record;
    const booked = sumOf(totalOf(record), "delivered_ms", "skipped_ms/");
    expect([key, booked]).toEqual([key, frontier.time - origin!]);
    for (const { hour, amounts } of books) {
      const ms = sumOf(amounts, "delivered_ms", "skipped_ms/");
      const passed = Math.min(frontier.time, hour + 3_600_000) - Math.max(origin!, hour);
      expect([key, hour, ms]).toEqual([key, hour, Math.max(0, passed)]);
    }
  }
}

/** expected = delivered + skipped + pending, in total and in each hour. */
export function expectBooksBalanced(lanes: readonly LaneBooks[]): void {
  for (const { loop, pipeline, total, hours } of lanes) {
    for (const [name, amounts] of [["total", total] as const, ...hours.map((hour) => [hour.hour, hour] as const)])
      expect([loop, pipeline, name, sumOfAmounts(amounts)]).toEqual([loop, pipeline, name, amounts.expected]);
    expect(total.unstorable).toBeLessThanOrEqual(total.pending);
    expect(total.revised).toBeLessThanOrEqual(total.delivered);
  }
}

function sumOfAmounts({ delivered, skipped, pending }: LaneAmounts): number {
  return delivered + Object.values(skipped).reduce((sum, amount) => sum + amount, 0) + pending;
}

import type { Instant, LaneAmounts, LaneBooks, LaneHour } from "@genai-collector/component";
import type { Lane } from "./lane.ts";
import { sharesByHour } from "./hour-shares.ts";
import type { Loop } from "./loop.ts";
import { backfillFloor } from "./plan.ts";
import { bucketMsOf } from "./progress.ts";
import { snapshotStepMs } from "./snapshot-grid.ts";
import { floorTo, secondMs } from "./time-grid.ts";

type Amounts = Readonly<Record<string, number>>;

/**
 * The books of a lane, for the ledger. What was delivered and skipped is from what the store has, what is pending from
 * the frontier and the clock: that they make up the time since the origin is nowhere presumed. `settleMs`: how long the
 * pipelines wait.
 */
export function laneBooks(loop: Loop, lane: Lane, now: Instant, settleMs: number): LaneBooks {
  const { frontier, account } = lane;
  const until = Math.max(frontier?.time ?? -Infinity, dueBy(loop, now, settleMs));
  const view = new View(loop, account?.origin, frontier?.time, until, lostBefore(loop, now, until));
  const booked = account?.total() ?? {};
  return {
    ...lane.key,
    unit: loop.shape === "windowed" ? "ms" : "buckets",
    origin: account?.origin,
    frontier: frontier?.time,
    now: until,
    total: view.amounts(booked, (from, to) => Math.max(0, to - from)),
    hours: view.hours(account?.hours ?? []),
    ranges: account?.ranges ?? [],
    items: itemsOf(booked),
  };
}

/** The end of the last bucket or window that is due: older than it takes to settle. */
function dueBy(loop: Loop, now: Instant, settleMs: number): Instant {
  if (loop.shape === "bucketed") return floorTo(now - (loop.unsettled ? settleMs : 0), loop.bucketMs);
  if (loop.shape === "snapshot") return floorTo(now - (loop.settleMs ?? 0), loop.bucketMs);
  return floorTo(now - loop.settleMs, secondMs);
}

/** What ended then or before and is still pending will never be delivered. */
function lostBefore(loop: Loop, now: Instant, until: Instant): Instant {
  return loop.shape === "snapshot" ? until - snapshotStepMs(loop) : backfillFloor(loop, now);
}

/** Counts in the lane's unit. */
class View {
  readonly #bucketMs: number | undefined;
  readonly #origin: Instant | undefined;
  readonly #frontier: Instant | undefined;
  readonly #until: Instant;
  readonly #lostBefore: Instant;

  constructor(
    loop: Loop,
    origin: Instant | undefined,
    frontier: Instant | undefined,
    until: Instant,
    lostBefore: Instant,
  ) {
    this.#bucketMs = bucketMsOf(loop);
    this.#origin = origin;
    this.#frontier = frontier;
    this.#until = until;
    this.#lostBefore = lostBefore;
  }

  hours(books: readonly { readonly hour: Instant; readonly amounts: Amounts }[]): readonly LaneHour[] {
    if (this.#origin === undefined) return [];
    const booked = new Map(books.map(({ hour, amounts }) => [hour, amounts]));
    return sharesByHour(this.#origin, this.#until, this.#bucketMs)
      .slice(-26)
      .map(({ hour }) => ({
        hour,
        ...this.amounts(booked.get(hour) ?? {}, (from, to) => this.#within(hour, from, to)),
      }));
  }

  /** `msOf` tells how much of a stretch is meant. */
  amounts(booked: Amounts, msOf: (from: Instant, to: Instant) => number): LaneAmounts {
    const origin = this.#origin;
    const frontier = this.#frontier ?? origin;
    if (origin === undefined || frontier === undefined)
      return { expected: 0, delivered: 0, skipped: {}, pending: 0, unstorable: 0, revised: 0 };
    const delivered = this.#units(booked["delivered_ms"] ?? 0);
    return {
      expected: this.#units(msOf(origin, this.#until)),
      delivered,
      skipped: this.#skipped(booked),
      pending: this.#units(msOf(frontier, this.#until)),
      unstorable: this.#units(msOf(frontier, Math.min(this.#until, this.#lostBefore))),
      // A bucket that changes twice is told twice.
      revised: this.#bucketMs === undefined ? 0 : Math.min(delivered, this.#units(booked["revised_ms"] ?? 0)),
    };
  }

  #skipped(booked: Amounts): Amounts {
    const prefix = "skipped_ms/";
    const times = Object.entries(booked).filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(times.map(([name, ms]) => [name.slice(prefix.length), this.#units(ms)]));
  }

  #within(hour: Instant, from: Instant, to: Instant): number {
    return sharesByHour(from, to, this.#bucketMs).find((share) => share.hour === hour)?.ms ?? 0;
  }

  #units(ms: number): number {
    return ms / (this.#bucketMs ?? 1);
  }
}

function itemsOf(booked: Amounts): Amounts {
  const items: Record<string, number> = {};
  for (const [name, amount] of Object.entries(booked)) {
    const skipped = name.startsWith("skipped_items/") ? `skipped/${name.slice("skipped_items/".length)}` : undefined;
    const known = skipped ?? { delivered_items: "delivered", revised_items: "revised" }[name];
    if (known !== undefined) items[known] = amount;
  }
  return items;
}

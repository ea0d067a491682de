import type { LaneLedger, SkippedRange } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { collectedHeapBytes } from "../src/collected-heap.ts";
import { staging } from "../src/draw-setup.ts";
import { production, usualSetup, type Setup } from "../src/setup.ts";
import { Simulation } from "../src/simulation.ts";
import type { OutageKind } from "../src/sink-front.ts";
import { quiet } from "../src/story.ts";

const minute = 60_000;
const hour = 60 * minute;
const mebibyte = 1 << 20;
/** It computes for ten seconds; a machine that is shared may take many times as long. */
const timeout = 300_000;

/** The outage is longer than one receiver looks back, and shorter than the other does. */
const [horizonMs, outageMs, farHorizonMs] = [4 * hour, 8 * hour, 12 * hour];
/** One bucket a minute. What is on its way when the sink comes back was asked for up to a poll and its retries before. */
const setup: Partial<Setup> = {
  graphs: ["requests", "tokens"],
  workspaces: [
    { ...production, maxBackfillMs: horizonMs },
    { ...staging, maxBackfillMs: farHorizonMs },
  ],
};
const onItsWayMs = 7 * minute;
/** Minutes have one number of requests, and three of tokens. */
const seriesOfMinute = 4;

/** A collector whose sink goes away for eight hours, and what is seen of both. */
class Outage {
  readonly simulation: Simulation;
  /** The ends of the buckets that the sink took, by series, in the order in which they came. */
  readonly arrivals = new Map<string, number[]>();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    simulation.sinks[0]!.took = (series, end) => {
      const ends = this.arrivals.get(series) ?? [];
      this.arrivals.set(series, ends);
      ends.push(end);
    };
  }

  /** A receiver's lane in the ledger of whoever leads: as `genai-collector ledger` shows it. */
  lane(receiver: string): LaneLedger {
    const lanes = this.simulation.fleet.machines.flatMap(({ process }) => process?.ledger?.lanes ?? []);
    return lanes.find((lane) => lane.receiver === receiver)!;
  }

  /** Over all collectors. */
  sum(metric: string): number {
    return this.simulation.fleet.machines.reduce((sum, { process }) => sum + (process?.counts.sum(metric) ?? 0), 0);
  }
}

/** What collectors hold, as they say themselves; now and then, all that is reachable in their world with them. */
interface Held {
  readonly payloadBytes: number;
  readonly queuedRequests: number;
  readonly heapBytes: number | undefined;
}

/** An hour in peace, eight without a sink, and an hour and a half with it. `meanwhile`: five hours into the outage. */
async function live(how: OutageKind, own: Partial<Setup>, meanwhile: (simulation: Simulation) => void) {
  const simulation = await Simulation.open({ seed: 24, hours: 10, story: quiet, setup: { ...setup, ...own } });
  const { world, sinks } = simulation;
  const outage = new Outage(simulation);
  simulation.start();
  await world.advance(hour);
  const [goneAt, newest] = [outage.lane("portkey").frontier!, sinks[0]!.newest];
  simulation.befall({ kind: "sink down", sink: 0, how, forMs: outageMs });
  world.after(5 * hour, () => meanwhile(simulation));
  const held: Held[] = [];
  for (let passed = minute; passed <= outageMs; passed += minute) {
    await world.advance(minute);
    held.push({
      payloadBytes: outage.sum("otelcol_held_payload_bytes"),
      queuedRequests: outage.sum("otelcol_exporter_queue_size"),
      heapBytes: passed % hour === 0 ? collectedHeapBytes() : undefined,
    });
  }
  expect(sinks[0]!.newest, "the sink took something meanwhile").toBe(newest);
  const backAt = world.now;
  await world.advance(90 * minute);
  const [short, long] = [outage.lane("portkey"), outage.lane("portkey/staging")];
  await simulation.end(15 * minute);
  expect(simulation.violations.list).toEqual([]);
  return { arrivals: outage.arrivals, goneAt, backAt, held, short, long };
}

const nothing = (): void => undefined;
const leaderDies = ({ fleet }: Simulation): void => fleet.leader()?.kill({ downMs: minute, powerCut: true });

describe("a sink that is down for eight hours, and then back", () => {
  it.each([
    ["refuses connections", "refused", "one collector", {}, nothing],
    ["answers 503", "503", "two, whose leader dies meanwhile", { replicas: 2, coordination: "kubernetes" }, leaderDies],
  ] as const)(
    "%s (%s), %s: what is within the backfill horizon arrives in order, the rest is in the ledger by the minute, memory is flat",
    { timeout },
    async (_what, how, _who, own, meanwhile) => {
      const { arrivals, goneAt, backAt, held, short, long } = await live(how, own, meanwhile);
      expect(long.ranges).toEqual([]);
      // From where the sink went away to the horizon at its return.
      expect(short.ranges).toEqual([{ reason: "backfill", from: goneAt, to: expect.any(Number) as number }]);
      const [{ to }] = short.ranges as readonly [SkippedRange];
      expect(to).toBeGreaterThanOrEqual(backAt - horizonMs - onItsWayMs);
      expect(to).toBeLessThanOrEqual(backAt - horizonMs + minute);
      for (const lane of [short, long]) {
        expect(lane.frontier).toBeGreaterThan(backAt + hour);
        expectOnceInOrder(lane, arrivals);
        expectBooked(lane);
      }
      expectFlat(held);
    },
  );
});

/** Each minute from the first start to the last frontier arrived once, or is skipped; and they came in order. */
function expectOnceInOrder(lane: LaneLedger, arrivals: Outage["arrivals"]): void {
  const due = minutes(lane.origin!, lane.frontier!).filter((end) => !isSkipped(lane, end));
  const { prefix } = lane.receiver === production.receiver ? production : staging;
  const own = [...arrivals].filter(([series]) => series.startsWith(prefix));
  expect(own).toHaveLength(seriesOfMinute);
  for (const [series, ends] of own) {
    const arrived = ends.filter((end) => end <= lane.frontier!);
    expect([series, arrived]).toEqual([series, due]);
  }
}

/** The books say the same as the stretches, as a whole and hour by hour. */
function expectBooked(lane: LaneLedger): void {
  const { origin, frontier, total, hours, difference } = lane;
  const skipped = minutes(origin!, frontier!).filter((end) => isSkipped(lane, end)).length;
  expect([total.skipped, total.unstorable, difference]).toEqual([skipped === 0 ? {} : { backfill: skipped }, 0, 0]);
  for (const booked of hours) {
    const passed = minutes(booked.hour, booked.hour + hour).filter((end) => end > origin! && end <= frontier!);
    const left = passed.filter((end) => isSkipped(lane, end)).length;
    const { backfill = 0 } = booked.skipped;
    expect([booked.hour, backfill, booked.delivered]).toEqual([booked.hour, left, passed.length - left]);
  }
}

/** From the first hour to the last, each of the two lanes holds one request of the longest range, and no more. */
function expectFlat(held: readonly Held[]): void {
  // The first sample is of one minute of each.
  const mostBytes = held[0]!.payloadBytes * (usualSetup.windowMs / minute);
  for (const { payloadBytes, queuedRequests } of held) {
    expect(payloadBytes).toBeLessThanOrEqual(mostBytes);
    expect(queuedRequests).toBeLessThanOrEqual(2);
  }
  expect(Math.max(...held.map(({ payloadBytes }) => payloadBytes))).toBeGreaterThan(mostBytes / 2);
  // Of everything that can be reached, the simulated world included.
  const heaps = held.flatMap(({ heapBytes }) => heapBytes ?? []);
  expect(heaps).toHaveLength(outageMs / hour);
  expect(Math.max(...heaps) - heaps[0]!, `bytes: ${heaps.join(" ")}`).toBeLessThan(4 * mebibyte);
}

function isSkipped({ ranges }: LaneLedger, end: number): boolean {
  return ranges!.some(({ from, to }) => end > from && end <= to);
}

/** Ends of the minutes in `(from, to]`. */
function minutes(from: number, to: number): readonly number[] {
  return Array.from({ length: (to - from) / minute }, (_, index) => from + (index + 1) * minute);
}

import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { keptLines } from "../../test/service-harness.ts";
import { Beats } from "../status/beats.ts";
import { MetricRegistry } from "./metric-registry.ts";
import { PulseMetrics } from "./pulse-metrics.ts";
import { Pulse } from "./pulse.ts";

function open(clockOf?: (runtime: VirtualRuntime) => VirtualRuntime["clock"]) {
  const world = new World(Date.UTC(2026, 0, 1));
  const runtime = new VirtualRuntime(world);
  const clock = clockOf?.(runtime) ?? runtime.clock;
  const registry = new MetricRegistry("normal");
  const beats = new Beats(clock);
  const { logger, lines } = keptLines();
  const alive: number[] = [];
  const pulse = new Pulse({
    runtime: { clock, timers: runtime.timers },
    beats,
    metrics: new PulseMetrics(registry),
    logger,
    tellAlive: (withinMs) => void alive.push(withinMs),
  });
  pulse.start();
  const values = (name: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      registry
        .snapshot()
        .find((metric) => metric.name === name)!
        .series.map(({ attributes, instrument }) => [
          Object.values(attributes).join(" "),
          "bounds" in instrument ? 0 : instrument.value,
        ]),
    );
  return { world, runtime, beats, pulse, lines, alive, values };
}

describe("the wall clock", () => {
  it("that goes back is told and counted, with how far (F36)", async () => {
    const { world, runtime, lines, values } = open();
    await world.advance(10_000);
    runtime.skewMs = -90_000;
    await world.advance(10_000);
    expect(lines).toEqual([{ level: "warn", message: "The wall clock went back", data: { stepMs: -90_000 } }]);
    expect(values("otelcol_process_clock_steps")).toEqual({ backward: 1, forward: 0 });
    expect(values("otelcol_process_clock_stepped")).toEqual({ backward: 90, forward: 0 });
  });

  it("that goes forward is told as such, each time", async () => {
    const { world, runtime, lines, values } = open();
    for (const skewMs of [3_600_000, 7_200_000]) {
      runtime.skewMs = skewMs;
      await world.advance(5_000);
    }
    expect(lines.map(({ data }) => data)).toEqual([{ stepMs: 3_600_000 }, { stepMs: 3_600_000 }]);
    expect(values("otelcol_process_clock_steps")).toEqual({ backward: 0, forward: 2 });
  });

  it("that is slewed has not stepped", async () => {
    const { world, runtime, lines, values } = open();
    for (let i = 0; i < 600; i++) {
      runtime.skewMs += 0.5;
      await world.advance(1_000);
    }
    expect([lines, values("otelcol_process_clock_steps")]).toEqual([[], { backward: 0, forward: 0 }]);
  });

  it("read while the process was held up says nothing; what was missed is found by the next look", async () => {
    let heldMs = 0;
    const { world, runtime, lines } = open((real) => ({
      now: () => real.clock.now(),
      monotonic: () => real.clock.monotonic() + (heldMs > 0 ? (heldMs += 60) : 0),
    }));
    runtime.skewMs = 5_000;
    heldMs = 1;
    await world.advance(1_000);
    expect(lines).toEqual([]);
    heldMs = 0;
    await world.advance(1_000);
    expect(lines.map(({ data }) => data)).toEqual([{ stepMs: 5_000 }]);
  });
});

describe("the event loop", () => {
  /** Time that goes by without a timer firing: each look at the clock is that much later. */
  const stalled = () => {
    let stoodStill = 0;
    const opened = open((real) => ({
      now: () => real.clock.now() + stoodStill,
      monotonic: () => real.clock.monotonic() + stoodStill,
    }));
    return { ...opened, stall: (ms: number) => void (stoodStill += ms) };
  };

  it("that stands still is told, with how long, and measured for a minute", async () => {
    const { world, lines, values, stall } = stalled();
    await world.advance(3_000);
    stall(4_500);
    await world.advance(1_000);
    expect(lines.map(({ level, data }) => [level, data])).toEqual([["warn", { stalledMs: 4_500 }]]);
    expect(values("otelcol_process_event_loop_stall")).toEqual({ "": 4.5 });
    stall(2_000);
    await world.advance(50_000);
    expect(values("otelcol_process_event_loop_stall")).toEqual({ "": 4.5 });
    expect(values("otelcol_process_event_loop_stalls")).toEqual({ "": 2 });
    await world.advance(70_000);
    expect(values("otelcol_process_event_loop_stall")).toEqual({ "": 0 });
  });

  it("that stood still lets nobody be overdue: they could not be heard of", async () => {
    const { world, beats, lines, stall } = stalled();
    beats.heard({ kind: "receiver", id: "portkey", part: "analytics", withinMs: 60_000 });
    await world.advance(5_000);
    stall(600_000);
    await world.advance(5_000);
    expect([beats.overdue(), lines.map(({ level }) => level)]).toEqual([[], ["warn"]]);
  });

  it("that is a little late has not stood still", async () => {
    const { world, lines, stall } = stalled();
    for (let i = 0; i < 20; i++) {
      stall(900);
      await world.advance(1_000);
    }
    expect(lines).toEqual([]);
  });
});

describe("a part that goes silent", () => {
  const beat = { kind: "receiver", id: "portkey", part: "analytics", withinMs: 30_000 } as const;

  it("is told once, is measured, and is told to be back", async () => {
    const { world, beats, lines, values } = open();
    beats.heard(beat);
    await world.advance(20_000);
    expect([lines, values("otelcol_part_overdue")]).toEqual([[], { "analytics portkey": 0 }]);
    await world.advance(20_000);
    expect(values("otelcol_part_overdue")).toEqual({ "analytics portkey": 1 });
    beats.heard(beat);
    await world.advance(5_000);
    expect(values("otelcol_part_overdue")).toEqual({ "analytics portkey": 0 });
    expect(lines.map(({ level, data }) => [level, data["part"], data["otelcol.component.id"]])).toEqual([
      ["error", "analytics", "portkey"],
      ["info", "analytics", "portkey"],
    ]);
  });

  it("and is then no more awaited is measured as such", async () => {
    const { world, beats, values } = open();
    beats.heard(beat);
    await world.advance(40_000);
    beats.heard({ ...beat, withinMs: null });
    await world.advance(5_000);
    expect(values("otelcol_part_overdue")).toEqual({ "analytics portkey": 0 });
  });
});

it("a worker says every ten seconds that it lives, until it is stopped; then nothing is left", async () => {
  const { world, runtime, pulse, alive } = open();
  await world.advance(25_000);
  expect(alive).toEqual([60_000, 60_000, 60_000]);
  pulse.stop();
  pulse.stop();
  expect(runtime.leaks()).toEqual([]);
  await world.advance(25_000);
  expect(alive).toHaveLength(3);
});

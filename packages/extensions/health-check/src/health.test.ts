import type { ComponentStatus } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { Health } from "./health.ts";

const start = Date.UTC(2026, 0, 1);
const status = (more: Partial<ComponentStatus>): ComponentStatus => ({
  id: "portkey",
  kind: "receiver",
  state: "ok",
  pipelines: [],
  at: start,
  ...more,
});

describe("Health", () => {
  it.each([
    [0, "0s"],
    [999, "0s"],
    [59_000, "59s"],
    [61_000, "1m1s"],
    [3_600_000, "1h0m0s"],
    [90_061_000, "25h1m1s"],
  ])("after %i ms tells an uptime of %s, whatever the wall clock does", async (ms, uptime) => {
    const world = new World(start);
    const runtime = new VirtualRuntime(world);
    const health = new Health(runtime.clock);
    await world.advance(ms);
    runtime.skewMs = -86_400_000;
    expect(health.report()).toMatchObject({ uptime, upSince: "2026-01-01T00:00:00.000Z" });
  });

  it("is ready from ready to notReady, and never again", () => {
    const health = new Health(new VirtualRuntime(new World()).clock);
    const seen = [health.isReady];
    for (const step of ["ready", "notReady", "ready"] as const) {
      health[step]();
      seen.push(health.isReady);
    }
    expect(seen).toEqual([false, true, false, false]);
  });

  it("that is stopped before it was ready never was", () => {
    const health = new Health(new VirtualRuntime(new World()).clock);
    health.notReady();
    health.ready();
    expect(health.isReady).toBe(false);
  });

  it("keeps the last status of each component, processors by pipeline", () => {
    const health = new Health(new VirtualRuntime(new World()).clock);
    health.componentStatus(status({}));
    health.componentStatus(status({ kind: "processor", id: "guard", pipeline: "metrics" }));
    health.componentStatus(status({ kind: "processor", id: "guard", pipeline: "logs" }));
    health.componentStatus(status({ kind: "exporter" }));
    health.componentStatus(status({ state: "permanent_error", error: "401", at: start + 1_000 }));
    const since = "2026-01-01T00:00:00.000Z";
    expect(health.components()).toEqual([
      { kind: "receiver", id: "portkey", state: "permanent_error", error: "401", since: "2026-01-01T00:00:01.000Z" },
      { kind: "processor", id: "guard", pipeline: "metrics", state: "ok", since },
      { kind: "processor", id: "guard", pipeline: "logs", state: "ok", since },
      { kind: "exporter", id: "portkey", state: "ok", since },
    ]);
  });
});

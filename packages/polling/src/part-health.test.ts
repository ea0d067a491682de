import { CollectorError, type Status } from "@genai-collector/component";
import { createSettings, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { PartHealth } from "./part-health.ts";

function setUp() {
  const world = new World();
  const recorded = new Recorded();
  const { runtime, logger, reportStatus } = createSettings("r", new VirtualRuntime(world), { recorded });
  const health = new PartHealth({ clock: runtime.clock, logger, reportStatus }, "part");
  const told = (): string[] => recorded.statuses.slice(1).map(({ state }: Status) => state);
  const logged = (): string[] => recorded.logs.map(({ level }) => level);
  return { world, recorded, health, told, logged };
}

const error = (code: string): CollectorError => new CollectorError(code, code, { kind: "retryable" });

describe("PartHealth", () => {
  it("is told when it changes, not each time it is found to be the same", () => {
    const { health, told, logged, recorded } = setUp();
    health.succeeded();
    health.succeeded();
    for (let i = 0; i < 5; i++) health.failed("recoverable_error", error("A"));
    health.succeeded();
    expect(told()).toEqual(["ok", "recoverable_error", "ok"]);
    expect(logged()).toEqual(["warn", "info"]);
    expect(recorded.logs[1]!.data).toEqual({ part: "part", failures: 5 });
  });

  it("warns at most once a minute when the trouble keeps changing, and shows each as its status", async () => {
    const { world, health, told, logged } = setUp();
    health.failed("recoverable_error", error("A"));
    health.failed("recoverable_error", error("B"));
    expect([told().length, logged()]).toEqual([2, ["warn"]]);
    await world.advance(60_000);
    health.failed("recoverable_error", error("A"));
    expect(logged()).toEqual(["warn", "warn"]);
  });

  it("always says what only a human can help with, once for each trouble", () => {
    const { health, logged } = setUp();
    health.failed("recoverable_error", error("A"));
    health.failed("permanent_error", error("A"));
    health.failed("permanent_error", error("A"));
    health.failed("permanent_error", new TypeError("x"));
    expect(logged()).toEqual(["warn", "error", "error"]);
  });

  it("is there to be seen before anything has happened", () => {
    const { recorded } = setUp();
    expect(recorded.statuses).toEqual([{ id: "r", state: "starting", part: "part" }]);
  });

  it("waits when another process takes over, and is told anew when it is its turn again", () => {
    const { health, told, logged } = setUp();
    health.clear();
    expect(told()).toEqual([]);
    health.failed("recoverable_error", error("A"));
    health.clear();
    expect([told(), logged(), health.isFailing]).toEqual([["recoverable_error", "starting"], ["warn"], false]);
    health.succeeded();
    health.clear();
    expect(told().slice(2)).toEqual(["ok", "starting"]);
  });
});

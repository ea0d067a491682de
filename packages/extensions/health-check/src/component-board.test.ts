import type { ComponentStatus } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { ComponentBoard } from "./component-board.ts";

const status = (more: Partial<ComponentStatus> = {}): ComponentStatus => ({
  id: "portkey",
  kind: "receiver",
  state: "ok",
  pipelines: [],
  at: 0,
  ...more,
});

function open() {
  const world = new World(0);
  const runtime = new VirtualRuntime(world);
  const board = new ComponentBoard(runtime.clock);
  let changes = 0;
  board.listen(() => void changes++);
  return { world, runtime, board, changes: () => changes };
}

describe("the phase", () => {
  it("is ready from ready to notReady, and never again", () => {
    const { board, changes } = open();
    const seen = [board.phase];
    for (const step of ["ready", "notReady", "ready"] as const) {
      board[step]();
      seen.push(board.phase);
    }
    expect(seen).toEqual(["starting", "ready", "stopping", "stopping"]);
    expect(changes()).toBe(2);
  });

  it("that is stopping before it was ready never is", () => {
    const { board } = open();
    board.notReady();
    board.ready();
    expect(board.phase).toBe("stopping");
  });

  it("began when it began, by both clocks", async () => {
    const { world, board } = open();
    await world.advance(1_000);
    board.ready();
    await world.advance(1_000);
    board.notReady();
    await world.advance(1_000);
    board.notReady();
    expect([board.created, board.phaseBegan]).toEqual([
      { at: 0, since: 0 },
      { at: 2_000, since: 2_000 },
    ]);
  });
});

describe("a component", () => {
  it("has its last status, a processor by pipeline", () => {
    const { board } = open();
    board.componentStatus(status());
    board.componentStatus(status({ kind: "processor", id: "guard", pipeline: "metrics" }));
    board.componentStatus(status({ kind: "processor", id: "guard", pipeline: "logs" }));
    board.componentStatus(status({ kind: "exporter" }));
    board.componentStatus(status({ state: "permanent_error", error: "401" }));
    expect([...board.records].map(({ kind, pipeline, state, error }) => [kind, pipeline, state, error])).toEqual([
      ["receiver", undefined, "permanent_error", "401"],
      ["processor", "metrics", "ok", undefined],
      ["processor", "logs", "ok", undefined],
      ["exporter", undefined, "ok", undefined],
    ]);
  });

  it("that says again what it said has been so since the first time; its error is the last", async () => {
    const { world, runtime, board, changes } = open();
    const told: [number, ComponentStatus["state"], string?][] = [
      [1_000, "recoverable_error", "503"],
      [2_000, "recoverable_error", "503"],
      [3_000, "recoverable_error", "timed out"],
      [4_000, "ok"],
      [5_000, "recoverable_error", "503"],
    ];
    const seen: unknown[] = [];
    for (const [at, state, error] of told) {
      await world.advance(at - world.now);
      board.componentStatus(status({ state, error, at: runtime.clock.now() }));
      const [record] = board.records;
      seen.push([record!.at, record!.since, record!.error, changes()]);
    }
    expect(seen).toEqual([
      [1_000, 1_000, "503", 1],
      [1_000, 1_000, "503", 1],
      [1_000, 1_000, "timed out", 2],
      [4_000, 4_000, undefined, 3],
      [5_000, 5_000, "503", 4],
    ]);
  });

  it("that is heard of in more pipelines has changed", () => {
    const { board, changes } = open();
    for (const pipelines of [["traces"], ["traces"], ["traces", "logs"], ["traces", "metrics"]])
      board.componentStatus(status({ pipelines }));
    expect(changes()).toBe(3);
  });

  it("has changed at a monotonic time, whatever the wall clock does", async () => {
    const { world, runtime, board } = open();
    await world.advance(60_000);
    runtime.skewMs = -3_600_000;
    board.componentStatus(status({ at: runtime.clock.now() }));
    expect([...board.records]).toMatchObject([{ at: -3_540_000, since: 60_000 }]);
  });
});

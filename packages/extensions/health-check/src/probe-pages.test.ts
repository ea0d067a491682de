import { VirtualRuntime, World } from "@genai-collector/testkit";
import { expect, it } from "vitest";
import { ComponentBoard } from "./component-board.ts";
import { componentReports, probeReport } from "./probe-pages.ts";

const start = Date.UTC(2026, 0, 1);

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
  const board = new ComponentBoard(runtime.clock);
  await world.advance(ms);
  runtime.skewMs = -86_400_000;
  expect(probeReport(board, runtime.clock)).toMatchObject({ uptime, upSince: "2026-01-01T00:00:00.000Z" });
});

it("tells each component's state, and since when", () => {
  const board = new ComponentBoard(new VirtualRuntime(new World(start)).clock);
  const component = { id: "portkey", kind: "receiver", pipelines: ["metrics"] } as const;
  board.componentStatus({ ...component, state: "permanent_error", error: "401", at: start + 1_000 });
  expect(componentReports(board)).toEqual([
    { kind: "receiver", id: "portkey", state: "permanent_error", error: "401", since: "2026-01-01T00:00:01.000Z" },
  ]);
});

import { CollectorError, type CheckpointStore } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { windowed, type Io, type WindowedLoop, type WindowPage, type WindowStep } from "../src/index.ts";
import { LoopScene, start, type LoopSceneOptions } from "./loop-scene.ts";

const minute = 60_000;
const lane = (pipeline: string): string => JSON.stringify(["acme", "loop", "", pipeline]);

/** A loop of ten-minute windows from 30 minutes ago, with two pages each unless `page` says otherwise. */
function sceneOf(
  page: (step: WindowStep, io: Io) => WindowPage | Promise<WindowPage>,
  options: LoopSceneOptions<{}> = {},
  change: Partial<WindowedLoop> = {},
): { readonly scene: LoopScene; readonly steps: WindowStep[] } {
  const steps: WindowStep[] = [];
  const loop = windowed({
    name: "loop",
    cadenceMs: minute,
    bootstrapMs: 31 * minute,
    maxBackfillMs: 24 * 60 * minute,
    windowMs: 10 * minute,
    settleMs: minute,
    async collect(step, io) {
      steps.push(step);
      return page(step, io);
    },
    ...change,
  });
  return { scene: new LoopScene([loop], options), steps };
}

/** Two pages a window; the last one leaves how many windows there were. */
const twoPages = ({ cursor, carry }: WindowStep): WindowPage =>
  cursor === undefined ? { records: [], cursor: "2" } : { records: [], carry: String(Number(carry ?? 0) + 1) };

const record = { timeUnixNano: 1n, attributes: [] };

describe("carry", () => {
  it("is given to every step of the next window, and to none before", async () => {
    const { scene, steps } = sceneOf(twoPages);
    await scene.start();
    await scene.world.advance(30_000);
    expect(steps.map(({ from, cursor, carry }) => [(from - start) / minute, cursor, carry])).toEqual([
      [-31, undefined, undefined],
      [-31, "2", undefined],
      [-21, undefined, "1"],
      [-21, "2", "1"],
      [-11, undefined, "2"],
      [-11, "2", "2"],
    ]);
  });

  it("is saved in the same write as the end of its window, and kept through the pages of the next", async () => {
    const { scene } = sceneOf(twoPages);
    await scene.start();
    await scene.world.advance(30_000);
    const [, , complete, inside, next] = scene.checkpoints.saved.map(({ to }) => to);
    expect(complete).toEqual({ time: start - 21 * minute, cursor: "+1|1" });
    expect(inside).toEqual({ time: start - 21 * minute, cursor: `${start - 11 * minute}+1|12` });
    expect(next).toEqual({ time: start - 11 * minute, cursor: "+1|2" });
  });

  it("a window that leaves none ends it", async () => {
    const { scene, steps } = sceneOf(({ from }) => ({
      records: [],
      ...(from < start - 30 * minute ? { carry: "x" } : {}),
    }));
    await scene.start();
    await scene.world.advance(30_000);
    expect(steps.map(({ carry }) => carry)).toEqual([undefined, "x", undefined]);
    expect(scene.checkpoints.record("logs")!.frontier).toEqual({ time: start - minute });
  });

  it("an empty text is carried as one, and any text comes back as it was", async () => {
    const texts = ["", "5|6+7|", '\u{1F600}\n"\\', "é".repeat(100)];
    const { scene, steps } = sceneOf(
      () => ({ records: [], carry: texts[steps.length - 1], cursor: undefined }),
      {},
      { windowMs: 6 * minute },
    );
    await scene.start();
    await scene.world.advance(30_000);
    expect(steps.slice(1).map(({ carry }) => carry)).toEqual(texts);
  });

  it.each([
    ["between windows", 2_500, undefined],
    ["inside a window", 4_500, "2"],
  ])("survives a restart %s", async (_, killedAfterMs, cursor) => {
    const { scene, steps } = sceneOf(twoPages);
    const { runtime } = await scene.start();
    await scene.world.advance(killedAfterMs);
    runtime.kill();
    const before = steps.length;
    await scene.start();
    await scene.world.advance(100);
    expect(steps[before]).toMatchObject({ from: start - 21 * minute, cursor, carry: "1" });
  });

  it("is as good as the frontier: a delivery that fails, or a save, gives the same step the same carry again", async () => {
    const { scene, steps } = sceneOf(({ carry }) => ({ records: [record], carry: `${carry ?? ""}+` }));
    await scene.start();
    await scene.world.advance(2_500);
    scene.logs[0]!.failWith(new CollectorError("DOWN", "down", { kind: "retryable" }), 1);
    await scene.world.advance(10_000);
    scene.checkpoints.failures.set("advance", new Error("disk full"));
    await scene.world.advance(minute);
    scene.checkpoints.failures.delete("advance");
    await scene.world.advance(5 * minute);
    for (const { from, carry } of steps) {
      const first = steps.find((step) => step.from === from)!;
      expect([from, carry]).toEqual([from, first.carry]);
    }
    expect(new Set(steps.map(({ from }) => from)).size).toBeLessThan(steps.length);
  });

  it("what the backfill limit skips leaves it as it is", async () => {
    const { scene, steps } = sceneOf(() => ({ records: [] }), {}, { maxBackfillMs: 60 * minute });
    const cursor = `${start - 80 * minute}+4|kept, and a cursor`;
    const frontier = { time: start - 90 * minute, cursor };
    scene.checkpoints.records.set(lane("logs"), { frontier, epoch: 0, skipped: {} });
    await scene.start();
    await scene.world.advance(100);
    expect(steps[0]).toMatchObject({ from: start - 60 * minute, cursor: undefined, carry: "kept" });
    expect(scene.checkpoints.record("logs")!.skipped["backfill"]!.ms).toBe(30 * minute);
  });

  it("a window that was begun is finished though the backfill limit has passed its beginning", async () => {
    // Three steps of two minutes a window: the limit goes on by a minute each minute.
    const { scene, steps } = sceneOf(
      ({ cursor = "" }) =>
        cursor.length < 3 ? { records: [], cursor: `${cursor}.`, waitMs: 2 * minute } : { records: [] },
      {},
      { maxBackfillMs: 60 * minute },
    );
    const frontier = { time: start - 90 * minute };
    scene.checkpoints.records.set(lane("logs"), { frontier, epoch: 0, skipped: {} });
    await scene.start();
    await scene.world.advance(2 * 60 * minute);
    expect(scene.checkpoints.record("logs")!.skipped["backfill"]!.ms).toBe(30 * minute);
    expect(steps.at(-1)!.from).toBeGreaterThan(start + 30 * minute);
  });

  it.each(["+9|short", "x+1|a", "+|a", "17+|a", "+1", ""])(
    "starts the window without it where the store holds %j",
    async (cursor) => {
      const { scene, steps } = sceneOf(() => ({ records: [] }));
      scene.checkpoints.records.set(lane("logs"), {
        frontier: { time: start - 11 * minute, cursor },
        epoch: 0,
        skipped: {},
      });
      await scene.start();
      await scene.world.advance(100);
      expect(steps[0]).toMatchObject({ from: start - 11 * minute, cursor: undefined, carry: undefined });
    },
  );

  it("larger than 64 KiB of UTF-8: rejected as malformed, and the window is not lost", async () => {
    for (const [carry, isTaken] of [
      ["x".repeat(65_536), true],
      ["x".repeat(65_537), false],
      ["é".repeat(32_768), true],
      ["é".repeat(32_769), false],
    ] as const) {
      const { scene, steps } = sceneOf(() => ({ records: [record], carry }));
      await scene.start();
      await scene.world.advance(1_000);
      const status = scene.recorded.status("acme", "loop");
      expect([steps.length, status!.state]).toEqual([1, isTaken ? "ok" : "permanent_error"]);
      if (!isTaken) {
        expect(status!.error).toMatchObject({ code: "POLLING_BAD_CARRY", kind: "malformed" });
        expect(String(status!.error)).toContain("has 6553");
        expect(scene.logs[0]!.items).toBe(0);
      }
    }
  });

  it("with a page that is not the last: rejected, as it would be lost", async () => {
    const { scene } = sceneOf(() => ({ records: [], cursor: "2", carry: "x" }));
    await scene.start();
    await scene.world.advance(1_000);
    expect(scene.recorded.status("acme", "loop")!.error).toMatchObject({
      code: "POLLING_BAD_CARRY",
      kind: "malformed",
    });
  });

  it("lanes that stand at one time with different carry do not share a poll; with the same they do", async () => {
    const { scene, steps } = sceneOf(() => ({ records: [], carry: "same" }), { logs: ["a", "b", "c"] });
    const at = (carry: string): Parameters<CheckpointStore["advance"]>[1] => ({
      time: start - 12 * minute,
      cursor: `+${carry.length}|${carry}`,
    });
    for (const [pipeline, carry] of [
      ["a", "x"],
      ["b", "y"],
      ["c", "x"],
    ] as const) {
      scene.checkpoints.records.set(lane(pipeline), { frontier: at(carry), epoch: 0, skipped: {} });
    }
    await scene.start();
    await scene.world.advance(1_000);
    expect(new Set(steps.map(({ carry }) => carry))).toEqual(new Set(["x", "y"]));
    expect(steps).toHaveLength(2);
    await scene.world.advance(1_500);
    expect(steps.slice(2).map(({ from, carry }) => [from, carry])).toEqual([[start - 2 * minute, "same"]]);
  });
});

import { jsonAnswer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { acmeAnswer } from "./acme-vendor.ts";
import { expectBalanced, totalOf } from "./balance.ts";
import { minute, Scene } from "./scene.ts";

const start = Date.UTC(2026, 0, 1);
const key = JSON.stringify(["acme", "usage", "", "metrics/a"]);
/** Delivered soon after the start, and still within the band half an hour later. */
const changed = start - 2 * minute;

/** The vendor tells another number of one bucket, from now on. */
function revise(scene: Scene): void {
  scene.vendor.instead = (asked) => {
    if (asked.path !== "/usage") return undefined;
    const url = new URL(`https://x/usage?from=${asked.from}&to=${asked.to}`);
    const rows = acmeAnswer(url, scene.world.now) as { end: number; requests: number }[];
    return jsonAnswer(rows.map((row) => (row.end === changed ? { ...row, requests: 9_999 } : row)));
  };
}

/** A scene in which the bucket was delivered a moment ago. */
async function delivered() {
  const scene = new Scene({ start });
  const running = await scene.start();
  await scene.world.advance(10 * minute);
  expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBeGreaterThanOrEqual(changed);
  const revised = (): readonly (number | undefined)[] => {
    const { revised_items, revised_ms } = totalOf(scene.checkpoints.record("metrics/a")!);
    return [revised_items, revised_ms];
  };
  return { scene, running, revised };
}

describe("points that the vendor changes after they were delivered", () => {
  it("stand in the books of their hour with the next frontier, and in what the ledger is shown; the sink keeps what it has", async () => {
    const { scene, running, revised } = await delivered();
    revise(scene);
    await scene.world.advance(3 * minute);
    expect(revised()).toEqual([1, minute]);
    const books = scene.checkpoints.record("metrics/a")!.books!;
    expect(books.find(({ amounts }) => "revised_items" in amounts)!.hour).toBe(start - 60 * minute);
    const [usage] = running.books.readLanes();
    expect([usage!.total.revised, usage!.items!["revised"]]).toEqual([1, 1]);
    expect(scene.sink.buckets.get(changed)).toHaveLength(1);
    expectBalanced(scene.checkpoints);
  });

  it("are saved within ten minutes where the frontier stands still, and cost no write a poll", async () => {
    const { scene, revised } = await delivered();
    scene.sink.status = () => 503;
    revise(scene);
    const before = scene.checkpoints.saved.length;
    const { time } = scene.checkpoints.record("metrics/a")!.frontier;
    await scene.world.advance(8 * minute);
    expect([scene.checkpoints.saved.length - before, ...revised()]).toEqual([0, undefined, undefined]);
    await scene.world.advance(5 * minute);
    expect([scene.checkpoints.saved.length - before, ...revised()]).toEqual([1, 1, minute]);
    expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBe(time);
    await scene.world.advance(30 * minute);
    expect(scene.checkpoints.saved.length - before).toBe(1);
    scene.sink.status = () => 200;
    await scene.world.advance(5 * minute);
    expect(revised()).toEqual([1, minute]);
    expect(scene.sink.order).toEqual(Array.from(scene.sink.order, (_, index) => start - (49 - index) * minute));
    expectBalanced(scene.checkpoints);
  });

  it("are saved when the collector stops", async () => {
    const { scene, running, revised } = await delivered();
    scene.sink.status = () => 503;
    revise(scene);
    await scene.world.advance(3 * minute);
    await scene.stop(running);
    expect(revised()).toEqual([1, minute]);
  });

  it("count once where only the store's answer is lost", async () => {
    const { scene, revised } = await delivered();
    revise(scene);
    scene.checkpoints.lostAnswers.set("advance", new Error("ETIMEDOUT"));
    await scene.world.advance(3 * minute);
    scene.checkpoints.lostAnswers.clear();
    await scene.world.advance(10 * minute);
    expect(revised()).toEqual([1, minute]);
    expectBalanced(scene.checkpoints);
  });

  it("are not lost where another process has moved the frontier meanwhile", async () => {
    const { scene, revised } = await delivered();
    scene.sink.status = () => 503;
    revise(scene);
    await scene.world.advance(3 * minute);
    scene.sink.status = () => 200;
    const record = scene.checkpoints.record("metrics/a")!;
    const frontier = { time: record.frontier.time + minute };
    const hour = Math.ceil(frontier.time / 3_600_000) * 3_600_000 - 3_600_000;
    const books = record.books!.map((one) =>
      one.hour === hour
        ? { hour, amounts: { ...one.amounts, delivered_ms: one.amounts["delivered_ms"]! + minute } }
        : one,
    );
    scene.checkpoints.records.set(key, { ...record, frontier, books });
    await scene.world.advance(3 * minute);
    expect(revised()).toEqual([1, minute]);
    expectBalanced(scene.checkpoints);
  });
});

describe("what an older release leaves", () => {
  it("time that it passed without books is booked as unbooked, once", async () => {
    const { scene, running } = await delivered();
    running.runtime.kill();
    const record = scene.checkpoints.record("metrics/a")!;
    scene.checkpoints.records.set(key, { ...record, frontier: { time: record.frontier.time + 20 * minute } });
    await scene.world.advance(40 * minute);
    const next = await scene.start();
    await scene.world.advance(5 * minute);
    expect(totalOf(scene.checkpoints.record("metrics/a")!)["skipped_ms/unbooked"]).toBe(20 * minute);
    expect(next.books.readLanes()[0]!.total.skipped).toEqual({ unbooked: 20 });
    expectBalanced(scene.checkpoints);
  });

  it("a record without origin or books begins where its books do", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(key, { frontier: { time: start - 30 * minute }, epoch: 0, skipped: {} });
    const { books } = await scene.start();
    await scene.world.advance(5 * minute);
    expect(books.readLanes()[0]).toMatchObject({ origin: start - 30 * minute, total: { skipped: {} } });
  });
});

import { describe, expect, it } from "vitest";
import { Beats, type Beat } from "./beats.ts";

function open() {
  const clock = { now: 0, monotonic: () => clock.now };
  const beats = new Beats(clock);
  const heard = (part: string, withinMs: number | null, worker?: number): void =>
    beats.heard({ kind: "receiver", id: "portkey", part, withinMs } satisfies Beat, worker);
  const overdue = (): readonly string[] => beats.overdue().map(({ part, overdueMs }) => `${part} ${overdueMs}`);
  return { clock, beats, heard, overdue };
}

describe("a part that promised to be heard of", () => {
  it("is overdue once its time has passed, and no more once it is heard of", () => {
    const { clock, heard, overdue } = open();
    heard("analytics", 1_000);
    clock.now = 1_000;
    expect(overdue()).toEqual([]);
    clock.now = 1_250;
    expect(overdue()).toEqual(["analytics 250"]);
    heard("analytics", 1_000);
    expect(overdue()).toEqual([]);
  });

  it("is not hidden by another one that keeps its promise", () => {
    const { clock, heard, overdue } = open();
    heard("wedged", 1_000);
    for (; clock.now < 10_000; clock.now += 500) heard("healthy", 1_000);
    expect(overdue()).toEqual(["wedged 9000"]);
  });

  it("is not awaited any more once it has said so", () => {
    const { clock, beats, heard, overdue } = open();
    heard("analytics", 1_000);
    heard("analytics", null);
    clock.now = 1e9;
    expect(overdue()).toEqual([]);
    beats.look(() => expect.unreachable("nobody has a promise to keep"));
  });

  it("has broken no promise while the whole process stood still", () => {
    const { clock, beats, heard, overdue } = open();
    heard("analytics", 1_000);
    clock.now = 3_600_500;
    beats.stoodStill(3_600_000);
    expect(overdue()).toEqual([]);
    clock.now += 501;
    expect(overdue()).toEqual(["analytics 1"]);
  });

  it("in another worker is another one, and is forgotten with its worker", () => {
    const { clock, beats, heard, overdue } = open();
    heard("analytics", 1_000);
    heard("analytics", 2_000, 1);
    clock.now = 5_000;
    expect(overdue()).toEqual(["analytics 4000", "analytics 3000"]);
    beats.forget(1);
    expect(overdue()).toEqual(["analytics 4000"]);
  });
});

import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

describe("World", () => {
  it("runs timers in the order of their instants, and of two for one instant the older first", async () => {
    const world = new World(0);
    const ran: string[] = [];
    for (const [ms, name] of [
      [30, "c"],
      [10, "a"],
      [20, "b"],
      [10, "a2"],
    ] as const)
      world.after(ms, () => ran.push(`${name}@${world.now}`));
    await world.advance(100);
    expect(ran).toEqual(["a@10", "a2@10", "b@20", "c@30"]);
    expect(world.now).toBe(100);
  });

  it("keeps a thousand shuffled timers in order", async () => {
    const world = new World(0);
    const ran: number[] = [];
    for (let i = 0; i < 1_000; i++) world.after(world.random.below(500), () => ran.push(world.now));
    await world.advance(500);
    expect(ran).toEqual(ran.toSorted((a, b) => a - b));
    expect(ran).toHaveLength(1_000);
  });

  it("lets promises settle between two timers", async () => {
    const world = new World(0);
    const seen: number[] = [];
    world.after(1, () => {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => seen.push(world.now));
    });
    world.after(2, () => seen.push(-1));
    await world.advance(5);
    expect(seen).toEqual([1, -1]);
  });

  it("runs what timers start within the same advance, and leaves what is due later", async () => {
    const world = new World(0);
    const seen: number[] = [];
    const tick = (): void => {
      seen.push(world.now);
      world.after(10, tick);
    };
    world.after(10, tick);
    await world.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    await world.advance(5);
    expect(seen).toEqual([10, 20, 30, 40]);
  });

  it("does not run a cancelled timer", async () => {
    const world = new World(0);
    const cancel = world.after(1, () => expect.unreachable());
    cancel();
    cancel();
    await world.advance(10);
  });

  it("lets the event loop turn without time moving, also while nobody advances", async () => {
    const world = new World(7);
    await world.turn();
    const order: string[] = [];
    world.after(1, () => {
      void (async () => {
        for (let i = 0; i < 3; i++) await world.turn();
        order.push(`turned at ${world.now}`);
      })();
    });
    world.after(2, () => order.push("next timer"));
    await world.advance(2);
    expect(order).toEqual(["turned at 8", "next timer"]);
  });

  it("until advances no further than it must, and passes on the outcome", async () => {
    const world = new World(0);
    world.after(60, () => expect.unreachable());
    expect(await world.until(world.wait(50).then(() => "done"))).toBe("done");
    expect(world.now).toBe(50);
    await expect(world.until(Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(world.until(new Promise(() => undefined), 5)).rejects.toThrow("not settled after 5 ms");
  });

  it.each([[NaN], [-1], [Infinity]])("refuses to advance by %s", async (ms) => {
    await expect(new World().advance(ms)).rejects.toThrow(RangeError);
  });

  it("refuses a second advance while one is under way", async () => {
    const world = new World();
    const first = world.advance(1);
    await expect(world.advance(1)).rejects.toThrow("already");
    await first;
  });

  it("ends timers that keep each other going without time moving", async () => {
    const world = new World();
    const spin = (): void => {
      world.after(0, spin);
    };
    spin();
    await expect(world.advance(1)).rejects.toThrow("without time moving");
  });

  it("reports a failure of the test itself from advance, once", async () => {
    const world = new World();
    world.after(1, () => world.fail(new Error("a bad route")));
    await expect(world.advance(5)).rejects.toThrow("a bad route");
    await world.advance(5);
  });
});

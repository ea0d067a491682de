import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectBalanced, expectBooksBalanced, sumOf, totalOf } from "./balance.ts";
import { anyFault, begin, start, type Fault } from "./promises.ts";
import { hour, minute, Scene, type Running } from "./scene.ts";
import { SharedElection } from "./shared-election.ts";

const loops = ["usage", "final", "events", "now"];
const config = { loops, leader_elector: "elector", max_backfill: "2h" };

/** Trouble that `promises.ts` has not: with clocks, with what a sink refuses, and with who leads. */
interface Trouble {
  readonly kind: "our clock" | "vendor's clock" | "sink refuses" | "leaders change";
  readonly afterMs: number;
  readonly lastsMs: number;
  readonly byMs: number;
}

const anyTrouble = fc.record<Trouble>({
  kind: fc.constantFrom("our clock", "vendor's clock", "sink refuses", "leaders change"),
  afterMs: fc.integer({ min: 0, max: 20 * minute }),
  lastsMs: fc.integer({ min: 0, max: 40 * minute }),
  byMs: fc.integer({ min: -3 * hour, max: 3 * hour }),
});

function beginTrouble(scene: Scene, running: readonly Running[], election: SharedElection, trouble: Trouble): void {
  const { kind, lastsMs, byMs } = trouble;
  const { sink, vendor, world } = scene;
  if (kind === "our clock") {
    for (const { runtime } of running) runtime.skewMs = byMs;
    world.after(lastsMs, () => running.forEach(({ runtime }) => (runtime.skewMs = 0)));
  }
  if (kind === "vendor's clock") {
    vendor.skewMs = byMs / 60;
    world.after(lastsMs, () => (vendor.skewMs = 0));
  }
  if (kind === "sink refuses") {
    sink.status = () => 400;
    world.after(lastsMs, () => (sink.status = () => 200));
  }
  // The one that lost goes on polling, delivering and writing for a while.
  if (kind === "leaders change") election.change(lastsMs / 10);
}

/** Two replicas, trouble after trouble: the books balance at every minute. */
async function expectBooksUnder(troubles: readonly (Fault | Trouble)[], seed: number): Promise<void> {
  const scene = new Scene({ start, seed, sinks: ["a", "b"] });
  const election = new SharedElection(scene.world);
  const open = async (): Promise<Running> => {
    let one: Running | undefined = undefined as Running | undefined;
    one = await scene.start({ config, elector: election.open(() => one?.runtime.isDead === true) });
    return one;
  };
  const running = [await open(), await open()];
  const advance = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= minute) {
      await scene.world.advance(Math.min(left, minute));
      expectBalanced(scene.checkpoints);
      for (const { runtime, books } of running) if (!runtime.isDead) expectBooksBalanced(books.readLanes());
    }
  };
  for (const trouble of troubles) {
    await advance(trouble.afterMs);
    if ("byMs" in trouble) beginTrouble(scene, running, election, trouble);
    else if (trouble.kind !== "crash") begin(scene, trouble);
    else {
      running.shift()!.runtime.kill();
      running.push(await open());
      election.change(0);
    }
  }
  await advance(90 * minute);
  expectItems(scene);
}

/** Each bucket has one point: delivered and skipped ones make up the time, and each delivered one arrived. */
function expectItems(scene: Scene): void {
  for (const sink of scene.sinks) {
    const record = [...scene.checkpoints.records].find(([key]) =>
      key.includes(`"usage","","metrics/${sink.name}"`),
    )![1];
    const total = totalOf(record);
    const passed = sumOf(total, "delivered_ms") / minute;
    expect(sumOf(total, "delivered_items", "skipped_items/")).toBe(passed);
    const arrived = sink.order.filter((end) => end > record.origin! && end <= record.frontier.time);
    expect(arrived.length).toBeGreaterThanOrEqual(total["delivered_items"]!);
    expect(sink.order.length).toBeGreaterThan(60);
  }
}

describe("the books of lanes", () => {
  it("balance at every minute, whatever goes wrong, for two replicas that take turns", async () => {
    const troubles = fc.array(fc.oneof(anyFault, anyTrouble), { minLength: 1, maxLength: 8 });
    const property = fc.asyncProperty(troubles, fc.integer({ min: 1, max: 1_000_000 }), expectBooksUnder);
    await fc.assert(property, { numRuns: 12, endOnFailure: true });
  }, 60_000);

  it("show what is pending, and what of it nobody could store any more, while nothing can be saved", async () => {
    const scene = new Scene({ start });
    const { books } = await scene.start({ config: { loops: ["usage", "events"], max_backfill: "2h" } });
    await scene.world.advance(10 * minute);
    scene.checkpoints.failures.set("advance", new Error("ENOSPC"));
    await scene.world.advance(5 * hour);
    const [usage, events] = books.readLanes();
    expect([usage!.unit, events!.unit]).toEqual(["buckets", "ms"]);
    expect(usage!.total.pending).toBeGreaterThan(4.9 * 60);
    expect(usage!.total.unstorable).toBeGreaterThan(2.9 * 60);
    expect(usage!.total.unstorable).toBeLessThan(3.25 * 60);
    expect(events!.total.unstorable).toBeGreaterThan(2.9 * hour);
    const hours = usage!.hours.map(({ expected, pending }) => [expected, pending]);
    expect(hours.at(-3)).toEqual([60, 60]);
    expectBooksBalanced(books.readLanes());
    scene.checkpoints.failures.clear();
    await scene.world.advance(30 * minute);
    expect(books.readLanes()[0]!.total).toMatchObject({
      unstorable: 0,
      skipped: { backfill: expect.any(Number) as number },
    });
    expectBooksBalanced(books.readLanes());
  });

  it("show nothing of a lane whose frontier is in doubt and cannot be read, and all of it again afterwards", async () => {
    const scene = new Scene({ start });
    const { books } = await scene.start();
    await scene.world.advance(10 * minute);
    scene.checkpoints.lostAnswers.set("advance", new Error("ETIMEDOUT"));
    await scene.world.advance(90_000);
    scene.checkpoints.lostAnswers.clear();
    scene.checkpoints.failures.set("load", new Error("ETIMEDOUT"));
    await scene.world.advance(5 * minute);
    expect(books.readLanes()[0]).toMatchObject({ origin: undefined, frontier: undefined, total: { expected: 0 } });
    expectBooksBalanced(books.readLanes());
    scene.checkpoints.failures.clear();
    await scene.world.advance(10 * minute);
    expect(books.readLanes()[0]!.total.expected).toBeGreaterThan(60);
    expectBooksBalanced(books.readLanes());
    expectBalanced(scene.checkpoints);
  });
});

import { describe, expect, it } from "vitest";
import { expectBalanced, totalOf } from "./balance.ts";
import { hour, minute, Scene, type Running, type StartOptions } from "./scene.ts";
import { SharedElection } from "./shared-election.ts";

const start = Date.UTC(2026, 0, 1);

/** What one process has, and what another one has beside it. */
interface Change {
  readonly what: string;
  readonly old: StartOptions;
  readonly next: StartOptions;
  /** Bytes that a bucket may come in: one version for each pass. */
  readonly versions?: number;
  /** What is to be seen in the end, beside what holds for all. */
  expected?(scene: Scene, replicas: { readonly old: Running; readonly next: Running }): void;
}

const origins = (scene: Scene, ...lanes: readonly (readonly [pipeline: string, pass: string])[]): readonly number[] =>
  lanes.map(([pipeline, pass]) => (scene.checkpoints.record(pipeline, pass)!.origin! - start) / minute);
const count = ({ recorded }: Running, name: string): number => recorded.count(`acme.${name}`);
const gauge = ({ recorded }: Running, name: string): number => recorded.values.get(`acme.${name}`)!.at(-1)!;
/** The old one leads for so long before the next one starts, and ten minutes more before that one leads. */
const [aloneMs, turnMs] = [20 * minute, 10 * minute];

const changes: readonly Change[] = [
  {
    what: "another name of a pipeline",
    old: {},
    next: { names: { a: "b" } },
    expected: (scene, { old, next }) => {
      expect([count(old, "migrated_lanes{loop=usage}"), count(next, "migrated_lanes{loop=usage}")]).toEqual([0, 1]);
      expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBeGreaterThan(scene.world.now - 14 * minute);
    },
  },
  {
    what: "one more pipeline",
    old: { sinks: ["a"] },
    next: {},
    // The new lane begins when the next one first leads, and stays there.
    expected: (scene) => expect(origins(scene, ["metrics/a", ""], ["metrics/b", ""])).toEqual([-50, -20]),
  },
  {
    what: "one pipeline less",
    old: {},
    next: { sinks: ["a"] },
    expected: (scene, { next }) => {
      expect(gauge(next, "orphaned_lanes")).toBe(0); // it leads no more, and told of two in its terms
      expect(Math.max(...next.recorded.values.get("acme.orphaned_lanes")!)).toBe(1);
      expect(origins(scene, ["metrics/b", ""])).toEqual([-50]);
    },
  },
  {
    what: "a loop less",
    old: { config: { loops: ["usage", "events"] } },
    next: { config: { loops: ["usage"] } },
    expected: (scene, { next }) => {
      expect(Math.max(...next.recorded.values.get("acme.orphaned_lanes")!)).toBe(1);
      const due = scene.vendor.events(start - 50 * minute, scene.world.now - 20 * minute, Infinity);
      expect(due.length).toBeGreaterThan(20);
      expect(due.filter(({ id }) => scene.sink.events.get(id) === undefined)).toEqual([]);
    },
  },
  {
    what: "a pass more",
    old: { config: { passes: ["one"] } },
    next: { config: { passes: ["one", "second"] } },
    versions: 2,
    expected: (scene) => expect(origins(scene, ["metrics/a", "one"], ["metrics/a", "second"])).toEqual([-50, -20]),
  },
  {
    what: "a pass less",
    old: { config: { passes: ["one", "second"] } },
    next: { config: { passes: ["one"] } },
    versions: 2,
    expected: (scene, { next }) => {
      expect(Math.max(...next.recorded.values.get("acme.orphaned_lanes")!)).toBe(1);
      expect(origins(scene, ["metrics/a", "one"], ["metrics/a", "second"])).toEqual([-50, -50]);
    },
  },
  { what: "a longer settle time", old: {}, next: { settleMs: 12 * minute } },
  { what: "a shorter settle time", old: { settleMs: 12 * minute }, next: {} },
  { what: "another rate limit", old: {}, next: { config: { rate_limit: { requests_per_second: 0.5, burst: 2 } } } },
  { what: "a shorter max_backfill", old: {}, next: { config: { max_backfill: "2h" } } },
];

const withElector = (options: StartOptions, election: SharedElection): StartOptions => ({
  ...options,
  config: { ...options.config, leader_elector: "elector" },
  elector: election.open(() => false),
});

/**
 * The old configuration alone; both, which lead in turn; the new one alone; both again, and the old one alone: an update
 * that is taken back.
 */
async function thereAndBack({ old, next }: Pick<Change, "old" | "next">) {
  const scene = new Scene({ start, sinks: ["a", "b"].slice(0, (old.sinks ?? next.sinks) ? 2 : 1) });
  const election = new SharedElection(scene.world);
  const turns = async (overlaps: readonly number[]): Promise<void> => {
    for (const overlapMs of overlaps) {
      await scene.world.advance(turnMs);
      election.change(overlapMs);
    }
    await scene.world.advance(turnMs);
  };
  const first = await scene.start(withElector(old, election));
  await scene.world.advance(aloneMs);
  const second = await scene.start(withElector(next, election));
  await turns([0, 20_000, 0, 90_000, 0]);
  await scene.stop(first);
  await scene.world.advance(20 * minute);
  const third = await scene.start(withElector(old, election));
  await turns([0, 30_000, 0]);
  await scene.stop(second);
  await scene.world.advance(40 * minute);
  return { scene, replicas: { old: third, next: second } };
}

/** Each bucket from the first on, true, and whenever it comes again in the same bytes. */
function expectWhole({ sinks, vendor, world }: Scene, { old, versions = 1 }: Change): void {
  for (const { name, order, buckets } of sinks) {
    const [first] = order;
    const last = Math.max(...order);
    expect(order.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: (last - first!) / minute + 1 }, (_, index) => first! + index * minute),
    );
    // What the old configuration lacks stands still in the end.
    if (old.sinks?.includes(name) !== false) expect(last).toBeGreaterThan(world.now - 15 * minute);
    for (const [end, all] of buckets) {
      const different = new Set(all.map((bytes) => bytes.toString()));
      expect([end, different.size <= versions]).toEqual([end, true]);
    }
  }
  if (versions > 1) return;
  for (const sink of sinks)
    for (const end of sink.order) expect([end, sink.value(end)]).toEqual([end, vendor.truth(end)]);
}

describe("two replicas lead in turn, one with another configuration, until the update is over and when it is taken back", () => {
  it.each(changes)("$what: nothing is lost, and what comes again has the same bytes", async (change) => {
    const { scene, replicas } = await thereAndBack(change);
    expectWhole(scene, change);
    expectBalanced(scene.checkpoints);
    change.expected?.(scene, replicas);
  });

  it("a shorter max_backfill, after a night without a sink: what the one skipped the other does not ask for again", async () => {
    const scene = new Scene({ start });
    const election = new SharedElection(scene.world);
    await scene.start(withElector({}, election));
    await scene.world.advance(aloneMs);
    scene.sink.status = () => 503;
    await scene.world.advance(5 * hour);
    await scene.start(withElector({ config: { max_backfill: "2h" } }, election));
    for (let turn = 0; turn < 4; turn++) {
      election.change(0);
      await scene.world.advance(turnMs);
    }
    scene.sink.status = () => 200;
    await scene.world.advance(hour);
    const record = scene.checkpoints.record("metrics/a")!;
    const [range] = record.skippedRanges!;
    expect(record.skippedRanges).toEqual([{ ...range, reason: "backfill" }]);
    expect(totalOf(record)["skipped_ms/backfill"]).toBe(range!.to - range!.from);
    expect(range!.to - range!.from).toBeGreaterThan(3 * hour);
    for (const end of scene.sink.order) expect(end > range!.from && end <= range!.to).toBe(false);
    expectBalanced(scene.checkpoints);
  });
});

import { describe, expect, it } from "vitest";
import { attribute, hour, minute, RunsScene, start } from "./runs-scene.ts";
import { arrived, expectTruth, missing, trueRuns } from "./true-runs.ts";

// A simulated platform, whose answers are sums over a stream of runs, against what reached the sink. Runs are told up to
// a quarter of an hour late, agents work for up to 24 minutes, and two traces in a thousand never end.

/** So long before the frontier everything has been told, has ended, and its window has been read again. */
const settledMs = 60 * minute;
const lasting = { experimentEveryMs: 0, runsPerMinute: 6, latestIngestionMs: 15 * minute };
/** Windows are read again sooner than by default, so that hours need not pass. */
const soon = { window: "15m", late_lookback: "20m" };

describe("against a simulated platform", () => {
  it("every run arrives once, complete, and nothing else does: late ones and long ones, too (W2, W3)", async () => {
    const scene = new RunsScene();
    const simulator = scene.simulate({ ...lasting, latestIngestionMs: 30 * minute });
    await scene.start();
    await scene.advance(3 * hour);
    const { time } = (await scene.frontier())!;
    expect(time).toBeGreaterThan(scene.world.now - 12 * minute);
    expectTruth(scene, simulator, { from: start - hour, to: time - 80 * minute });
    expect(scene.count("late_runs{certainty=late}")).toBeGreaterThan(3);
    expect(scene.count("late_runs{certainty=maybe_repeated}")).toBe(0);
    expect(scene.count("missed_runs")).toBe(0);
    // Those of programs that died.
    expect(scene.recorded.values.get("langsmith.unfinished_runs")!.at(-1)).toBeGreaterThan(0);
  });

  it("without a look-back late runs are lost, and nothing is told of them (W3)", async () => {
    const scene = new RunsScene({ runs: { late_lookback: "0" } });
    const simulator = scene.simulate({ ...lasting, runsPerMinute: 30, latestIngestionMs: 30 * minute });
    await scene.start();
    await scene.advance(2 * hour);
    const { time } = (await scene.frontier())!;
    const lost = missing(scene, simulator, { from: start - hour, to: time - 40 * minute });
    const truth = trueRuns(simulator, start - hour, time);
    expect(lost.length).toBeGreaterThan(0);
    for (const id of lost) {
      const run = truth.get(id)!;
      expect(run.visibleAt - run.startMicros / 1_000).toBeGreaterThan(10 * minute);
    }
  });

  it("a run that never ends is emitted as it is after max_run_duration, once, and counted (W2)", async () => {
    const scene = new RunsScene({ runs: { max_run_duration: "1h", late_lookback: "0" } });
    const simulator = scene.simulate({ ...lasting, runsPerMinute: 24 });
    await scene.start();
    await scene.advance(2 * hour);
    const { time } = (await scene.frontier())!;
    const found = arrived(scene);
    const abandoned = [...trueRuns(simulator, start - hour, time - settledMs).values()].filter(
      (run) => run.finishedAt === undefined,
    );
    expect(abandoned.length).toBeGreaterThan(1);
    for (const { id } of abandoned) expect([id, attribute(found.get(id)!, "end_time")]).toEqual([id, undefined]);
    expect(scene.count("incomplete_runs{reason=too_long}")).toBeGreaterThanOrEqual(abandoned.length);
  });

  it("beyond max_unfinished_runs the oldest are emitted as they are, counted, and none twice (W2)", async () => {
    const scene = new RunsScene({ runs: { max_unfinished_runs: 1, settle: "1s", late_lookback: "0" } });
    const simulator = scene.simulate({ ...lasting, runsPerMinute: 40, latestIngestionMs: 500 });
    await scene.start();
    await scene.advance(hour);
    expect(Math.max(...scene.recorded.values.get("langsmith.unfinished_runs")!)).toBeLessThanOrEqual(1);
    expect(scene.count("incomplete_runs{reason=full}")).toBeGreaterThan(10);
    const { time } = (await scene.frontier())!;
    const found = arrived(scene);
    const truth = [...trueRuns(simulator, start - hour, time - 30 * minute).values()].filter(
      (run) => run.finishedAt !== undefined,
    );
    expect(truth.filter(({ id }) => !found.has(id))).toEqual([]);
  });

  it("projects that come and go take with them only what nobody could ask for any more", async () => {
    const scene = new RunsScene();
    const simulator = scene.simulate({ runsPerMinute: 12 });
    await scene.start();
    await scene.advance(4 * hour);
    const { time } = (await scene.frontier())!;
    const gone = new Set<string>();
    const truth = trueRuns(simulator, start - hour, time);
    const left = new Set(simulator.projectsAt(scene.world.now).map(({ id }) => id));
    for (const id of missing(scene, simulator, { from: start - hour, to: time - settledMs })) {
      expect([id, left.has(truth.get(id)!.sessionId)]).toEqual([id, false]);
      gone.add(truth.get(id)!.sessionId);
    }
    expect(gone.size).toBeLessThanOrEqual(1);
    arrived(scene);
  });

  it.each([
    ["the v2 API (§1.11)", { api: "v2", late_lookback: "0" }, { version: "0.16.5", latestIngestionMs: 30_000 }],
    ["release 0.16.5, which does not select inserted_at (W18)", {}, { version: "0.16.5" }],
    ["projects in several queries", { sessions_per_query: 5 }, {}],
    ["a platform whose clock is ten minutes ahead", {}, { clockAheadMs: 10 * minute }],
    ["a platform whose clock is ten minutes behind", {}, { clockAheadMs: -10 * minute }],
    ["clients whose clocks are off", {}, { clientSkewMs: 10 * minute }],
    ["a budget of ten requests in ten seconds", { page_size: 20 }, { budgets: [{ requests: 10, perMs: 10_000 }] }],
  ] as const)("%s: every run once, complete", async (_, runs, platform) => {
    const scene = new RunsScene({ runs: { ...soon, ...runs } });
    const simulator = scene.simulate({ ...lasting, ...platform });
    await scene.start();
    await scene.advance(100 * minute);
    const { time } = (await scene.frontier())!;
    expect(time).toBeGreaterThan(scene.world.now - 25 * minute);
    expectTruth(scene, simulator, { from: start - 15 * minute, to: time - settledMs });
    expect(scene.count("missed_runs")).toBe(0);
  });

  it("two pipelines get the same, each once, though one is down for a while", async () => {
    const scene = new RunsScene({ pipelines: ["logs", "logs/archive"], runs: soon });
    const simulator = scene.simulate(lasting);
    const [first, second] = [...scene.sinks.values()];
    await scene.start();
    await scene.advance(20 * minute);
    second!.failWith(new Error("down"));
    await scene.advance(30 * minute);
    second!.recover();
    await scene.advance(70 * minute);
    const { time } = (await scene.frontier())!;
    expectTruth(scene, simulator, { from: start - 15 * minute, to: time - settledMs });
    const idsOf = (sink: typeof first): readonly unknown[] =>
      sink!.records.map((record) => String(attribute(record, "id"))).toSorted();
    expect(idsOf(second)).toEqual(idsOf(first));
  });
});

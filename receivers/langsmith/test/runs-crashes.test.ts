import { langSmithFaultKinds, plantedTexts, type LangSmithFaultKind } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { attribute, hour, minute, RunsScene, start } from "./runs-scene.ts";
import { expectTruth, missing } from "./true-runs.ts";

const platform = { experimentEveryMs: 0, runsPerMinute: 6 };

const runs = { page_size: 5, window: "5m", settle: "1m", late_lookback: "10m" };

/** A scene that polled for some minutes in pages of five runs, killed at the n-th call of its world, and begun again. */
async function crashed(call: number): Promise<RunsScene> {
  const scene = new RunsScene({ runs });
  scene.simulate({ ...platform, runsPerMinute: 4 });
  const { runtime } = await scene.start();
  runtime.crashAt = call;
  await scene.advance(4 * minute);
  runtime.kill();
  await scene.start();
  await scene.advance(20 * minute);
  return scene;
}

const idsOf = (scene: RunsScene): readonly string[] =>
  scene.sink.records.map((record) => String(attribute(record, "id")));

const bytesOf = (scene: RunsScene): readonly string[] =>
  scene.sink.payloads.map((payload) => Buffer.concat(payload.encoded().map((range) => range.bytes)).toString("base64"));

describe("a crash", () => {
  const whole = crashed(Infinity).then(idsOf);

  it.each(Array.from({ length: 16 }, (_, n) => 1 + n * 3))(
    "at call %i of the world loses nothing, and repeats nothing",
    async (call) => {
      const ids = idsOf(await crashed(call));
      const expected = await whole;
      expect(expected.filter((id) => !ids.includes(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it.each([1, 2, 4])(
    "after the sink took payload %i, before the store has it: that payload comes again, with the same bytes, and no other",
    async (nth) => {
      const scene = new RunsScene({ runs: { ...runs, page_size: 100, window: "1h" } });
      scene.simulate({ ...platform, runsPerMinute: 25 });
      // Windows of an outage: whole ones, in which nothing changes any more.
      await scene.standsAt(start - 3 * hour);
      const { runtime } = await scene.start();
      scene.store.beforeAdvance = () => {
        if (scene.sink.payloads.length < nth) return undefined;
        runtime.kill();
        return new Promise(() => undefined);
      };
      await scene.advance(minute);
      expect(scene.sink.payloads).toHaveLength(nth);
      scene.store.beforeAdvance = () => undefined;
      await scene.start();
      await scene.advance(2 * minute);
      const bytes = bytesOf(scene);
      expect(bytes.length - new Set(bytes).size).toBe(1);
      expect(bytes[nth]).toBe(bytes[nth - 1]);
      const repeated = scene.sink.payloads[nth]!.items;
      const ids = idsOf(scene);
      expect(ids.length - new Set(ids).size).toBe(repeated);
    },
  );

  it("64: after a restart with a stored cursor, reading goes on at next: earlier pages are not asked for again", async () => {
    const scene = new RunsScene({
      runs: { page_size: 5, window: "1h" },
      config: { rate_limit: { requests_per_second: 1, burst: 1 } },
    });
    const simulator = scene.simulate({ ...platform, runsPerMinute: 60 });
    const { runtime } = await scene.start();
    while ((await scene.frontier())?.cursor === undefined) await scene.advance(1_000);
    await scene.advance(3 * minute);
    runtime.kill();
    const before = idsOf(scene);
    expect(before.length).toBeGreaterThan(100);
    const asked = simulator.requests;
    await scene.start();
    await scene.advance(2 * minute);
    expect(simulator.requests - asked).toBeGreaterThan(100);
    const ids = idsOf(scene);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(before.length + 250);
  });
});

describe("under faults of every kind, and deaths", () => {
  /** What changes single values is proved elsewhere; what loses runs, or makes them nameless, is counted. */
  const altering = /field|type|number|money|time|enum|integer|missing_id|lost_tail|skip_row|too_large|hang/;

  it.each([1, 2])("seed %i: nothing is lost, and no content is anywhere", async (seed) => {
    const kinds = langSmithFaultKinds.filter((kind) => !altering.test(kind));
    const faultRates: Partial<Record<LangSmithFaultKind, number>> = Object.fromEntries(
      kinds.map((kind) => [kind, 0.003]),
    );
    const scene = new RunsScene({ runs: { page_size: 20, window: "15m" } });
    const simulator = scene.simulate({ ...platform, seed, faultRates });
    let running = await scene.start();
    for (let death = 0; death < 4; death++) {
      await scene.advance(50 * minute);
      running.runtime.kill();
      running = await scene.start();
    }
    await scene.stop(running.receiver);
    const { time } = (await scene.frontier())!;
    expect(missing(scene, simulator, { from: start - 15 * minute, to: time - 80 * minute })).toEqual([]);
    const failures = [...scene.recorded.counts].filter(([key]) => key.includes(".poll_failures"));
    expect(failures.length).toBeGreaterThan(0);
    expectNoContent(scene);
  });

  it("without deaths: every run once, complete", async () => {
    const faultRates = Object.fromEntries(
      langSmithFaultKinds.filter((kind) => !altering.test(kind)).map((kind) => [kind, 0.002]),
    );
    const scene = new RunsScene({ runs: { page_size: 20, window: "15m" } });
    const simulator = scene.simulate({ ...platform, seed: 11, faultRates });
    await scene.start();
    await scene.advance(3 * hour);
    const { time } = (await scene.frontier())!;
    expectTruth(scene, simulator, { from: start - 15 * minute, to: time - 80 * minute });
  });
});

function expectNoContent(scene: RunsScene): void {
  const delivered = scene.sink.payloads.flatMap((payload) => payload.encoded().map(({ bytes }) => Buffer.from(bytes)));
  const told = JSON.stringify([scene.recorded.logs, scene.recorded.statuses, scene.store.saved], (_, value: unknown) =>
    value instanceof Error ? { message: value.message, cause: value.cause } : value,
  );
  const all = `${Buffer.concat(delivered).toString("latin1")}\n${told}`;
  for (const planted of [...plantedTexts, "lsv2_sk_test"]) expect(all).not.toContain(planted);
  expect(all).toContain("langsmith");
}

import {
  portkeyFaultKinds,
  type FaultRates,
  type PortkeyFaultKind,
  type PortkeyOptions,
  type PortkeySimulator,
} from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { at, minute, start, type PortkeyScene, type SceneOptions } from "./portkey-scene.ts";
import { expectNoContent, simulatedScene, type SimulatedScene } from "./simulated-scene.ts";

// A simulated platform, whose answers are sums over a stream of requests, against what reached the sink.

const hour = 60 * minute;
const spanMs = 50 * minute;
const keys = ["use_case", "team"];
const options: SceneOptions = { groups: { metadata_keys: keys } };

/** How each group's series and labels are called. */
const groups = [
  { path: "ai-models", by: "model", labels: (value: string) => ({ ai_model: value }) },
  ...keys.map((key) => ({
    path: `metadata/${key}`,
    by: "metadata",
    labels: (value: string) => ({ metadata_key: key, metadata_value: value }),
  })),
  { path: "prompt", by: "prompt", labels: (value: string) => ({ prompt: value }) },
];

const keyOf = (series: string, labels: Readonly<Record<string, string>>): string =>
  JSON.stringify([series, ...Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

interface Window {
  readonly stamp: number;
  readonly seenAt?: number;
  readonly apiKeyIds?: readonly string[];
}

/** What one group must have brought at a stamp, by series and labels. */
function truthOf(
  simulator: PortkeySimulator,
  { path, by, labels }: (typeof groups)[number],
  { stamp, ...seen }: Window,
): ReadonlyMap<string, number> {
  const truth = simulator.groupTruth(path, { from: stamp - spanMs, to: stamp, ...seen });
  return new Map(
    truth.flatMap(({ value, requests, costUsd }) => {
      const counted = [keyOf(`portkey_api_requests_by_${by}`, labels(value)), requests] as const;
      if (costUsd === undefined) return [counted];
      return [counted, [keyOf(`portkey_api_cost_usd_by_${by}`, labels(value)), costUsd] as const];
    }),
  );
}

/** What arrived of one group, by stamp; fails for a point that came twice. */
function arrivedOf(scene: PortkeyScene, { by, labels }: (typeof groups)[number]) {
  const stamps = new Map<number, Map<string, number>>();
  for (const { name, labels: found, at: stamp, value } of scene.points()) {
    const isOurs =
      name.endsWith(`_by_${by}`) && found.metadata_key === (labels("") as { metadata_key?: string }).metadata_key;
    if (!isOurs) continue;
    const values = stamps.get(stamp) ?? new Map<string, number>();
    stamps.set(stamp, values);
    const key = keyOf(name, found);
    expect([stamp, key, values.has(key)]).toEqual([stamp, key, false]);
    values.set(key, value);
  }
  return stamps;
}

function expectSame(found: ReadonlyMap<string, number>, truth: ReadonlyMap<string, number>): void {
  for (const [key, value] of truth) expect([key, found.get(key)]).toEqual([key, expect.closeTo(value, 9)]);
  expect([...found.keys()].toSorted()).toEqual([...truth.keys()].toSorted());
}

function simulated(more: SceneOptions = {}, platform: Partial<PortkeyOptions> = {}): SimulatedScene {
  return simulatedScene({ ...options, ...more }, platform);
}

describe("groups against a simulated platform", () => {
  it("every value of every group, each minute, and nothing else", async () => {
    const { scene, simulator } = simulated();
    await scene.start();
    await scene.advance(hour);
    for (const group of groups) {
      const stamps = arrivedOf(scene, group);
      expect(stamps.size).toBeGreaterThan(50);
      for (const [stamp, found] of stamps) expectSame(found, truthOf(simulator, group, { stamp }));
    }
    expectNoContent(scene);
  });

  it("without a settle: as the platform knew it when it was asked", async () => {
    const { scene, simulator, asked } = simulated({
      groups: { metadata_keys: keys, settle: "0s", window_span: "50m" },
    });
    await scene.start();
    await scene.advance(20 * minute);
    for (const group of groups) {
      for (const [stamp, found] of arrivedOf(scene, group)) {
        const request = asked.find(
          ({ url }) =>
            url.pathname.endsWith(`/groups/${group.path}`) &&
            Date.parse(url.searchParams.get("time_of_generation_max")!) === stamp,
        )!;
        expectSame(found, truthOf(simulator, group, { stamp, seenAt: request.at }));
      }
    }
  });

  it("thousands of values on many pages, of which none is lost or doubled", async () => {
    const { scene, simulator, asked } = simulated({
      groups: { metadata_keys: ["session"], emit_prompts: false, page_size: 100 },
    });
    await scene.start();
    await scene.advance(2 * minute);
    const sessions = {
      path: "metadata/session",
      by: "metadata",
      labels: (value: string) => ({ metadata_key: "session", metadata_value: value }),
    };
    const stamps = arrivedOf(scene, sessions);
    expect(stamps.size).toBeGreaterThan(0);
    for (const [stamp, found] of stamps) {
      expect(found.size).toBeGreaterThan(1_000);
      expectSame(found, truthOf(simulator, sessions, { stamp }));
    }
    expect(asked.some(({ url }) => url.searchParams.get("current_page") === "5")).toBe(true);
  });

  it("use cases split the traffic of their keys, and of no other", async () => {
    const use_cases = [
      { label: "Chat", api_key_ids: ["k1"] },
      { label: "Batch", api_key_ids: ["k2"] },
    ];
    const { scene, simulator } = simulated(
      { config: { use_cases } },
      { workspaces: { production: ["k1", "k2", "k3"] } },
    );
    await scene.start();
    await scene.advance(10 * minute);
    for (const [slug, key] of [
      ["chat", "k1"],
      ["batch", "k2"],
    ] as const) {
      const found = scene.points("requests_by_model").filter(({ labels }) => labels.api_key_use_case === slug);
      expect(found.length).toBeGreaterThan(10);
      for (const { at: stamp, labels, value } of found) {
        const truth = simulator.groupTruth("ai-models", { from: stamp - spanMs, to: stamp, apiKeyIds: [key] });
        expect(truth.find((group) => group.value === labels.ai_model)!.requests).toBe(value);
      }
    }
  });

  it("a metadata key whose values are people is added up under `_other`", async () => {
    const { scene, simulator } = simulated({ groups: { metadata_keys: ["owner"], emit_prompts: false } });
    await scene.start();
    await scene.advance(2 * minute);
    const [point] = scene.points("requests_by_metadata");
    const [truth] = simulator.groupTruth("metadata/owner", { from: point!.at - spanMs, to: point!.at });
    expect([point!.labels.metadata_value, point!.value]).toEqual(["_other", truth!.requests]);
    expect(scene.count("folded_rows{group=metadata}")).toBeGreaterThan(0);
    expectNoContent(scene);
  });

  it("a metadata key that nobody uses: healthy, and nothing emitted", async () => {
    const { scene } = simulated({ groups: { metadata_keys: ["nobody"], emit_prompts: false } });
    await scene.start();
    await scene.advance(2 * minute);
    expect(scene.points("requests_by_metadata")).toEqual([]);
    expect(await scene.frontier("metadata/nobody", "groups")).toBeGreaterThan(start - 12 * minute);
  });

  it("analytics and groups tell the same requests and the same money", async () => {
    const { scene, simulator } = simulated({ analytics: { graphs: ["cost", "requests"] } });
    await scene.start();
    await scene.advance(20 * minute);
    const stamp = at("09:40");
    const inWindow = (suffix: string): number =>
      simulator
        .truth({ from: stamp - spanMs, to: stamp })
        .filter(({ metric }) => metric === suffix)
        .reduce((sum, { value }) => sum + value, 0);
    for (const [series, graph] of [
      ["requests_by_model", "requests"],
      ["cost_usd_by_model", "cost_usd"],
    ] as const) {
      const sum = scene.points(series).reduce((total, point) => total + (point.at === stamp ? point.value : 0), 0);
      expect([series, sum]).toEqual([series, expect.closeTo(inWindow(graph), 6)]);
    }
    expect(scene.count("cost_mismatch")).toBe(0);
    expect(scene.recorded.status("portkey", "groups/ai-models/cost_unit")).toMatchObject({ state: "ok" });
  });
});

/** What can befall an answer of a group. A number for a value makes other rows of it; that is proved elsewhere. */
const groupFaults = portkeyFaultKinds.filter(
  (kind) =>
    !/^(job|record)_|line$|link$|^range|object|gzip|short_page|unterminated|numeric_dimension|coarse/.test(kind),
);

/** Half of the rows lack a cost then, and nothing else. */
const costFaults = new Set<PortkeyFaultKind>(["missing_field", "null_field", "renamed_field"]);

/** A group that came at all came whole; a cost may be unknown where that was counted. */
function expectAllOrNothing({ scene, simulator }: SimulatedScene): number {
  let whole = 0;
  const lacksCost = ["missing", "null"].some(
    (reason) => scene.count(`missing_fields{field=cost,reason=${reason}}`) > 0,
  );
  for (const group of groups) {
    for (const [stamp, found] of arrivedOf(scene, group)) {
      const truth = truthOf(simulator, group, { stamp });
      const missing = [...truth.keys()].filter((key) => !found.has(key));
      if (!lacksCost) expect(missing).toEqual([]);
      expect(missing.filter((key) => !key.includes("_cost_usd_"))).toEqual([]);
      expectSame(found, new Map([...truth].filter(([key]) => found.has(key))));
      whole++;
    }
  }
  return whole;
}

describe("groups under faults", () => {
  it.each(groupFaults)("%s of one group: all of it or nothing, others go on, no content anywhere", async (kind) => {
    const simulation = simulated();
    const { scene, simulator } = simulation;
    simulator.script({ kind, from: start, to: start + 5 * minute, target: "groups/ai-models" });
    await scene.start();
    await scene.advance(20 * minute);
    expect(expectAllOrNothing(simulation)).toBeGreaterThan(20);
    expect(arrivedOf(scene, groups.at(-1)!).size).toBeGreaterThan(15);
    expect(arrivedOf(scene, groups[0]!).size).toBeGreaterThan(3);
    expect(scene.recorded.status("portkey", "groups/ai-models")).toMatchObject({ state: "ok" });
    if (costFaults.has(kind)) expect(scene.count("group_unavailable{group=ai-models}")).toBeGreaterThan(0);
    expectNoContent(scene);
  });

  it.each([1, 2, 3])("of every kind (seed %i), with deaths: nothing wrong, nothing twice", async (seed) => {
    const faultRates: FaultRates = Object.fromEntries(groupFaults.map((kind) => [kind, 0.004]));
    const simulation = simulated({}, { seed, faultRates });
    const { scene } = simulation;
    let running = await scene.start();
    for (let death = 0; death < 3; death++) {
      await scene.advance(40 * minute);
      running.runtime.kill();
      running = await scene.start();
    }
    await scene.stop(running);
    expect(expectAllOrNothing(simulation)).toBeGreaterThan(200);
    expect(scene.count("group_unavailable{group=ai-models}")).toBeGreaterThan(0);
    expectNoContent(scene);
  });

  it("numeric_dimension: one sample under `_other`, the first row, and the others counted", async () => {
    const { scene, simulator } = simulated({ groups: { emit_prompts: false } });
    simulator.script({ kind: "numeric_dimension", from: start, to: start + hour });
    await scene.start();
    await scene.advance(30_000);
    const [point, ...others] = scene.points("requests_by_model");
    expect([point!.labels.ai_model, others]).toEqual(["_other", []]);
    const truth = simulator.groupTruth("ai-models", { from: point!.at - spanMs, to: point!.at });
    expect(point!.value).toBe(Math.max(...truth.map(({ requests }) => requests)));
    expect(scene.count("duplicate_rows{group=ai-models}")).toBe(truth.length - 1);
  });

  it("ignored_page with more rows than a page: what came is right, and the rest is told", async () => {
    const { scene, simulator } = simulated({
      groups: { metadata_keys: ["session"], emit_prompts: false, page_size: 100, max_groups: 400 },
    });
    simulator.script({ kind: "ignored_page", from: start, to: start + hour, target: "metadata" });
    await scene.start();
    await scene.advance(30_000);
    const points = scene.points("requests_by_metadata");
    expect(points).toHaveLength(100);
    const truth = simulator.groupTruth("metadata/session", { from: points[0]!.at - spanMs, to: points[0]!.at });
    const values = new Map(truth.map(({ value, requests }) => [value, requests]));
    for (const { labels, value } of points) expect(values.get(labels.metadata_value!)).toBe(value);
    expect(scene.count("truncated{group=metadata,reason=repeated_pages}")).toBe(1);
  });
});

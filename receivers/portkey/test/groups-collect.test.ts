import { jsonAnswer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { portkeyReceiverFactory } from "../src/index.ts";
import { at, minute, PortkeyScene, type SceneOptions } from "./portkey-scene.ts";
import { askedPage, type Asked } from "./scripted-portkey.ts";

// Receiver, settle and sink together, in virtual time. Numbers in names are those of portkey.md §7. The start is
// 09:37:20, so that with the default settle of 10 min the first stamp is 09:27, and its window began at 08:37.

const stamp = at("09:27");
/** Until just before the earliest second tick: cadence less a tenth. */
const onePollMs = 53_000;

type Rows = readonly Readonly<Record<string, unknown>>[];

/** A few rows of every group. */
const everything: Readonly<Record<string, Rows>> = {
  "ai-models": [
    { ai_model: "example-large-1", requests: 310, cost: 1254.5 },
    { ai_model: "example-embed-1", requests: 95, cost: 0 },
  ],
  "metadata/app": [
    { metadata_value: "billing-bot", requests: 44, cost: 88.25, avg_tokens: 512.5, avg_weighted_feedback: null },
    { metadata_value: "", requests: 361, cost: 1166.25, last_seen: "2026-02-03T09:30:12Z", requests_with_feedback: 0 },
  ],
  prompt: [{ prompt: "pp-triage-9c1", requests: 17 }],
};
const withApp = { metadata_keys: ["app"] };

function sceneOf(options: SceneOptions = {}, rows: Readonly<Record<string, Rows>> = everything): PortkeyScene {
  const scene = new PortkeyScene({ groups: withApp, ...options });
  scene.vendor.rows = ({ what }) => rows[what] ?? [];
  return scene;
}

async function poll(scene: PortkeyScene): Promise<PortkeyScene> {
  await scene.start();
  await scene.advance(onePollMs);
  return scene;
}

/** What arrived, as short texts: `requests_by_model{ai_model=x} 3`. */
function told(scene: PortkeyScene, suffix?: string): readonly string[] {
  return scene
    .points(suffix)
    .map(({ name, labels, value }) => {
      const pairs = Object.entries(labels).map(([key, label]) => `${key}=${label}`);
      return `${name.replace("portkey_api_", "")}{${pairs.toSorted().join(",")}} ${value}`;
    })
    .toSorted();
}

const many = (count: number): Rows =>
  Array.from({ length: count }, (_, index) => ({ ai_model: `m-${index}`, requests: index + 1, cost: 100 * index }));

const alone = { groups: { emit_prompts: false } };

describe("groups: what is asked for, and when", () => {
  // Overridden: the watermark is the stamp. Epochs are the engine's.
  it("43: page_size 3, pages of 3 and 2 rows: 5 rows; watermark is the stamp", async () => {
    const scene = await poll(sceneOf({ groups: { page_size: 3, emit_prompts: false } }, { "ai-models": many(5) }));
    expect(scene.points("requests_by_model").map((point) => [point.labels.ai_model, point.value])).toEqual(
      many(5).map((row) => [row.ai_model, row.requests]),
    );
    expect(scene.vendor.asked.map((asked) => askedPage(asked))).toEqual([
      { size: 3, number: 0 },
      { size: 3, number: 1 },
    ]);
    expect(await scene.frontier("ai-models", "groups")).toBe(stamp);
  });

  it("48: required query parameters present; no content field in the query", async () => {
    const scene = await poll(sceneOf());
    expect(scene.vendor.asked.map(({ url }) => url.pathname)).toEqual([
      "/v1/analytics/groups/ai-models",
      "/v1/analytics/groups/metadata/app",
      "/v1/analytics/groups/prompt",
    ]);
    for (const { url, headers } of scene.vendor.asked) {
      expect(Object.fromEntries(url.searchParams)).toEqual({
        time_of_generation_min: "2026-02-03T08:37:00Z",
        time_of_generation_max: "2026-02-03T09:27:00Z",
        page_size: "1000",
        current_page: "0",
      });
      expect(headers).toEqual({ "x-portkey-api-key": "pk-test", "user-agent": "genai-collector" });
    }
  });

  // Overridden: the window ends at the stamp and not up to a minute later, so that the numbers are of the stamp (W3, W15).
  it.each([
    ["the default", {}, "08:37:00", "09:27:00"],
    ["another settle", { settle: "5m" }, "08:37:00", "09:32:00"],
    ["no settle, a day", { settle: "0s", window_span: "24h" }, "-1d", "09:37:00"],
    ["a settle within a minute", { settle: "90s" }, "08:36:30", "09:35:00"],
  ])("the window is whole seconds wide, ends at a minute and has settled: %s", async (_, groups, from, to) => {
    const scene = await poll(sceneOf({ groups }));
    const [first] = scene.vendor.asked as [Asked];
    expect([first.from, first.to]).toEqual([from === "-1d" ? at("09:37") - 24 * 60 * minute : at(from), at(to)]);
    expect(new Set(scene.points().map((point) => point.at))).toEqual(new Set([at(to)]));
  });

  // Overridden: the second poll of a minute is not sent at all.
  it("57: polls at 09:14:08 and 09:14:41: same minute-aligned timestamp", async () => {
    const scene = sceneOf({ groups: { ...alone.groups, cadence: "33s", settle: "0s" }, start: at("09:14:08") });
    await scene.start();
    await scene.advance(40_000);
    expect(scene.vendor.asked).toHaveLength(1);
    expect(new Set(scene.points().map((point) => point.at))).toEqual(new Set([at("09:14")]));
    await scene.advance(10 * minute);
    const stamps = scene
      .points("requests_by_model")
      .flatMap(({ labels, at: end }) => (labels.ai_model === "example-large-1" ? [end] : []));
    expect(stamps).toEqual(Array.from({ length: 11 }, (_, index) => at("09:14") + index * minute));
  });

  it("52: emit_prompts default: prompt endpoint polled; `false`: not polled", async () => {
    const asked = async (groups: object): Promise<readonly string[]> =>
      (await poll(sceneOf({ groups }))).vendor.asked.map(({ what }) => what);
    expect(await asked({})).toEqual(["ai-models", "prompt"]);
    expect(await asked({ emit_prompts: false })).toEqual(["ai-models"]);
  });

  it.each([
    ["a/b", "a%2Fb"],
    ["two words", "two%20words"],
    ["what?#", "what%3F%23"],
    ["größe", "gr%C3%B6%C3%9Fe"],
    ["...", "..."],
    ["a%2Fb", "a%252Fb"],
  ])("60: metadata key %s: one encoded path segment", async (key, segment) => {
    const scene = await poll(sceneOf({ groups: { ...alone.groups, metadata_keys: [key] } }));
    expect(scene.vendor.asked[1]!.url.pathname).toBe(`/v1/analytics/groups/metadata/${segment}`);
  });

  // Overridden: each use case and group has a lane of its own, as in analytics (W24, W25).
  it("62: use case: samples labelled, `api_key_ids` in every query", async () => {
    const use_cases = [
      { label: "Data Gen", api_key_ids: ["k1", "k2"] },
      { label: "chat", api_key_ids: ["k3"] },
    ];
    const scene = await poll(sceneOf({ groups: {}, config: { use_cases } }));
    expect(scene.vendor.asked.map(({ what, keys }) => `${what} ${keys}`).toSorted()).toEqual([
      "ai-models k1,k2",
      "ai-models k3",
      "prompt k1,k2",
      "prompt k3",
    ]);
    const slugs = scene.points("requests_by_prompt").map(({ labels }) => labels.api_key_use_case);
    expect(slugs).toEqual(["data_gen", "chat"]);
    expect(scene.points().every(({ labels }) => labels.api_key_use_case !== undefined)).toBe(true);
    expect(await scene.frontier("data_gen/ai-models", "groups")).toBe(stamp);
    expect(portkeyReceiverFactory.traits!(scene.config).loops!).toHaveLength(1);
  });

  it("`api_key_ids` without use cases: in every query, no label", async () => {
    const scene = await poll(sceneOf({ config: { api_key_ids: ["a", "b"] } }));
    expect(new Set(scene.vendor.asked.map(({ keys }) => keys))).toEqual(new Set(["a,b"]));
    expect(scene.points().some(({ labels }) => "api_key_use_case" in labels)).toBe(false);
  });
});

describe("groups: what comes of it", () => {
  it("gauges without a unit, at the stamp, in USD and counts", async () => {
    const scene = await poll(sceneOf());
    expect(told(scene)).toEqual([
      "cost_usd_by_metadata{metadata_key=app,metadata_value=billing-bot} 0.8825",
      "cost_usd_by_metadata{metadata_key=app,metadata_value=} 11.6625",
      "cost_usd_by_model{ai_model=example-embed-1} 0",
      "cost_usd_by_model{ai_model=example-large-1} 12.545",
      "requests_by_metadata{metadata_key=app,metadata_value=billing-bot} 44",
      "requests_by_metadata{metadata_key=app,metadata_value=} 361",
      "requests_by_model{ai_model=example-embed-1} 95",
      "requests_by_model{ai_model=example-large-1} 310",
      "requests_by_prompt{prompt=pp-triage-9c1} 17",
    ]);
    for (const point of scene.points()) expect(point).toMatchObject({ unit: "", shape: "gauge", at: stamp });
  });

  it("49: emit_cost default: cost series present, value cents/100 (88.25: 0.8825); `false`: absent", async () => {
    expect(told(await poll(sceneOf()), "cost_usd_by_metadata")).toContain(
      "cost_usd_by_metadata{metadata_key=app,metadata_value=billing-bot} 0.8825",
    );
    const without = await poll(sceneOf({ groups: { ...withApp, emit_cost: false } }));
    expect(told(without).filter((point) => point.startsWith("cost"))).toEqual([]);
    expect(told(without)).toHaveLength(5);
  });

  // A cost that is null is none (W14): the reference emits 0.
  it("50: row cost 0: cost sample 0; row without cost: no cost sample", async () => {
    const rows = [
      { ai_model: "free", requests: 1, cost: 0 },
      { ai_model: "lacks", requests: 2 },
      { ai_model: "null", requests: 3, cost: null },
    ];
    const scene = await poll(sceneOf(alone, { "ai-models": rows }));
    expect(told(scene)).toEqual([
      "cost_usd_by_model{ai_model=free} 0",
      "requests_by_model{ai_model=free} 1",
      "requests_by_model{ai_model=lacks} 2",
      "requests_by_model{ai_model=null} 3",
    ]);
    expect(scene.count("missing_fields{field=cost,reason=missing}")).toBe(1);
    expect(scene.count("missing_fields{field=cost,reason=null}")).toBe(1);
    expect(scene.recorded.status("portkey", "groups/ai-models/fields")).toMatchObject({ state: "recoverable_error" });
  });

  it("51: prompt rows with an unexpected `cost`: no cost series; every emitted name ⊆ declared names when all rows carry cost", async () => {
    const scene = await poll(sceneOf({}, { ...everything, prompt: [{ prompt: "pp-1", requests: 1, cost: 5 }] }));
    expect(told(scene).filter((point) => point.includes("prompt"))).toEqual(["requests_by_prompt{prompt=pp-1} 1"]);
    const [loop] = portkeyReceiverFactory.traits!(scene.config).loops!;
    const declared = new Map(loop!.series.map(({ name, labels }) => [name, labels.toSorted()]));
    for (const { name, labels } of scene.points())
      expect([name, declared.get(name)]).toEqual([name, Object.keys(labels).toSorted()]);
    expect([...declared.keys()]).toEqual([
      "portkey_api_requests_by_model",
      "portkey_api_cost_usd_by_model",
      "portkey_api_requests_by_metadata",
      "portkey_api_cost_usd_by_metadata",
      "portkey_api_requests_by_prompt",
    ]);
  });

  it("declares no metadata series without keys, and no cost where it is off", () => {
    const series = (groups: object): readonly string[] =>
      portkeyReceiverFactory.traits!(new PortkeyScene({ groups }).config).loops![0]!.series.map(({ name }) => name);
    expect(series({ emit_cost: false })).toEqual(["portkey_api_requests_by_model", "portkey_api_requests_by_prompt"]);
    expect(series({ emit_prompts: false, metric_prefix: "gw" })).toEqual([
      "gw_requests_by_model",
      "gw_cost_usd_by_model",
    ]);
  });

  it("53: metadata row with extra stats fields: value from `metadata_value`", async () => {
    expect(told(await poll(sceneOf()), "requests_by_metadata")).toEqual([
      "requests_by_metadata{metadata_key=app,metadata_value=billing-bot} 44",
      "requests_by_metadata{metadata_key=app,metadata_value=} 361",
    ]);
  });

  it('54: dimension value `""`: kept as a label value, and null is it', async () => {
    const scene = await poll(sceneOf(alone, { "ai-models": [{ ai_model: "", requests: 7 }] }));
    expect(told(scene)).toEqual(["requests_by_model{ai_model=} 7"]);
    const nulls = await poll(sceneOf(alone, { "ai-models": [{ ai_model: null, requests: 8 }] }));
    expect(told(nulls)).toEqual(["requests_by_model{ai_model=} 8"]);
  });

  // Overridden: a value that is no text is `_other`, not "": that is traffic without the attribute, and has its own row.
  it("55: two rows with numeric dimension: one sample (first), one duplicate", async () => {
    const rows = [
      { ai_model: 42, requests: 5, cost: 100 },
      { ai_model: 42, requests: 9, cost: 900 },
      { ai_model: "", requests: 1, cost: 0 },
    ];
    const scene = await poll(sceneOf(alone, { "ai-models": rows }));
    expect(told(scene, "requests_by_model")).toEqual([
      "requests_by_model{ai_model=_other} 5",
      "requests_by_model{ai_model=} 1",
    ]);
    expect(scene.count("duplicate_rows{group=ai-models}")).toBe(1);
  });

  it("56: server ignores `current_page`: ≤ maxPages requests, rows deduplicated", async () => {
    const scene = sceneOf({ groups: { page_size: 3, max_groups: 12, emit_prompts: false } }, { "ai-models": many(40) });
    scene.vendor.page = (_, rows) => rows.slice(0, 3);
    await poll(scene);
    expect(scene.vendor.asked).toHaveLength(4);
    expect(scene.points("requests_by_model")).toHaveLength(3);
    expect(scene.count("duplicate_rows{group=ai-models}")).toBe(9);
    expect(scene.count("truncated{group=ai-models,reason=repeated_pages}")).toBe(1);
    expect(scene.recorded.status("portkey", "groups/ai-models/rows")).toMatchObject({ state: "recoverable_error" });
  });

  it("63: `requests` delivered as numeric string: accepted, and so is cost (App. A)", async () => {
    const rows = [{ ai_model: "a", requests: "9007199254740991", cost: "250" }];
    expect(told(await poll(sceneOf(alone, { "ai-models": rows })))).toEqual([
      "cost_usd_by_model{ai_model=a} 2.5",
      "requests_by_model{ai_model=a} 9007199254740991",
    ]);
  });

  it("47: 200 `total:0`: nothing emitted, no skip; absent `is_quota_exceeded`: treated as false", async () => {
    const scene = await poll(sceneOf({ groups: {} }, {}));
    expect([scene.points().length, scene.sink.payloads.length]).toEqual([0, 0]);
    expect(scene.count("group_unavailable{group=ai-models}")).toBe(0);
    expect(await scene.frontier("ai-models", "groups")).toBe(stamp);
    expect(scene.recorded.status("portkey", "groups/ai-models")).toMatchObject({ state: "ok" });
  });

  it("a value that vanishes simply stops", async () => {
    const scene = sceneOf(alone);
    await poll(scene);
    scene.vendor.rows = () => [{ ai_model: "example-large-1", requests: 1 }];
    await scene.advance(minute);
    const later = scene.points("requests_by_model").filter((point) => point.at > stamp);
    expect(new Set(later.map(({ labels }) => labels.ai_model))).toEqual(new Set(["example-large-1"]));
  });

  it("another order of the rows gives the same bytes", async () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      metadata_value: index % 3 === 0 ? `two words ${index}` : `v-${index}`,
      requests: index,
      cost: index / 7,
    }));
    const bytesOf = async (all: Rows): Promise<readonly string[]> => {
      const scene = await poll(sceneOf({ groups: withApp }, { "metadata/app": all }));
      return scene.sink.payloads.flatMap((payload) =>
        payload.encoded().map(({ bytes }) => Buffer.from(bytes).toString("base64")),
      );
    };
    expect(await bytesOf(rows)).toEqual(await bytesOf(rows.toReversed()));
  });
});

describe("groups: values that can be no label", () => {
  const app = (...values: readonly unknown[]): Readonly<Record<string, Rows>> => ({
    "metadata/app": values.map((metadata_value, index) => ({ metadata_value, requests: 10 ** index, cost: 1 })),
  });

  it("are added up under `_other`, never dropped, and counted", async () => {
    const rows = app(
      "fine",
      "two words",
      "x".repeat(129),
      "what is\nthis",
      "今日の天気は何ですか",
      "jane.doe@example.org",
    );
    const scene = await poll(sceneOf({}, rows));
    expect(told(scene)).toEqual([
      "cost_usd_by_metadata{metadata_key=app,metadata_value=_other} 0.05",
      "cost_usd_by_metadata{metadata_key=app,metadata_value=fine} 0.01",
      "requests_by_metadata{metadata_key=app,metadata_value=_other} 111110",
      "requests_by_metadata{metadata_key=app,metadata_value=fine} 1",
    ]);
    expect(scene.count("folded_rows{group=metadata}")).toBe(5);
  });

  it("a value that is called `_other` itself is added to them", async () => {
    expect(told(await poll(sceneOf({}, app("_other", "two words"))), "requests_by_metadata")).toEqual([
      "requests_by_metadata{metadata_key=app,metadata_value=_other} 11",
    ]);
  });

  it("are not added twice when a server repeats its pages", async () => {
    const scene = sceneOf(
      { groups: { ...withApp, page_size: 2, max_groups: 6 } },
      app("a b", "c d", "e f", "g h", "i j"),
    );
    scene.vendor.page = (_, rows) => rows.slice(0, 2);
    await poll(scene);
    expect(told(scene, "requests_by_metadata")).toEqual([
      "requests_by_metadata{metadata_key=app,metadata_value=_other} 11",
    ]);
  });

  it("models and prompts may hold an @, metadata only before a version", async () => {
    const rows = {
      "ai-models": [{ ai_model: "@cf/meta/llama-3", requests: 1 }],
      "metadata/app": [{ metadata_value: "triage@20250101", requests: 2 }],
    };
    expect(told(await poll(sceneOf({}, rows)))).toEqual([
      "requests_by_metadata{metadata_key=app,metadata_value=triage@20250101} 2",
      "requests_by_model{ai_model=@cf/meta/llama-3} 1",
    ]);
  });
});

describe("groups: rows that are cut off are told", () => {
  const limited = { groups: { emit_prompts: false, page_size: 5, max_groups: 10 } };

  it.each([
    ["max_groups", 25, limited, 10],
    ["nothing", 10, limited, 10],
  ])("%s: %i rows", async (reason, count, options, kept) => {
    const scene = await poll(sceneOf(options, { "ai-models": many(count) }));
    expect(scene.points("requests_by_model")).toHaveLength(kept);
    const expected = reason === "nothing" ? 0 : 1;
    expect(scene.count(`truncated{group=ai-models,reason=max_groups}`)).toBe(expected);
    expect(scene.recorded.status("portkey", "groups/ai-models/rows")?.state ?? "ok").toBe(
      reason === "nothing" ? "ok" : "recoverable_error",
    );
  });

  it("missing_rows: a total larger than what was read, and well again afterwards", async () => {
    const scene = sceneOf(alone, { "ai-models": many(4) });
    scene.vendor.envelope = () => ({ total: 9 });
    await poll(scene);
    expect(scene.count("truncated{group=ai-models,reason=missing_rows}")).toBe(1);
    expect(scene.recorded.status("portkey", "groups/ai-models/rows")!.error).toMatchObject({
      message: "5 rows are missing (missing_rows); 4 were read",
    });
    expect(scene.points("requests_by_model")).toHaveLength(4);
    scene.vendor.envelope = () => ({ total: 4 });
    await scene.advance(minute);
    expect(scene.recorded.status("portkey", "groups/ai-models/rows")).toMatchObject({ state: "ok" });
  });

  it("a server that cuts pages shorter than asked loses nothing: its total says that there is more", async () => {
    const scene = sceneOf(alone, { "ai-models": many(25) });
    scene.vendor.page = (asked, rows) => rows.slice(10 * askedPage(asked).number, 10 * askedPage(asked).number + 10);
    await poll(scene);
    expect(scene.points("requests_by_model")).toHaveLength(25);
    expect(scene.vendor.asked).toHaveLength(3);
  });
});

describe("groups: costs against the cost graph (W1)", () => {
  const both = { analytics: { graphs: ["cost"], bootstrap_lookback: "30m" }, groups: { emit_prompts: false } };
  const rows = { "ai-models": [{ ai_model: "a", requests: 5, cost: 500 }] };

  async function compared(centsOfGraph: number, options: SceneOptions = both): Promise<PortkeyScene> {
    const scene = sceneOf(options, rows);
    // Fifty minutes make the window.
    scene.vendor.count = () => centsOfGraph / 50;
    return poll(scene);
  }
  const comparisons = ({ vendor }: PortkeyScene): number =>
    vendor.askedFor("cost").filter(({ from, to }) => from === at("08:37") && to === stamp).length;

  it("the same within a factor of two: fine, and never compared again", async () => {
    const scene = await compared(450);
    expect(scene.count("cost_mismatch")).toBe(0);
    expect(scene.recorded.status("portkey", "groups/ai-models/cost_unit")).toMatchObject({ state: "ok" });
    expect(comparisons(scene)).toBe(1);
  });

  it("a hundred times as much: told, with the setting to look at, and compared again after an hour", async () => {
    const scene = await compared(50_000);
    expect(scene.count("cost_mismatch")).toBe(1);
    expect(scene.recorded.status("portkey", "groups/ai-models/cost_unit")!.error).toMatchObject({
      message: "the cost graph says 100 times what the models cost: check cost_divisor",
    });
    await scene.advance(50 * minute);
    expect(scene.count("cost_mismatch")).toBe(1);
    await scene.advance(15 * minute);
    expect(scene.count("cost_mismatch")).toBe(2);
  });

  it("a graph that fails, or is over quota, holds nothing up", async () => {
    for (const answer of [{ status: 404 }, jsonAnswer({ is_quota_exceeded: true })]) {
      const scene = sceneOf(both, rows);
      scene.vendor.instead = ({ what }) => (what === "cost" ? answer : undefined);
      await poll(scene);
      expect(told(scene, "cost_usd_by_model")).toEqual(["cost_usd_by_model{ai_model=a} 5"]);
      expect(scene.count("cost_mismatch")).toBe(0);
    }
  });

  it("no loop of graphs, no costs of groups, or none at all: not compared", async () => {
    expect(comparisons(await compared(450, alone))).toBe(0);
    expect(comparisons(await compared(450, { ...both, groups: { emit_cost: false } }))).toBe(0);
    const free = sceneOf(both, { "ai-models": [{ ai_model: "a", requests: 5, cost: 0 }] });
    expect(comparisons(await poll(free))).toBe(0);
  });
});

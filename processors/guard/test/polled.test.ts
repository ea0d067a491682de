// Guard of polled data: the numbers are those of delivery.md §14.
import { merge, type ScopeMetrics } from "@genai-collector/pdata";
import { pointsOf, recordsOf } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { attributesOf, coverage, gauge, logsOf, metricsOf, pathOf, setScene, type Pairs } from "./scene.ts";

/** Which of these label sets pass as points, by their index. */
async function passing(sets: readonly Pairs[], config: object = {}) {
  const scene = setScene("metrics", config);
  await scene.consume(metricsOf([gauge("m", ...sets)]), { coverage });
  return { ...scene, kept: scene.sink.payloads.flatMap((payload) => pointsOf(payload)).map(({ value }) => value) };
}

const keysOf = (scene: {
  readonly sink: { readonly payloads: readonly Parameters<typeof recordsOf>[0][] };
}): string[][] =>
  scene.sink.payloads.flatMap((payload) =>
    recordsOf(payload).map(({ attributes }) => attributes.map(({ key }) => key)),
  );

describe("metrics", () => {
  it("148: allow-listed label kept; unlisted label: sample dropped; denied label: dropped", async () => {
    const sets = [
      { ai_model: "gpt-5" },
      { user: "ann" },
      { ai_model: "gpt-5", user: "ann" },
      { error: "x" },
      { messages: "x" },
    ];
    const { kept, dropped } = await passing(sets, { allow_labels: ["team"] });
    expect(kept).toEqual([0]);
    expect([dropped("label"), dropped("unreleased"), dropped("content")]).toEqual([2, 1, 1]);
  });

  it("a label is never taken off a point that stays", async () => {
    const { sink } = await passing([{ ai_model: "a", token_type: "input" }]);
    expect(pointsOf(sink.payloads[0]!)[0]!.labels).toEqual({ ai_model: "a", token_type: "input" });
  });

  it("149: nothing allowed beside the shipped labels: labelled dropped, unlabelled kept", async () => {
    const { kept, dropped } = await passing([{ acme_team: "x" }, {}]);
    expect(kept).toEqual([1]);
    expect(dropped("label")).toBe(1);
  });

  it("150: budget 2, third distinct set: dropped; already-seen set: kept; first-seen sets are told", async () => {
    const sets = ["a", "b", "c", "a", "c"].map((ai_model) => ({ ai_model }));
    const { kept, dropped, count } = await passing(sets, { cardinality_budget: 2 });
    expect(kept).toEqual([0, 1, 3]);
    expect(dropped("budget")).toBe(2);
    expect(count("new_label_sets")).toBe(2); // an over-budget drop is not new (§15.2 no. 20)
  });

  it("153: two label sets with colliding naive signatures and budget 1: the second dropped", async () => {
    const sets = [{ metadata_key: "b;metadata_value=d" }, { metadata_key: "b", metadata_value: "d" }];
    expect((await passing(sets, { cardinality_budget: 1 })).kept).toEqual([0]);
  });

  it("151: floor key or flattened floor prefix: dropped, however deep it stands", async () => {
    const inside = { kvlistValue: { values: attributesOf({ messages: "x" }) } };
    const sets: readonly Pairs[] = [
      { "gen_ai.prompt": "x" },
      { "gen_ai.prompt.0.content": "x" },
      { Request: "x" },
      { ai_model: inside },
      { ai_model: { arrayValue: { values: [inside] } } },
      { ai_model: '{"messages":["x"]}' },
    ];
    const { kept, dropped } = await passing(sets);
    expect(kept).toEqual([]);
    expect(dropped("content")).toBe(sets.length);
  });

  it("152: gen_ai.request.model is no floor key: allowed, it passes", async () => {
    const { kept } = await passing([{ "gen_ai.request.model": "x" }], { allow_labels: ["gen_ai.request.model"] });
    expect(kept).toEqual([0]);
  });

  it("a label is one value: a list, pairs or bytes are dropped although the name is allowed", async () => {
    const sets: readonly Pairs[] = [
      { ai_model: { arrayValue: { values: [{ stringValue: "x" }] } } },
      { ai_model: { kvlistValue: { values: attributesOf({ a: "x" }) } } },
      { ai_model: { bytesValue: new Uint8Array([1]) } },
      { response_status_code: { intValue: 200n } },
    ];
    const { kept, dropped } = await passing(sets);
    expect(kept).toEqual([3]);
    expect(dropped("label")).toBe(3);
  });

  it("every occurrence of a repeated key counts", async () => {
    const scene = setScene("metrics");
    const metric = gauge("m", { ai_model: "a" });
    metric.gauge!.dataPoints[0]!.attributes.push({ key: "ai_model", value: { stringValue: '{"inputs":1}' } });
    await scene.consume(metricsOf([metric]), { coverage });
    expect(scene.sink.payloads).toEqual([]);
  });

  it("35: two same-series samples in one minute: one with the newer value, capped by one", async () => {
    const scene = setScene("metrics");
    const metric = gauge("m", { ai_model: "a" }, { ai_model: "a" });
    metric.gauge!.dataPoints[1]!.timeUnixNano = 60_000_000_001n;
    await scene.consume(metricsOf([metric]), { coverage });
    expect(pointsOf(scene.sink.payloads[0]!).map(({ value }) => value)).toEqual([1]);
    expect(scene.dropped("points_per_minute")).toBe(1);
  });

  it("33: a whole bucket dropped: resolves without handing anything on, so that the frontier passes it", async () => {
    const { sink, dropped } = await passing([{ user: "ann" }, { user: "bob" }]);
    expect(sink.payloads).toEqual([]);
    expect(dropped("label")).toBe(2);
  });

  it("a resource's identity and allowed labels stay; everything else is taken off, and the points stay", async () => {
    const scene = setScene("metrics", { allow_labels: ["cloud.region"] });
    const attributes = attributesOf({
      "service.name": "genai",
      "cloud.region": "eu",
      "user.email": "ann@x",
      metadata: "x",
    });
    const entityRefs = [{ type: "user", idKeys: ["user.email"] }];
    await scene.consume(metricsOf([gauge("m", {})], { attributes, entityRefs }), { coverage });
    expect(pointsOf(scene.sink.payloads[0]!)[0]!.resource).toEqual({ "service.name": "genai", "cloud.region": "eu" });
    expect(scene.sink.payloads[0]!.decoded().resourceMetrics[0]!.resource.entityRefs ?? []).toEqual([]);
    expect(scene.count("stripped")).toBe(3);
  });

  it("what polled metrics never have is taken off and counted: descriptions, metadata, exemplars, attributes of the scope", async () => {
    const scene = setScene("metrics");
    const metric = { ...gauge("m", {}), description: "free text", metadata: attributesOf({ a: "x" }) };
    metric.gauge!.dataPoints[0]!.exemplars = [
      { timeUnixNano: 1n, asDouble: 1, filteredAttributes: attributesOf({ a: "x" }) },
    ];
    const payload = metricsOf([metric]);
    payload.takeDecoded().resourceMetrics[0]!.scopeMetrics[0]!.scope!.attributes = attributesOf({ a: "x" });
    await scene.consume(payload, { coverage });
    const [{ scope, metrics }] = scene.sink.payloads[0]!.decoded().resourceMetrics[0]!.scopeMetrics as [ScopeMetrics];
    expect(scope!.attributes ?? []).toEqual([]);
    expect(metrics[0]!.description ?? "").toBe("");
    expect(metrics[0]!.metadata ?? []).toEqual([]);
    expect(metrics[0]!.gauge!.dataPoints[0]!.exemplars ?? []).toEqual([]);
    expect(scene.count("stripped")).toBe(4);
  });
});

describe("logs", () => {
  it("154: record with unlisted indexed key: dropped; unlisted record key: kept", async () => {
    const scene = setScene("logs");
    await scene.consume(logsOf([{}], { "service.name": "genai", user: "ann" }), { coverage });
    await scene.consume(logsOf([{ attributes: attributesOf({ trace_id: "1" }) }], { ai_model: "x" }), { coverage });
    expect(keysOf(scene)).toEqual([["trace_id"]]);
    expect(scene.dropped("label")).toBe(1);
  });

  it("155: denied key in either map: record dropped; 49: the others go on", async () => {
    const scene = setScene("logs");
    const records = [
      { inputs: "x" },
      { ok: "x" },
      { a: { kvlistValue: { values: attributesOf({ outputs: "x" }) } } },
      { a: '{"messages":1}' },
      { error: "x" },
    ];
    await scene.consume(logsOf(records.map((pairs: Pairs) => ({ attributes: attributesOf(pairs) }))), { coverage });
    await scene.consume(logsOf([{}], { messages: "x" }), { coverage });
    await scene.consume(logsOf([{}], { name: "x" }), { coverage });
    await scene.consume(logsOf([{ eventName: "gen_ai.prompt" }]), { coverage });
    expect(keysOf(scene)).toEqual([["ok"]]);
    expect([scene.dropped("content"), scene.dropped("unreleased")]).toEqual([5, 2]);
  });

  it("156: non-empty body: emitted empty, whatever the configuration", async () => {
    const scene = setScene("logs", { bodies: "keep" });
    await scene.consume(logsOf([{ body: { stringValue: "the prompt" } }, {}]), { coverage });
    expect(recordsOf(scene.sink.payloads[0]!).map(({ body }) => body)).toEqual([undefined, undefined]);
    expect(scene.count("bodies_dropped")).toBe(1);
  });

  it("157: loop A releases error: A keeps such records, B still drops them, A still drops events", async () => {
    const scene = setScene("logs", {}, [pathOf("a", ["error"]), pathOf("b", [])]);
    const record = (key: string) => logsOf([{ attributes: attributesOf({ [key]: "x" }) }]);
    await scene.consume(record("error"), { coverage: { ...coverage, loop: "a" } });
    await scene.consume(record("error"), { coverage: { ...coverage, loop: "b" } });
    await scene.consume(record("error"), { coverage: { ...coverage, receiver: "other", loop: "a" } });
    await scene.consume(record("events"), { coverage: { ...coverage, loop: "a" } });
    expect(keysOf(scene)).toEqual([["error"]]);
    expect(scene.dropped("unreleased")).toBe(3);
  });

  it("158: a metrics loop that names fields has no effect on any deny list", async () => {
    const paths = [pathOf("usage", ["error"], "metrics")];
    const metrics = setScene("metrics", {}, paths);
    await metrics.consume(metricsOf([gauge("m", { error: "x" })]), { coverage: { ...coverage, loop: "usage" } });
    const logs = setScene("logs", {}, paths);
    await logs.consume(logsOf([{ attributes: attributesOf({ error: "x" }) }]), {
      coverage: { ...coverage, loop: "usage" },
    });
    expect([...metrics.sink.payloads, ...logs.sink.payloads]).toEqual([]);
  });

  it("162: a gray key that is promoted: allowed as an indexed label and not denied, for its loop alone", async () => {
    const scene = setScene("logs", {}, [pathOf("runs", ["name", "team"])]);
    await scene.consume(logsOf([{}], { name: "chat", team: "a" }), { coverage });
    await scene.consume(logsOf([{}], { name: "chat", team: "a" }), { coverage: { ...coverage, loop: "other" } });
    expect(scene.sink.items).toBe(1);
  });

  it("161: a loop that releases content is a startup error that names it", () => {
    for (const name of ["metadata", "gen_ai.prompt.0"])
      expect(() => setScene("logs", {}, [pathOf("runs", ["ok", name])])).toThrow(
        `the loop runs of langsmith releases ${name}`,
      );
  });

  it("159: two instances with the same loop name: independent log budgets", async () => {
    const scene = setScene("logs", { cardinality_budget: 1 });
    for (const [receiver, model] of [
      ["langsmith/a", "x"],
      ["langsmith/b", "y"],
      ["langsmith/a", "z"],
    ] as const)
      await scene.consume(logsOf([{}, {}], { ai_model: model }), { coverage: { ...coverage, receiver } });
    expect(scene.sink.items).toBe(4);
    expect(scene.dropped("budget")).toBe(2);
  });

  it("165: 3 identity + indexed keys = 15: passes; 16: dropped and counted; knob 30: passes", async () => {
    const names = Array.from({ length: 13 }, (_, i) => `l${i}`);
    const identity = { "service.name": "a", "service.namespace": "b", "deployment.environment.name": "c" };
    const indexed = (n: number): Pairs => Object.fromEntries(names.slice(0, n).map((name) => [name, "x"]));
    for (const [n, config, items] of [
      [12, {}, 1],
      [13, {}, 0],
      [13, { max_stream_label_keys: 30 }, 1],
    ] as const) {
      const scene = setScene("logs", { allow_labels: names, ...config });
      await scene.consume(logsOf([{}], { ...identity, ...indexed(n) }), { coverage });
      expect([n, scene.sink.items]).toEqual([n, items]);
      expect(scene.dropped("stream_labels")).toBe(1 - items);
    }
  });

  it("50: all records dropped: resolves, so that the cursor is committed", async () => {
    const scene = setScene("logs");
    await scene.consume(logsOf([{ attributes: attributesOf({ inputs: "x" }) }]), { coverage });
    expect(scene.sink.payloads).toEqual([]);
  });
});

describe("many at once", () => {
  it("160: concurrent payloads: counted as if one came after the other", async () => {
    const scene = setScene("metrics", { cardinality_budget: 3 });
    const payloads = Array.from({ length: 50 }, (_, i) => metricsOf([gauge("m", { ai_model: `m${i % 5}` })]));
    await Promise.all(payloads.map((payload) => scene.consume(payload, { coverage })));
    expect(scene.sink.items).toBe(30);
    expect(scene.dropped("budget")).toBe(20);
  });

  it("several buckets in one payload stay several, each with its own items", async () => {
    const scene = setScene("metrics");
    await scene.consume(
      merge([
        metricsOf([gauge("m", { ai_model: "a" })]),
        metricsOf([gauge("n", { user: "x" })]),
        metricsOf([gauge("o", {})]),
      ]),
      { coverage },
    );
    expect(scene.sink.payloads[0]!.encoded()).toHaveLength(2);
    expect(pointsOf(scene.sink.payloads[0]!).map(({ name }) => name)).toEqual(["m", "o"]);
  });
});

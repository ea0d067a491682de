// Guard of pushed data: content goes, the item stays.
import { createTraces, type LogRecord, type Sum } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, generateTraces, pointsOf, recordsOf, spansOf } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { attributesOf, gauge, logsOf, metricsOf, setScene, type Pairs } from "./scene.ts";

const mixed = (): ReturnType<typeof attributesOf> =>
  attributesOf({ a: "1", "gen_ai.prompt.0.content": "secret", b: "2", messages: "secret" });
const clean = attributesOf({ a: "1", b: "2" });

describe("traces", () => {
  it("are stripped of content in resource, scope, span, event and link; the spans go on", async () => {
    const scene = setScene("traces");
    const ids = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(1) };
    const span = {
      ...ids,
      name: "chat",
      startTimeUnixNano: 1n,
      endTimeUnixNano: 2n,
      attributes: mixed(),
      events: [{ timeUnixNano: 1n, name: "gen_ai.content", attributes: mixed() }],
      links: [{ ...ids, attributes: mixed() }],
    };
    const entityRefs = [{ type: "t", idKeys: ["a", "messages"], descriptionKeys: ["inputs", "b"] }];
    const resource = { attributes: mixed(), entityRefs };
    const data = {
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "s", attributes: mixed() }, spans: [span] }] }],
    };
    await scene.consume(createTraces(data));
    const [out] = scene.sink.payloads[0]!.decoded().resourceSpans;
    const [outSpan] = out!.scopeSpans[0]!.spans;
    for (const { attributes } of [
      out!.resource,
      out!.scopeSpans[0]!.scope!,
      outSpan!,
      outSpan!.events![0]!,
      outSpan!.links![0]!,
    ])
      expect(attributes).toMatchObject(clean);
    expect(out!.resource.entityRefs).toMatchObject([{ idKeys: ["a"], descriptionKeys: ["b"] }]);
    expect(scene.count("stripped")).toBe(10);
  });

  it("without content pass byte for byte, whatever their labels: no allow-list, no gray tier", async () => {
    const scene = setScene("traces");
    const payload = generateTraces({ resources: 3 });
    const before = payload.encoded().map(({ bytes }) => bytes.slice());
    await scene.consume(payload.fork());
    expect(scene.sink.payloads[0]!.encoded().map(({ bytes }) => bytes)).toEqual(before);
    expect([...scene.recorded.counts]).toEqual([]);
  });

  it("polled spans are stripped of content likewise", async () => {
    const scene = setScene("traces");
    const payload = generateTraces({ items: 1, attributes: 1 });
    payload.takeDecoded().resourceSpans[0]!.scopeSpans[0]!.spans[0]!.attributes.push(...mixed());
    await scene.consume(payload, { coverage: { receiver: "r", loop: "l", pass: "", from: 0, to: 1, observedAt: 1 } });
    expect(spansOf(scene.sink.payloads[0]!)[0]!.attributes.map(({ key }) => key)).toEqual([
      "gen_ai.provider.name",
      "a",
      "b",
    ]);
  });
});

describe("nested values", () => {
  it("are stripped in any depth; JSON that names content goes whole", async () => {
    const scene = setScene("logs");
    const attributes = attributesOf({
      pairs: { kvlistValue: { values: mixed() } },
      list: {
        arrayValue: {
          values: [{ kvlistValue: { values: mixed() } }, { stringValue: '{"inputs":1}' }, { stringValue: "x" }],
        },
      },
      json: '{"messages":[{"content":"secret"}]}',
      bytes: { bytesValue: new TextEncoder().encode('{"request":"secret"}') },
      harmless: '{"model":"gpt-5"}',
    });
    await scene.consume(logsOf([{ attributes }]));
    expect(recordsOf(scene.sink.payloads[0]!)[0]!.attributes).toMatchObject(
      attributesOf({
        pairs: { kvlistValue: { values: clean } },
        list: { arrayValue: { values: [{ kvlistValue: { values: clean } }, { stringValue: "x" }] } },
        harmless: '{"model":"gpt-5"}',
      }),
    );
    expect(scene.count("stripped")).toBe(2 + 3 + 2);
  });
});

describe("log bodies", () => {
  const bodies = (): Partial<LogRecord>[] => [
    { body: { stringValue: "text" } },
    { body: { kvlistValue: { values: mixed() } } },
    { body: { stringValue: '{"messages":["secret"]}' } },
    {},
  ];

  it("drop, the default: every body goes and is counted; the records stay", async () => {
    const scene = setScene("logs");
    await scene.consume(logsOf(bodies()));
    expect(recordsOf(scene.sink.payloads[0]!).map(({ body }) => body)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(scene.count("bodies_dropped")).toBe(3);
  });

  it("keep: what names no content stays: no setting lets content through", async () => {
    const scene = setScene("logs", { bodies: "keep" });
    await scene.consume(logsOf(bodies()));
    const [text, pairs, ...others] = recordsOf(scene.sink.payloads[0]!).map(({ body }) => body);
    expect([text, pairs]).toMatchObject([{ stringValue: "text" }, { kvlistValue: { values: clean } }]);
    expect(others).toEqual([undefined, undefined]);
    expect([scene.count("bodies_dropped"), scene.count("stripped")]).toEqual([1, 2]);
  });

  it("attributes, resource and scope of records are stripped", async () => {
    const scene = setScene("logs");
    await scene.consume(logsOf([{ attributes: mixed() }], { inputs: "x", "service.name": "a" }));
    const [{ resource, scopeLogs }] = scene.sink.payloads[0]!.decoded().resourceLogs as never as [
      { resource: { attributes: unknown }; scopeLogs: [{ logRecords: [{ attributes: unknown }] }] },
    ];
    expect(resource.attributes).toMatchObject(attributesOf({ "service.name": "a" }));
    expect(scopeLogs[0].logRecords[0].attributes).toMatchObject(clean);
  });
});

describe("metrics", () => {
  it("are stripped in points, exemplars and metadata; the points stay, with any other label", async () => {
    const scene = setScene("metrics");
    const metric = { ...gauge("m", { user: "ann" }), description: "Requests.", metadata: mixed() };
    metric.gauge!.dataPoints[0]!.attributes.push(...mixed());
    metric.gauge!.dataPoints[0]!.exemplars = [{ timeUnixNano: 1n, asDouble: 1, filteredAttributes: mixed() }];
    await scene.consume(metricsOf([metric]));
    const out = scene.sink.payloads[0]!.decoded().resourceMetrics[0]!.scopeMetrics[0]!.metrics[0]!;
    const [point] = out.gauge!.dataPoints;
    expect(point!.attributes.map(({ key }) => key)).toEqual(["user", "a", "b"]);
    expect(point!.exemplars![0]!.filteredAttributes).toMatchObject(clean);
    expect(out.metadata).toMatchObject(clean);
    expect(out.description).toBe("Requests.");
    expect(scene.count("stripped")).toBe(6);
  });

  const delta = (sets: readonly Pairs[], temporality: number, asInt?: bigint) => {
    const { gauge: points } = gauge("m", ...sets);
    const dataPoints = points!.dataPoints.map((point) =>
      asInt === undefined
        ? { ...point, startTimeUnixNano: 5n }
        : { ...point, asDouble: undefined, asInt, startTimeUnixNano: 5n },
    );
    const sum: Sum = { dataPoints, aggregationTemporality: temporality, isMonotonic: true };
    return metricsOf([{ name: "m", sum }]);
  };
  const sets = ["a", "b", "c", "d"].map((user) => ({ user }));

  it("beyond the budget, delta sums go to one overflow series: nothing is lost of the sum, nor its type", async () => {
    for (const [asInt, expected] of [
      [undefined, { asDouble: 2 + 3 }],
      [7n, { asInt: 14n }],
    ] as const) {
      const scene = setScene("metrics", { cardinality_budget: 2 });
      await scene.consume(delta(sets, 1, asInt));
      const { dataPoints } = scene.sink.payloads[0]!.decoded().resourceMetrics[0]!.scopeMetrics[0]!.metrics[0]!.sum!;
      expect(dataPoints).toHaveLength(3);
      expect(dataPoints[2]).toMatchObject({
        attributes: [{ key: "otel.metric.overflow", value: { boolValue: true } }],
        startTimeUnixNano: 5n,
        timeUnixNano: 240_000_000_000n,
        ...expected,
      });
      expect([scene.count("overflowed"), scene.dropped("budget")]).toEqual([2, 0]);
    }
  });

  it("beyond the budget, everything that does not add up is dropped and counted", async () => {
    for (const payload of [delta(sets, 2), metricsOf([gauge("m", ...sets)])]) {
      const scene = setScene("metrics", { cardinality_budget: 2 });
      await scene.consume(payload);
      expect(pointsOf(scene.sink.payloads[0]!)).toHaveLength(2);
      expect([scene.count("overflowed"), scene.dropped("budget")]).toEqual([0, 2]);
    }
  });

  it("the order of labels makes no new set", async () => {
    const scene = setScene("metrics", { cardinality_budget: 1 });
    await scene.consume(metricsOf([gauge("m", { a: "1", b: "2" }, { b: "2", a: "1" })]));
    expect(scene.sink.items).toBe(2);
    expect(scene.count("new_label_sets")).toBe(1);
  });
});

describe("a payload", () => {
  it("that other holders have forks of is changed for none of them", async () => {
    for (const [signal, payload] of [
      ["traces", generateTraces()],
      ["metrics", generateMetrics()],
      ["logs", generateLogs()],
    ] as const) {
      const scene = setScene(signal);
      const fork = payload.fork();
      const before = fork.encoded().map(({ bytes }) => bytes.slice());
      await scene.consume(payload);
      expect(fork.encoded().map(({ bytes }) => bytes)).toEqual(before);
    }
  });

  it("with errors behind it: they pass as they are", async () => {
    const scene = setScene("logs");
    const error = new Error("down");
    scene.sink.failWith(error);
    await expect(scene.consume(generateLogs())).rejects.toBe(error);
  });
});

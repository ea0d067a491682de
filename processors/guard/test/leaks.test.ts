// What is planted anywhere in a payload, under a name of content or where polled data has no business to hold text, never
// stands in the bytes that leave (delivery.md §14, 166). Nothing is planted where a harmless value may stand, so that a
// guard that drops everything would fail as well.
import type { Payload } from "@genai-collector/component";
import {
  createLogs,
  createMetrics,
  createTraces,
  type AnyValue,
  type Exemplar,
  type KeyValue,
} from "@genai-collector/pdata";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverage, setScene } from "./scene.ts";

const marker = "LEAKED-PROMPT";

const floor = [
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "input.value",
  "output.value",
  "request",
  "response",
  "inputs",
  "outputs",
  "messages",
  "inputs_preview",
  "outputs_preview",
  "metadata",
  "portkeyHeaders",
];
/** More than a hundred names: each as it is, in another case, flattened, and with something below. */
const names = floor.flatMap((name) => [
  name,
  name.toUpperCase(),
  `${name[0]!.toUpperCase()}${name.slice(1)}`,
  `${name}.0.content`,
  `${name}.headers.x-api-key`,
  `${name}.text`,
  `${name}.`,
]);

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
const pairs = (...values: KeyValue[]): AnyValue => ({ kvlistValue: { values } });

/** Attributes that hold the marker under `name`, in every shape that an SDK can give them. */
const shapes: readonly ((name: string) => KeyValue)[] = [
  (name) => text(name, marker),
  (name) => ({ key: name, value: { bytesValue: new TextEncoder().encode(marker) } }),
  (name) => ({ key: name, value: { arrayValue: { values: [{ stringValue: marker }] } } }),
  (name) => ({ key: "ai_model", value: pairs(text(name, marker)) }),
  (name) => ({ key: "ai_model", value: { arrayValue: { values: [pairs(text("a", "b"), text(name, marker))] } } }),
  (name) => text("ai_model", JSON.stringify({ [name]: marker })),
  (name) => text("ai_model", JSON.stringify([{ a: JSON.stringify({ [name]: marker }) }])),
  (name) => text("ai_model", JSON.stringify({ [name]: marker }).slice(0, -2)),
  (name) => ({ key: "ai_model", value: { bytesValue: new TextEncoder().encode(JSON.stringify({ [name]: marker })) } }),
];

const planted = fc.tuple(fc.constantFrom(...shapes), fc.constantFrom(...names)).map(([shape, name]) => shape(name));
/** Harmless attributes with planted ones among them; keys repeat. */
const dirty = fc
  .tuple(fc.array(planted, { minLength: 1, maxLength: 3 }), fc.nat({ max: 3 }))
  .map(([bad, at]) => bad.toSpliced(at, 0, text("ai_model", "gpt-5")));
const clean = fc.constant<KeyValue[]>([text("ai_model", "gpt-5")]);
const either = fc.oneof(clean, dirty);

/** Attributes of any name: what no allow-list has named is not for polled metrics. */
const foreign = fc.oneof(either, fc.constant<KeyValue[]>([text("user.email", marker)]));

const isClean = (payload: Payload): boolean =>
  !payload.encoded().some(({ bytes }) => Buffer.from(bytes).toString("latin1").includes(marker));

async function expectNothingLeaks(payload: Payload, isPolled: boolean, config: object = {}): Promise<number> {
  const scene = setScene(payload.signal, config);
  await scene.consume(payload, isPolled ? { coverage } : {});
  for (const out of scene.sink.payloads) expect(isClean(out)).toBe(true);
  return scene.sink.items;
}

const exemplars = (attributes: KeyValue[]): Exemplar[] => [
  { timeUnixNano: 1n, asDouble: 1, filteredAttributes: attributes },
];

describe("polled metrics", () => {
  const point = fc.tuple(foreign, foreign, fc.nat({ max: 60 }));
  const resource = fc.record({
    attributes: foreign,
    scope: foreign,
    metadata: foreign,
    points: fc.array(point, { maxLength: 4 }),
  });

  it("let nothing out that is planted in labels, resources, scopes, exemplars, metadata or descriptions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(resource, { minLength: 1, maxLength: 3 }), async (resources) => {
        const data = resources.map(({ attributes, scope, metadata, points }, r) => ({
          resource: { attributes, entityRefs: [{ type: "user", idKeys: [marker], schemaUrl: marker }] },
          scopeMetrics: [
            {
              scope: { name: "s", attributes: scope },
              metrics: [
                {
                  name: "m",
                  description: marker,
                  metadata,
                  gauge: {
                    dataPoints: points.map(([labels, filtered, minute]) => ({
                      attributes: labels,
                      timeUnixNano: BigInt(minute) * 60_000_000_000n,
                      asDouble: 1,
                      exemplars: exemplars(filtered),
                    })),
                  },
                },
                {
                  name: "messages",
                  gauge: { dataPoints: [{ attributes: [text("ai_model", marker)], timeUnixNano: 1n, asDouble: 1 }] },
                },
                {
                  name: "harmless",
                  gauge: {
                    dataPoints: [{ attributes: [text("ai_model", `r${r}`)], timeUnixNano: BigInt(r), asDouble: 1 }],
                  },
                },
              ],
            },
          ],
        }));
        const kept = await expectNothingLeaks(createMetrics({ resourceMetrics: data }), true);
        expect(kept).toBeGreaterThanOrEqual(resources.length);
      }),
      { numRuns: 150 },
    );
  });
});

describe("polled logs", () => {
  const record = fc.record({ attributes: either, hasBody: fc.boolean() });
  const resource = fc.record({ attributes: foreign, scope: foreign, records: fc.array(record, { maxLength: 4 }) });

  it("let nothing out that is planted in bodies, attributes, resources or scopes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(resource, { minLength: 1, maxLength: 3 }), async (resources) => {
        const data = resources.map(({ attributes, scope, records }) => ({
          resource: { attributes, entityRefs: [{ type: marker, idKeys: [] }] },
          scopeLogs: [
            {
              scope: { name: "s", attributes: scope },
              logRecords: records.map((given) => ({
                timeUnixNano: 1n,
                attributes: given.attributes,
                body: given.hasBody ? { stringValue: marker } : undefined,
              })),
            },
          ],
        }));
        const harmless = {
          resource: { attributes: [] },
          scopeLogs: [
            { logRecords: [{ timeUnixNano: 1n, attributes: [text("run", "1")], body: { stringValue: marker } }] },
          ],
        };
        const kept = await expectNothingLeaks(createLogs({ resourceLogs: [...data, harmless] }), true, {
          bodies: "keep",
        });
        expect(kept).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 150 },
    );
  });
});

describe("pushed data", () => {
  it("lets nothing out that is planted under a name of content, and keeps every item", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(either, { minLength: 5, maxLength: 5 }),
        fc.boolean(),
        async ([a, b, c, d, e], isPolled) => {
          const ids = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(1) };
          const times = { startTimeUnixNano: 1n, endTimeUnixNano: 2n };
          const copy = (attributes: KeyValue[] | undefined): KeyValue[] => structuredClone(attributes!);
          const span = {
            ...ids,
            ...times,
            name: "chat",
            attributes: copy(c),
            events: [{ timeUnixNano: 1n, name: "e", attributes: copy(d) }],
            links: [{ ...ids, attributes: copy(e) }],
          };
          const around = { resource: { attributes: copy(a) } };
          const scope = { name: "s", attributes: copy(b) };
          const traces = createTraces({
            resourceSpans: [
              { ...structuredClone(around), scopeSpans: [{ scope: structuredClone(scope), spans: [span] }] },
            ],
          });
          expect(await expectNothingLeaks(traces, isPolled)).toBe(1);
          const body: AnyValue = { kvlistValue: { values: copy(d) } };
          const logs = createLogs({
            resourceLogs: [
              {
                ...structuredClone(around),
                scopeLogs: [
                  { scope: structuredClone(scope), logRecords: [{ timeUnixNano: 1n, attributes: copy(c), body }] },
                ],
              },
            ],
          });
          expect(await expectNothingLeaks(logs, false, { bodies: "keep" })).toBe(1);
          const dataPoints = [{ attributes: copy(c), timeUnixNano: 1n, asDouble: 1, exemplars: exemplars(copy(d)) }];
          const metrics = createMetrics({
            resourceMetrics: [
              {
                ...structuredClone(around),
                scopeMetrics: [{ scope, metrics: [{ name: "m", metadata: copy(e), gauge: { dataPoints } }] }],
              },
            ],
          });
          expect(await expectNothingLeaks(metrics, false)).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("each of more than a hundred names, in each shape", () => {
  it("is kept back, polled and pushed", async () => {
    expect(names.length).toBeGreaterThanOrEqual(100);
    for (const name of names) {
      const attributes = (): KeyValue[] => shapes.map((shape) => shape(name));
      const records = (): Payload =>
        createLogs({
          resourceLogs: [
            {
              resource: { attributes: [] },
              scopeLogs: [{ logRecords: attributes().map((each) => ({ timeUnixNano: 1n, attributes: [each] })) }],
            },
          ],
        });
      const points = (): Payload =>
        createMetrics({
          resourceMetrics: [
            {
              resource: { attributes: [] },
              scopeMetrics: [
                {
                  metrics: [
                    {
                      name: "m",
                      gauge: {
                        dataPoints: attributes().map((each) => ({ attributes: [each], timeUnixNano: 1n, asDouble: 1 })),
                      },
                    },
                  ],
                },
              ],
            },
          ],
        });
      expect(await expectNothingLeaks(records(), true)).toBe(0);
      expect(await expectNothingLeaks(points(), true, { allow_labels: ["x"] })).toBe(0);
      expect(await expectNothingLeaks(records(), false)).toBe(shapes.length);
      expect(await expectNothingLeaks(points(), false)).toBe(shapes.length);
    }
  });
});

import type { KeyValue, LogsData, MetricsData, Resource, TracesData } from "../src/data.ts";
import type { Payload } from "../src/payload.ts";
import { createLogs, createMetrics, createTraces } from "../src/payloads.ts";
import { canonicaliseMetrics } from "../src/canonical/canonicalise.ts";

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
const int = (key: string, intValue: bigint): KeyValue => ({ key, value: { intValue } });
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

const resource: Resource = {
  attributes: [text("service.name", "shop"), int("process.pid", 4711n)],
  droppedAttributesCount: 1,
  entityRefs: [
    { schemaUrl: "https://example.org/1", type: "service", idKeys: ["service.name"], descriptionKeys: ["process.pid"] },
  ],
};
const scope = { name: "library", version: "1.2.3", attributes: [text("short", "é")], droppedAttributesCount: 2 };
const schemaUrl = "https://opentelemetry.io/schemas/1.37.0";
const traceId = bytes("0102030405060708090a0b0c0d0e0f10");
const spanId = bytes("a1a2a3a4a5a6a7a8");
const start = 1_767_225_600_000_000_000n;
const time = start + 60_000_000_000n;

const every: KeyValue[] = [
  text("text", "naïve 🐘"),
  { key: "yes", value: { boolValue: true } },
  { key: "no", value: { boolValue: false } },
  int("large", 9_007_199_254_740_993n),
  int("negative", -1n),
  { key: "double", value: { doubleValue: 0.1 } },
  { key: "infinite", value: { doubleValue: -Infinity } },
  { key: "bytes", value: { bytesValue: bytes("00ff") } },
  { key: "list", value: { arrayValue: { values: [{ stringValue: "" }, { intValue: 0n }, {}] } } },
  {
    key: "map",
    value: {
      kvlistValue: { values: [text("inner", "value"), { key: "empty", value: { kvlistValue: { values: [] } } }] },
    },
  },
  { key: "null", value: {} },
];

const traces: TracesData = {
  resourceSpans: [
    {
      resource,
      schemaUrl,
      scopeSpans: [
        {
          scope,
          schemaUrl,
          spans: [
            {
              traceId,
              spanId,
              traceState: "vendor=1",
              parentSpanId: bytes("b1b2b3b4b5b6b7b8"),
              flags: 0x101,
              name: "chat gpt",
              kind: 3,
              startTimeUnixNano: start,
              endTimeUnixNano: time,
              attributes: every,
              droppedAttributesCount: 3,
              events: [
                {
                  timeUnixNano: start + 1n,
                  name: "first token",
                  attributes: [int("n", 1n)],
                  droppedAttributesCount: 4,
                },
              ],
              droppedEventsCount: 5,
              links: [
                {
                  traceId,
                  spanId,
                  traceState: "a=b",
                  attributes: [text("why", "retry")],
                  droppedAttributesCount: 6,
                  flags: 0x300,
                },
              ],
              droppedLinksCount: 7,
              status: { message: "timeout", code: 2 },
            },
            { traceId, spanId, name: "root", startTimeUnixNano: start, endTimeUnixNano: start, attributes: [] },
          ],
        },
      ],
    },
  ],
};

const logs: LogsData = {
  resourceLogs: [
    {
      resource,
      schemaUrl,
      scopeLogs: [
        {
          scope,
          logRecords: [
            {
              timeUnixNano: start,
              observedTimeUnixNano: time,
              severityNumber: 17,
              severityText: "ERROR",
              body: { kvlistValue: { values: every } },
              attributes: [text("k", "v")],
              droppedAttributesCount: 1,
              flags: 1,
              traceId,
              spanId,
              eventName: "gen_ai.choice",
            },
            { timeUnixNano: 0n, body: { stringValue: "" }, attributes: [] },
            { timeUnixNano: start, attributes: [] },
          ],
        },
      ],
    },
  ],
};

const exemplars = [
  { filteredAttributes: [text("user", "x")], timeUnixNano: start, asDouble: 1.5, spanId, traceId },
  { timeUnixNano: start, asInt: -2n },
];
const point = { attributes: [text("model", "m")], startTimeUnixNano: start, timeUnixNano: time, flags: 1 };

function metrics(...list: MetricsData["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]): MetricsData {
  return { resourceMetrics: [{ resource, schemaUrl, scopeMetrics: [{ scope, schemaUrl, metrics: list }] }] };
}

const about = { description: "About it.", unit: "s", metadata: [text("m", "n")] };

/** Polled data as it leaves: one resource a bucket, sorted. */
function polled(): MetricsData {
  const series = (name: string, unit: string, ...values: readonly (readonly [model: string, value: number])[]) => ({
    name,
    unit,
    gauge: {
      dataPoints: values.map(([model, asDouble]) => ({
        attributes: [text("model", model)],
        timeUnixNano: time,
        asDouble,
      })),
    },
  });
  const data: MetricsData = {
    resourceMetrics: [
      {
        resource: { attributes: [text("service.name", "gateway"), text("deployment.environment.name", "production")] },
        scopeMetrics: [
          {
            metrics: [
              series("portkey_api_requests", "{request}", ["zebra", 3], ["ant", 0]),
              series("portkey_api_cost", "USD", ["ant", 0.25]),
            ],
          },
        ],
      },
    ],
  };
  canonicaliseMetrics(data);
  return data;
}

/** One payload a kind of telemetry, every field set somewhere. */
export const goldenPayloads: Readonly<Record<string, () => Payload>> = {
  traces: () => createTraces(traces),
  logs: () => createLogs(logs),
  gauge: () =>
    createMetrics(
      metrics({
        name: "temperature",
        ...about,
        gauge: {
          dataPoints: [
            { ...point, asDouble: 21.5, exemplars },
            { ...point, asDouble: 0 },
          ],
        },
      }),
    ),
  sum: () =>
    createMetrics(
      metrics({
        name: "requests",
        ...about,
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: [{ ...point, asInt: 42n }, { ...point, asInt: 0n }, point],
        },
      }),
    ),
  histogram: () =>
    createMetrics(
      metrics({
        name: "duration",
        ...about,
        histogram: {
          aggregationTemporality: 1,
          dataPoints: [
            {
              ...point,
              count: 6n,
              sum: 0,
              bucketCounts: [1n, 2n, 3n],
              explicitBounds: [0.5, 10],
              min: 0.1,
              max: 99,
              exemplars,
            },
          ],
        },
      }),
    ),
  "exponential-histogram": () =>
    createMetrics(
      metrics({
        name: "duration",
        ...about,
        exponentialHistogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              ...point,
              count: 10n,
              sum: 12.5,
              scale: -3,
              zeroCount: 1n,
              zeroThreshold: 0.001,
              positive: { offset: -2, bucketCounts: [1n, 0n, 300n] },
              negative: { offset: 5, bucketCounts: [7n] },
              min: -8,
              max: 9,
              exemplars,
            },
          ],
        },
      }),
    ),
  summary: () =>
    createMetrics(
      metrics({
        name: "latency",
        ...about,
        summary: {
          dataPoints: [
            {
              ...point,
              count: 3n,
              sum: 4.5,
              quantileValues: [
                { quantile: 0.99, value: 2 },
                { quantile: 0, value: 0 },
              ],
            },
          ],
        },
      }),
    ),
  "polled-gauges": () => createMetrics(polled()),
};

import {
  createLogs,
  createMetrics,
  createTraces,
  type KeyValue,
  type Logs,
  type Metrics,
  type Traces,
} from "@genai-collector/pdata";

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
/** 2020-02-11 20:26:12 UTC. */
const at = 1_581_452_772_000_000_321n;
const traceId = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const spanId = Uint8Array.from([17, 18, 19, 20, 21, 22, 23, 24]);
const resource = { attributes: [text("service.name", "shop")] };
const scope = { name: "lib", version: "1.2.0", attributes: [text("s", "t")] };

export function sampleTraces(): Traces {
  const span = {
    traceId,
    spanId,
    name: "checkout",
    kind: 2,
    traceState: "ot=th:0",
    startTimeUnixNano: at,
    endTimeUnixNano: at + 1_000_000_000n,
    attributes: [{ key: "k", value: { intValue: 1n } }],
    droppedAttributesCount: 1,
    events: [{ timeUnixNano: at, name: "retry", attributes: [text("a", "b")] }],
    links: [{ traceId, spanId, attributes: [], droppedAttributesCount: 2 }],
    status: { code: 2, message: "boom" },
  };
  const bare = {
    traceId,
    spanId,
    parentSpanId: spanId,
    name: "bare",
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: [],
  };
  return createTraces({
    resourceSpans: [
      {
        resource,
        schemaUrl: "https://example.org/r",
        scopeSpans: [{ scope, schemaUrl: "https://example.org/s", spans: [span] }],
      },
      { resource: { attributes: [] }, scopeSpans: [{ spans: [bare] }] },
    ],
  });
}

export function sampleLogs(): Logs {
  const record = {
    timeUnixNano: at,
    observedTimeUnixNano: at + 1n,
    severityNumber: 9,
    severityText: "INFO",
    eventName: "paid",
    body: { stringValue: "order paid" },
    attributes: [text("order", "7")],
    traceId,
    spanId,
    flags: 1,
  };
  const bare = { timeUnixNano: 0n, attributes: [] };
  const others = [2, 24, 25].map((severityNumber) => ({ ...bare, severityNumber }));
  return createLogs({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record, bare, ...others] }] }] });
}

export function sampleMetrics(): Metrics {
  const point = { attributes: [text("a", "b"), text("c", "d")], startTimeUnixNano: at, timeUnixNano: at };
  const exemplars = [{ timeUnixNano: at, asDouble: 1.5, traceId, spanId, filteredAttributes: [text("f", "g")] }];
  const metrics = [
    { name: "queue", description: "Its length.", unit: "1", gauge: { dataPoints: [{ ...point, asInt: 123n }] } },
    {
      name: "sold",
      sum: { dataPoints: [{ ...point, asDouble: 1.23, exemplars }], aggregationTemporality: 2, isMonotonic: true },
    },
    {
      name: "latency",
      histogram: {
        dataPoints: [
          { ...point, count: 3n, sum: 15, min: 1, max: 9, bucketCounts: [0n, 2n, 1n], explicitBounds: [1, 5] },
        ],
        aggregationTemporality: 1,
      },
    },
    {
      name: "spread",
      exponentialHistogram: {
        dataPoints: [
          {
            ...point,
            count: 6n,
            sum: 2,
            scale: 1,
            zeroCount: 1n,
            positive: { offset: 1, bucketCounts: [1n, 2n] },
            negative: { offset: 0, bucketCounts: [1n, 1n] },
          },
        ],
        aggregationTemporality: 1,
      },
    },
    {
      name: "quantiles",
      summary: {
        dataPoints: [
          {
            ...point,
            count: 4n,
            sum: 60,
            quantileValues: [
              { quantile: 0.01, value: 15 },
              { quantile: 0.5, value: 20 },
            ],
          },
        ],
      },
    },
    { name: "nothing" },
  ];
  return createMetrics({ resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] });
}

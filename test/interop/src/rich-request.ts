import { requestTypes, type OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";

/**
 * A request with everything that OTLP 1.11 can say, and `copies` of its items, numbered from `first`, so that the text
 * repeats itself and compression shows. Written down as people read it, encoded by protobufjs.
 */
export function richRequest(signal: OtlpSignal, copies = 10, first = 0): Uint8Array {
  const type = requestTypes[signal];
  const resources = Array.from({ length: copies }, (_, copy) => resourceOf[signal](first + copy));
  const field = { traces: "resourceSpans", metrics: "resourceMetrics", logs: "resourceLogs" }[signal];
  return type.encode(type.fromObject({ [field]: resources })).finish();
}

/** Nanoseconds since 1970 UTC that no double holds. */
const time = (copy: number, plus = 0): string => String(1_763_717_400_123_456_789n + BigInt(copy * 1_000 + plus));

const id = (length: number, copy: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => (copy * 31 + index * 7 + length) % 255 || 1));

const values: readonly (readonly [key: string, value: object])[] = [
  ["text", { stringValue: "ein längerer Text, 多字节, 🛰️ and a\u0000zero" }],
  ["text.empty", { stringValue: "" }],
  ["flag", { boolValue: true }],
  ["flag.off", { boolValue: false }],
  ["int", { intValue: "9223372036854775807" }],
  ["int.lowest", { intValue: "-9223372036854775808" }],
  ["int.zero", { intValue: "0" }],
  ["double", { doubleValue: 0.1 }],
  ["double.tiny", { doubleValue: 5e-324 }],
  ["double.nan", { doubleValue: Number.NaN }],
  ["double.infinite", { doubleValue: Number.NEGATIVE_INFINITY }],
  ["bytes", { bytesValue: Buffer.from([0, 255, 128, 10]) }],
  [
    "list",
    { arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }, { doubleValue: 2.5 }, { boolValue: true }] } },
  ],
  ["list.empty", { arrayValue: {} }],
  [
    "map",
    {
      kvlistValue: { values: [{ key: "inner", value: { arrayValue: { values: [{ kvlistValue: { values: [] } }] } } }] },
    },
  ],
  ["nothing", {}],
];

const attributes = values.map(([key, value]) => ({ key, value }));
const one = (key: string, text: string): object[] => [{ key, value: { stringValue: text } }];

const resource = (copy: number): object => ({
  attributes: [...one("service.name", `interop-${copy}`), ...attributes],
  droppedAttributesCount: 3,
});
const scope = {
  name: "interop",
  version: "1.2.3",
  attributes: one("scope.key", "scope value"),
  droppedAttributesCount: 1,
};
const schemaUrls = { schemaUrl: "https://opentelemetry.io/schemas/1.38.0" };

const resourceOf: Readonly<Record<OtlpSignal, (copy: number) => object>> = {
  traces: (copy) => ({
    resource: resource(copy),
    scopeSpans: [{ scope, spans: spans(copy), ...schemaUrls }],
    ...schemaUrls,
  }),
  logs: (copy) => ({
    resource: resource(copy),
    scopeLogs: [{ scope, logRecords: records(copy), ...schemaUrls }],
    ...schemaUrls,
  }),
  metrics: (copy) => ({
    resource: resource(copy),
    scopeMetrics: [{ scope, metrics: metrics(copy), ...schemaUrls }],
    ...schemaUrls,
  }),
};

function spans(copy: number): object[] {
  const root = {
    traceId: id(16, copy),
    spanId: id(8, copy),
    name: "GET /orders/{id}",
    kind: 2,
    startTimeUnixNano: time(copy),
    endTimeUnixNano: time(copy, 999),
  };
  const full = {
    ...root,
    spanId: id(8, copy + 100),
    parentSpanId: id(8, copy),
    traceState: "ot=th:8,rojo=00f067aa0ba902b7",
    flags: 0x301,
    kind: 3,
    attributes,
    droppedAttributesCount: 1,
    events: [
      { timeUnixNano: time(copy, 1), name: "exception", attributes, droppedAttributesCount: 2 },
      { timeUnixNano: time(copy, 2), name: "" },
    ],
    droppedEventsCount: 4,
    links: [{ traceId: id(16, copy + 1), spanId: id(8, copy + 2), traceState: "a=b", attributes, flags: 1 }],
    droppedLinksCount: 5,
    status: { code: 2, message: "it broke" },
  };
  return [root, full];
}

function records(copy: number): object[] {
  const full = {
    timeUnixNano: time(copy),
    observedTimeUnixNano: time(copy, 5),
    severityNumber: 17,
    severityText: "ERROR",
    body: { kvlistValue: { values: attributes } },
    attributes,
    droppedAttributesCount: 6,
    flags: 1,
    traceId: id(16, copy),
    spanId: id(8, copy),
    eventName: "interop.event",
  };
  return [full, ...values.map(([, body]) => ({ observedTimeUnixNano: time(copy), body }))];
}

function metrics(copy: number): object[] {
  const at = { startTimeUnixNano: time(copy), timeUnixNano: time(copy, 60), attributes };
  const exemplars = [
    {
      timeUnixNano: time(copy, 3),
      asDouble: 0.5,
      traceId: id(16, copy),
      spanId: id(8, copy),
      filteredAttributes: attributes,
    },
    { timeUnixNano: time(copy, 4), asInt: "-7" },
  ];
  const named = (name: string, data: object): object => ({
    name,
    description: `about ${name}`,
    unit: "{item}",
    metadata: one("source", "interop"),
    ...data,
  });
  const bounds = { bucketCounts: ["0", "3", "18446744073709551615"], explicitBounds: [0.5, 10] };
  return [
    named("gauge.double", {
      gauge: {
        dataPoints: [
          { ...at, asDouble: -0.25, exemplars },
          { ...at, flags: 1 },
        ],
      },
    }),
    named("gauge.zero", { gauge: { dataPoints: [{ ...at, asInt: "0" }] } }),
    named("sum.int", { sum: { dataPoints: [{ ...at, asInt: "-9007199254740993" }], aggregationTemporality: 1 } }),
    named("sum.monotonic", {
      sum: { dataPoints: [{ ...at, asDouble: 1e300, exemplars }], aggregationTemporality: 2, isMonotonic: true },
    }),
    named("histogram", {
      histogram: {
        dataPoints: [
          { ...at, ...bounds, count: "4", sum: 12.5, min: 0, max: 11, exemplars },
          { ...at, count: "0" },
        ],
        aggregationTemporality: 1,
      },
    }),
    named("histogram.exponential", {
      exponentialHistogram: {
        dataPoints: [
          {
            ...at,
            count: "9",
            sum: -1.5,
            scale: -3,
            zeroCount: "2",
            zeroThreshold: 1e-9,
            positive: { offset: -4, bucketCounts: ["1", "0", "300"] },
            negative: { offset: 7, bucketCounts: ["1"] },
            min: -8,
            max: 9,
            exemplars,
          },
        ],
        aggregationTemporality: 2,
      },
    }),
    named("summary", {
      summary: {
        dataPoints: [
          {
            ...at,
            count: "5",
            sum: 6.25,
            quantileValues: [
              { quantile: 0, value: 1 },
              { quantile: 0.99, value: -2 },
            ],
          },
        ],
      },
    }),
  ];
}

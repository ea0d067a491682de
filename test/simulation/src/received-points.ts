import protobuf from "protobufjs";

/** As much of OTLP as gauges need, written down again: what these tests check with shares no code with what they check. */
const schema = `
syntax = "proto3";
message ResourceMetrics { repeated ScopeMetrics scope_metrics = 2; }
message ScopeMetrics { repeated Metric metrics = 2; }
message Metric { string name = 1; string unit = 3; Gauge gauge = 5; }
message Gauge { repeated Point data_points = 1; }
message Point { fixed64 time_unix_nano = 3; double as_double = 4; repeated KeyValue attributes = 7; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; }
`;

const resourceType = protobuf.parse(schema).root.lookupType("ResourceMetrics");

interface Decoded {
  readonly scopeMetrics: readonly {
    readonly metrics: readonly {
      readonly name: string;
      readonly unit: string;
      readonly gauge?: {
        readonly dataPoints: readonly {
          readonly timeUnixNano: { toString(): string };
          readonly asDouble: number;
          readonly attributes: readonly { readonly key: string; readonly value?: { readonly stringValue: string } }[];
        }[];
      };
    }[];
  }[];
}

/** One gauge point as a sink sees it. */
export interface ReceivedPoint {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly unit: string;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly value: number;
}

/** One `ResourceMetrics` of a request. */
export interface ReceivedResource {
  /** All of it, one character a byte: two are the same when their bytes are. */
  readonly bytes: string;
  readonly points: readonly ReceivedPoint[];
}

/** What a request holds. Throws for bytes that are none. */
export function resourcesOf(body: Uint8Array): readonly ReceivedResource[] {
  const reader = protobuf.Reader.create(body);
  const resources = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 !== 1) {
      reader.skipType(tag & 7);
      continue;
    }
    const bytes = reader.bytes();
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    resources.push({ bytes: text, points: pointsOf(bytes) });
  }
  return resources;
}

function pointsOf(resource: Uint8Array): ReceivedPoint[] {
  const decoded = resourceType.decode(resource) as unknown as Decoded;
  return decoded.scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap(({ name, unit, gauge }) =>
      (gauge?.dataPoints ?? []).map(({ timeUnixNano, asDouble, attributes }) => ({
        name,
        labels: Object.fromEntries(attributes.map(({ key, value }) => [key, value?.stringValue ?? ""])),
        unit,
        time: Number(BigInt(timeUnixNano.toString()) / 1_000_000n),
        value: asDouble,
      })),
    ),
  );
}

/** One text for a series, whatever the order of its labels. */
export function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  const keys = Object.keys(labels).toSorted();
  return keys.length === 0 ? name : `${name}{${keys.map((key) => `${key}=${JSON.stringify(labels[key])}`).join()}}`;
}

import { createHash } from "node:crypto";
import protobuf from "protobufjs";

/** As much of OTLP as gauges need, written down again: the sink shares no code with what it checks. */
const schema = `
syntax = "proto3";
message Request { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeMetrics { repeated Metric metrics = 2; }
message Metric { string name = 1; string unit = 3; Gauge gauge = 5; }
message Gauge { repeated Point data_points = 1; }
message Point { fixed64 time_unix_nano = 3; double as_double = 4; repeated KeyValue attributes = 7; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; }
`;

interface Decoded {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly gauge?: {
          readonly dataPoints: readonly {
            readonly timeUnixNano: string;
            readonly asDouble: number;
            readonly attributes: readonly {
              readonly key: string;
              readonly value?: { readonly stringValue?: string };
            }[];
          }[];
        };
      }[];
    }[];
  }[];
}

/** One point as a sink sees it. */
export interface ReceivedPoint {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly value: number;
  /** Of the encoded `ResourceMetrics` that it came in. */
  readonly digest: string;
}

const { root } = protobuf.parse(schema);
const requestType = root.lookupType("Request");
const resourceType = root.lookupType("ResourceMetrics");

/** Every point of an `ExportMetricsServiceRequest`. Throws for bytes that are none. */
export function decodeRequest(body: Uint8Array): ReceivedPoint[] {
  const ranges = splitResources(body);
  const decoded = requestType.toObject(requestType.decode(body), { longs: String, defaults: true }) as Decoded;
  return decoded.resourceMetrics.flatMap((resource, index) => {
    const digest = createHash("sha256").update(ranges[index]!).digest("hex").slice(0, 16);
    return resource.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ name, gauge }) =>
        (gauge?.dataPoints ?? []).map((point) => ({
          name,
          labels: Object.fromEntries(point.attributes.map(({ key, value }) => [key, value?.stringValue ?? ""])),
          time: Number(BigInt(point.timeUnixNano) / 1_000_000n),
          value: point.asDouble,
          digest,
        })),
      ),
    );
  });
}

/** The bytes of each `ResourceMetrics`, as they stood in the request. */
function splitResources(body: Uint8Array): Uint8Array[] {
  const reader = protobuf.Reader.create(body);
  const parts: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) parts.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  for (const part of parts) resourceType.decode(part); // each by itself is one
  return parts;
}

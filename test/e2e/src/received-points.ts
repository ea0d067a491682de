import { fromProtobuf, splitResources } from "./otlp-schema.ts";
import protobuf from "protobufjs";

/** One gauge point as a sink sees it. */
export interface ReceivedPoint {
  readonly name: string;
  readonly unit: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly value: number;
  /** The encoded `ResourceMetrics` that it came in. */
  readonly resource: Uint8Array;
}

interface Decoded {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics?: readonly { readonly metrics?: readonly DecodedMetric[] }[];
  }[];
}

interface DecodedMetric {
  readonly name: string;
  readonly unit?: string;
  readonly gauge?: {
    readonly dataPoints?: readonly {
      readonly timeUnixNano: string;
      readonly asDouble?: number;
      readonly attributes?: readonly { readonly key: string; readonly value?: { readonly stringValue?: string } }[];
    }[];
  };
}

/** Every gauge point of a metrics request, with the bytes of its `ResourceMetrics`. */
export function receivedPoints(body: Uint8Array): ReceivedPoint[] {
  return splitResources(body).flatMap((resource) => {
    // By itself, so that no point can be taken for one of another resource.
    const alone = fromProtobuf("metrics", protobuf.Writer.create().uint32(10).bytes(resource).finish()) as Decoded;
    const metrics = (alone.resourceMetrics ?? []).flatMap(({ scopeMetrics = [] }) =>
      scopeMetrics.flatMap((scope) => scope.metrics ?? []),
    );
    return metrics.flatMap((metric) => pointsOf(metric, resource));
  });
}

function pointsOf({ name, unit = "", gauge }: DecodedMetric, resource: Uint8Array): ReceivedPoint[] {
  return (gauge?.dataPoints ?? []).map(({ timeUnixNano, asDouble, attributes = [] }) => ({
    name,
    unit,
    labels: Object.fromEntries(attributes.map(({ key, value }) => [key, value?.stringValue ?? ""])),
    time: Number(BigInt(timeUnixNano) / 1_000_000n),
    value: asDouble ?? Number.NaN,
    resource,
  }));
}

/** One text for a series at one time, whatever the order of its labels. */
export function pointKey({ name, labels, time }: Pick<ReceivedPoint, "name" | "labels" | "time">): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${name}${JSON.stringify(Object.fromEntries(sorted))} ${new Date(time).toISOString()}`;
}

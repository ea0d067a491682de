import { requestTypes, type OtlpSignal } from "./otlp-schema.ts";

/** A request of `count` items; each has the attribute `item` with its number. */
export function otlpRequest(signal: OtlpSignal, count = 1): Uint8Array {
  const attributes = (item: number): object[] => [{ key: "item", value: { intValue: item } }];
  const items = Array.from({ length: count }, (_, item) => item);
  const time = 1_700_000_000_000_000_000n.toString();
  const ids = { traceId: Buffer.alloc(16, 7), spanId: Buffer.alloc(8, 7) };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "e2e" } }] };
  const scope = { name: "e2e" };
  const message = {
    traces: {
      resourceSpans: [
        {
          resource,
          scopeSpans: [{ scope, spans: items.map((i) => ({ ...ids, name: "s", attributes: attributes(i) })) }],
        },
      ],
    },
    metrics: {
      resourceMetrics: [
        {
          resource,
          scopeMetrics: [
            {
              scope,
              metrics: [
                {
                  name: "m",
                  gauge: {
                    dataPoints: items.map((i) => ({ timeUnixNano: time, asInt: i, attributes: attributes(i) })),
                  },
                },
              ],
            },
          ],
        },
      ],
    },
    logs: {
      resourceLogs: [
        {
          resource,
          scopeLogs: [{ scope, logRecords: items.map((i) => ({ timeUnixNano: time, attributes: attributes(i) })) }],
        },
      ],
    },
  }[signal];
  const type = requestTypes[signal];
  return type.encode(type.fromObject(message)).finish();
}

/** Posts a protobuf request as an SDK would. `listener`: `127.0.0.1:4318`. */
export function push(listener: string, signal: OtlpSignal, body = otlpRequest(signal)): Promise<Response> {
  return fetch(`http://${listener}/v1/${signal}`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.from(body),
  });
}

import { requestTypes, type OtlpSignal } from "./otlp-schema.ts";

/** Signals whose items carry a number in a text of their own: a span's name, a record's body. */
export type NumberedSignal = Exclude<OtlpSignal, "metrics">;

/** Numbers of items, from `first` on. */
export interface ItemRange {
  readonly first: number;
  readonly count: number;
}

/** A protobuf request of items that are told apart by their numbers; each has `padding` bytes beside. */
export function numberedRequest(signal: NumberedSignal, { first, count }: ItemRange, padding = 0): Uint8Array {
  const numbers = Array.from({ length: count }, (_, index) => String(first + index));
  const attributes = [{ key: "padding", value: { stringValue: "x".repeat(padding) } }];
  const ids = { traceId: Buffer.alloc(16, 7), spanId: Buffer.alloc(8, 7) };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "e2e" } }] };
  const message = {
    traces: {
      resourceSpans: [{ resource, scopeSpans: [{ spans: numbers.map((name) => ({ ...ids, name, attributes })) }] }],
    },
    logs: {
      resourceLogs: [
        {
          resource,
          scopeLogs: [{ logRecords: numbers.map((number) => ({ body: { stringValue: number }, attributes })) }],
        },
      ],
    },
  }[signal];
  const type = requestTypes[signal];
  return type.encode(type.fromObject(message)).finish();
}

/** What protobufjs makes of a request of numbered items. */
interface Decoded {
  readonly resourceSpans?: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { name: string }[] }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly scopeLogs: readonly { readonly logRecords: readonly { body: { stringValue: string } }[] }[];
  }[];
}

/** The numbers of the items of a request, in order. Throws for bytes that are none. */
export function numbersOf(signal: NumberedSignal, body: Uint8Array): number[] {
  const { resourceSpans = [], resourceLogs = [] } = requestTypes[signal].decode(body) as unknown as Decoded;
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const records = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((scope) => scope.logRecords));
  return [...spans.map(({ name }) => Number(name)), ...records.map(({ body: { stringValue } }) => Number(stringValue))];
}

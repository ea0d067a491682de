import type { AnyValue, KeyValue } from "@genai-collector/component";
import type { Labels, PolledRecord } from "@genai-collector/polling";
import { decimalText } from "./decimal-text.ts";
import type { AttributePlan, AttributeSource, ExportRecord, ExportValue, RecordShape } from "./record-shape.ts";
import { severityOf } from "./severity.ts";
import { tryParseTraceId } from "./trace-id.ts";

/** Streams that are remembered, so that records of one share its labels; begun anew when it is full. */
const mostStreams = 1_024;

/** Makes log records of an export's records: typed attributes of declared fields, no body (portkey.md §4.7). */
export class RecordWriter {
  readonly #shape: RecordShape;
  /** By key, constants and fields: attributes come sorted. */
  readonly #attributes: readonly (AttributePlan | KeyValue)[];
  readonly #streams = new Map<string, Labels>();
  #unparsedTraceIds = 0;

  /** `useCase`: the slug that every record says; empty: none. */
  constructor(shape: RecordShape, useCase: string) {
    this.#shape = shape;
    const constants = [
      constant("source", "portkey"),
      ...(useCase === "" ? [] : [constant("api_key_use_case", useCase)]),
    ];
    const plans = shape.record.filter(({ key }) => !constants.some((each) => each.key === key));
    this.#attributes = [...constants, ...plans].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  write(record: ExportRecord, timeUnixNano: bigint): PolledRecord {
    const attributes: KeyValue[] = [];
    for (const each of this.#attributes) {
      if ("value" in each) {
        attributes.push(each);
        continue;
      }
      const value = valueOf(each.sources, record);
      if (value !== undefined) attributes.push({ key: each.key, value });
    }
    const { number, text } = severityOf(record.response_status_code);
    return {
      timeUnixNano,
      severityNumber: number,
      severityText: text,
      attributes,
      traceId: this.#traceId(record),
      resource: this.#stream(record),
    };
  }

  /** How many trace ids were there and were none, since this was asked last. */
  takeUnparsedTraceIds(): number {
    const count = this.#unparsedTraceIds;
    this.#unparsedTraceIds = 0;
    return count;
  }

  #traceId(record: ExportRecord): Uint8Array | undefined {
    const { traceMember } = this.#shape;
    const text = traceMember === undefined ? undefined : record[traceMember];
    if (text === undefined) return undefined;
    const id = typeof text === "string" ? tryParseTraceId(text) : undefined;
    if (id === undefined) this.#unparsedTraceIds++;
    return id;
  }

  #stream(record: ExportRecord): Labels {
    let text = "";
    for (const { key, sources } of this.#shape.indexed) {
      const value = labelOf(sources[0]!, record);
      if (value !== undefined) text += `${key.length}:${key}${value.length}:${value}`;
    }
    const known = this.#streams.get(text);
    if (known !== undefined) return known;
    if (this.#streams.size >= mostStreams) this.#streams.clear();
    const labels = labelsOf(this.#shape.indexed, record);
    this.#streams.set(text, labels);
    return labels;
  }
}

function constant(key: string, stringValue: string): KeyValue {
  return { key, value: { stringValue } };
}

function valueOf(sources: readonly AttributeSource[], record: ExportRecord): AnyValue | undefined {
  for (const source of sources) {
    const value = record[source.member];
    if (value !== undefined) return typed(value, source);
  }
  return undefined;
}

function typed(value: ExportValue, { type, divisor }: AttributeSource): AnyValue {
  switch (type) {
    case "string":
      return { stringValue: value as string };
    case "int":
      return { intValue: BigInt(value as number) };
    case "double":
      return { doubleValue: (value as number) / divisor };
    case "boolean":
      return { boolValue: value as boolean };
    case "string[]":
      return { arrayValue: { values: (value as readonly string[]).map((stringValue) => ({ stringValue })) } };
    case "scalar":
      return typeof value === "number"
        ? { doubleValue: value }
        : typeof value === "boolean"
          ? { boolValue: value }
          : { stringValue: value as string };
  }
}

function labelsOf(indexed: readonly AttributePlan[], record: ExportRecord): Labels {
  const labels: Record<string, string> = {};
  for (const { key, sources } of indexed) {
    const value = labelOf(sources[0]!, record);
    if (value !== undefined) labels[key] = value;
  }
  return labels;
}

/** Labels of streams are texts. */
function labelOf({ member, divisor }: AttributeSource, record: ExportRecord): string | undefined {
  const value = record[member];
  if (typeof value === "number") return decimalText(value / divisor);
  // Lists are opened for records alone.
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

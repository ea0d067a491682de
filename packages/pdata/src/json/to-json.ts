// Decoded data as OTLP/JSON values: camelCase names, 64-bit integers as decimal texts, identifiers in hex, bytes in
// base64, NaN and infinities as texts; what equals its default is left out.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import { Buffer } from "node:buffer";
import type { AnyValue, KeyValue } from "../data.ts";

/** Members that hold identifiers, which OTLP/JSON writes in hex. */
const identifiers = new Set(["traceId", "spanId", "parentSpanId"]);
/** Members that mean something by being there, whatever their value: oneofs and proto3 `optional`. */
const present = new Set([
  "asDouble",
  "asInt",
  "sum",
  "min",
  "max",
  "stringValue",
  "boolValue",
  "intValue",
  "doubleValue",
  "bytesValue",
]);
/** Messages that otelcol writes even where nothing is in them. */
const alwaysWritten = new Set(["resource", "scope", "status"]);

/** Any decoded message as a JSON value. */
export function messageToJson(message: object): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(message)) {
    const member = memberToJson(name, value);
    if (member !== undefined) json[name] = member;
  }
  return json;
}

function memberToJson(name: string, value: unknown): unknown {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "bigint":
      return value !== 0n || present.has(name) ? value.toString() : undefined;
    case "number":
      return value !== 0 || Object.is(value, -0) || present.has(name) ? numberToJson(value) : undefined;
    case "string":
      return value !== "" || present.has(name) ? value : undefined;
    case "boolean":
      return value || present.has(name) ? value : undefined;
    default:
      return objectToJson(name, value as object);
  }
}

function objectToJson(name: string, value: object): unknown {
  if (value instanceof Uint8Array) {
    if (value.length === 0 && !present.has(name)) return undefined;
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString(identifiers.has(name) ? "hex" : "base64");
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return name === "values" ? [] : undefined;
    return value.map((item: unknown) =>
      typeof item === "object" && item !== null ? itemToJson(name, item) : elementToJson(item),
    );
  }
  if (name === "value" || name === "body") return valueToJson(value);
  const json = messageToJson(value);
  return Object.keys(json).length > 0 || alwaysWritten.has(name) || isData(name) ? json : undefined;
}

function itemToJson(list: string, item: object): unknown {
  if ("key" in item && "value" in item) return pairToJson(item as KeyValue);
  return list === "values" ? valueToJson(item) : messageToJson(item);
}

function pairToJson({ key, value }: KeyValue): unknown {
  return { key, value: valueToJson(value) };
}

function valueToJson(value: AnyValue): Record<string, unknown> {
  if (value.arrayValue !== undefined) return { arrayValue: { values: value.arrayValue.values.map(valueToJson) } };
  if (value.kvlistValue !== undefined) return { kvlistValue: { values: value.kvlistValue.values.map(pairToJson) } };
  return messageToJson(value);
}

function elementToJson(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "number" ? numberToJson(value) : value;
}

function numberToJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Data members of a metric: a oneof. */
function isData(name: string): boolean {
  return (
    name === "gauge" || name === "sum" || name === "histogram" || name === "exponentialHistogram" || name === "summary"
  );
}

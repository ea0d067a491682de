import type { AnyValue, DeepReadonly, KeyValue } from "@genai-collector/pdata";
import { Buffer } from "node:buffer";

type Value = DeepReadonly<AnyValue>;
type Pair = DeepReadonly<KeyValue>;

/** `Type(value)`, as otelcol's detailed output shows an attribute. */
export function typedValue(value: Value): string {
  if (value.stringValue !== undefined) return `Str(${value.stringValue})`;
  if (value.intValue !== undefined) return `Int(${value.intValue})`;
  if (value.doubleValue !== undefined) return `Double(${value.doubleValue})`;
  if (value.boolValue !== undefined) return `Bool(${value.boolValue})`;
  if (value.bytesValue !== undefined) return `Bytes(${hex(value.bytesValue)})`;
  if (value.arrayValue !== undefined) return `Slice(${plainValue(value)})`;
  return value.kvlistValue === undefined ? "Empty()" : `Map(${plainValue(value)})`;
}

/** The value as text, lists and maps as JSON. */
export function plainValue(value: Value): string {
  const json = jsonOf(value);
  return typeof json === "string" ? json : JSON.stringify(json ?? "");
}

function jsonOf(value: Value): unknown {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.bytesValue !== undefined) return hex(value.bytesValue);
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(jsonOf);
  if (value.kvlistValue === undefined) return undefined;
  return Object.fromEntries(value.kvlistValue.values.map((pair) => [pair.key, jsonOf(pair.value)]));
}

/** `k=v k=v`. */
export function pairs(attributes: readonly Pair[] | undefined, separator = " "): string {
  return (attributes ?? []).map(({ key, value }) => `${key}=${plainValue(value)}`).join(separator);
}

export function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}

/** `2020-02-11 20:26:12.000000321 +0000 UTC`: trailing zeros of the fraction left out, as Go prints times. */
export function goTime(nanos: bigint | undefined): string {
  const time = nanos ?? 0n;
  const date = new Date(Number(time / 1_000_000n)).toISOString();
  const fraction = (time % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return `${date.slice(0, 10)} ${date.slice(11, 19)}${fraction === "" ? "" : `.${fraction}`} +0000 UTC`;
}

import type { AnyValue, DeepReadonly, KeyValue } from "@genai-collector/pdata";
import { Buffer } from "node:buffer";

type Value = DeepReadonly<AnyValue>;
type Pair = DeepReadonly<KeyValue>;

/** `Type(value)`, as otelcol's detailed output shows an attribute. */
export function typedValue(value: Value): string {
  return `${typeOf(value)}(${plainValue(value)})`;
}

function typeOf(value: Value): string {
  if (value.stringValue !== undefined) return "Str";
  if (value.intValue !== undefined) return "Int";
  if (value.doubleValue !== undefined) return "Double";
  if (value.boolValue !== undefined) return "Bool";
  if (value.bytesValue !== undefined) return "Bytes";
  if (value.arrayValue !== undefined) return "Slice";
  return value.kvlistValue === undefined ? "Empty" : "Map";
}

/** The value as text: bytes in base64, lists and maps as JSON. */
export function plainValue(value: Value): string {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.bytesValue !== undefined) return base64(value.bytesValue);
  const isEmpty = typeOf(value) === "Empty";
  return isEmpty ? "" : json(value);
}

/** Written here: of a map with a repeated key every pair is shown, and of an integer every digit. */
function json(value: Value): string {
  if (value.stringValue !== undefined) return JSON.stringify(value.stringValue);
  if (value.bytesValue !== undefined) return JSON.stringify(base64(value.bytesValue));
  if (value.arrayValue !== undefined) return `[${value.arrayValue.values.map(json).join(",")}]`;
  if (value.kvlistValue === undefined) return String(value.intValue ?? value.doubleValue ?? value.boolValue ?? null);
  return `{${value.kvlistValue.values.map((pair) => `${JSON.stringify(pair.key)}:${json(pair.value)}`).join(",")}}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
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

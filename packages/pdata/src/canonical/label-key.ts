import { Buffer } from "node:buffer";
import type { AnyValue, KeyValue } from "../data.ts";
import { compareUtf8 } from "./compare-utf8.ts";

/** Sorts attributes by key; equal keys keep their order. */
export function sortAttributes(attributes: KeyValue[]): void {
  if (attributes.length > 1) attributes.sort((a, b) => compareUtf8(a.key, b.key));
}

/**
 * One text for a set of sorted attributes: `<length>:<key><length>:<value>` for each, lengths in bytes (delivery.md
 * §4.1). Through the lengths no two sets share a text: a naive `key=value;` would join `{a: "b;c=d"}` and
 * `{a: "b", c: "d"}`. Before a value that is no text stands a letter for its type.
 */
export function labelKey(attributes: readonly KeyValue[] | undefined): string {
  let key = "";
  for (const attribute of attributes ?? []) key += sized(attribute.key) + valueKey(attribute.value);
  return key;
}

function valueKey(value: AnyValue): string {
  if (value.stringValue !== undefined) return sized(value.stringValue);
  if (value.boolValue !== undefined) return `b${sized(String(value.boolValue))}`;
  if (value.intValue !== undefined) return `i${sized(String(value.intValue))}`;
  if (value.doubleValue !== undefined) return `d${sized(doubleKey(value.doubleValue))}`;
  if (value.arrayValue !== undefined) return `a${sized(value.arrayValue.values.map(valueKey).join(""))}`;
  if (value.kvlistValue !== undefined) return `k${sized(labelKey(value.kvlistValue.values))}`;
  if (value.bytesValue !== undefined) return `x${sized(Buffer.from(value.bytesValue).toString("hex"))}`;
  return "n";
}

/** Negative zero is another value than zero. */
function doubleKey(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function sized(text: string): string {
  return `${Buffer.byteLength(text, "utf8")}:${text}`;
}

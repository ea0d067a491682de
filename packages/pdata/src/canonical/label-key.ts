import { Buffer } from "node:buffer";
import type { AnyValue, KeyValue } from "../data.ts";
import { compareUtf8 } from "./compare-utf8.ts";

/** Sorts attributes by key; equal keys keep their order. */
export function sortAttributes(attributes: KeyValue[]): void {
  if (attributes.length > 1) attributes.sort((a, b) => compareUtf8(a.key, b.key));
}

/**
 * One text for a set of sorted attributes. Each part carries its length, so that no two sets share a text: a naive
 * `key=value;` would join `{a: "b;c=d"}` and `{a: "b", c: "d"}`.
 */
export function labelKey(attributes: readonly KeyValue[] | undefined): string {
  let key = "";
  for (const attribute of attributes ?? []) key += sized(attribute.key) + sized(valueKey(attribute.value));
  return key;
}

/** One text for a value, its type included. */
export function valueKey(value: AnyValue): string {
  if (value.stringValue !== undefined) return `s${value.stringValue}`;
  if (value.boolValue !== undefined) return `b${value.boolValue}`;
  if (value.intValue !== undefined) return `i${value.intValue}`;
  if (value.doubleValue !== undefined) return `d${doubleKey(value.doubleValue)}`;
  if (value.arrayValue !== undefined)
    return `a${value.arrayValue.values.map((each) => sized(valueKey(each))).join("")}`;
  if (value.kvlistValue !== undefined) return `k${labelKey(value.kvlistValue.values)}`;
  if (value.bytesValue !== undefined) return `x${Buffer.from(value.bytesValue).toString("hex")}`;
  return "";
}

/** Negative zero is another value than zero. */
function doubleKey(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function sized(text: string): string {
  return `${text.length}:${text}`;
}

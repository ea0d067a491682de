import type { JsonSchema } from "../json-schema.ts";
import { isRecord } from "./substitution.ts";

const longestQuote = 60;

/** A value as messages name it: short, on one line, and never a secret or the inside of a map. */
export function describeValue(value: unknown, schema: JsonSchema | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (schema?.["x-secret"] === true && !isRecord(value) && !Array.isArray(value)) return "[REDACTED]";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isRecord(value)) return Object.keys(value).length === 0 ? "an empty map" : "a map";
  const quoted = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value);
  return quoted.length > longestQuote ? `${quoted.slice(0, longestQuote)}…` : quoted;
}

/** What a schema asks for, to complete "must be …". */
export function expectedOf(schema: JsonSchema): string {
  if (schema["x-expected"] !== undefined) return schema["x-expected"];
  if (schema.enum !== undefined) return oneOfWords(schema.enum.map((value) => JSON.stringify(value)));
  const type = [schema.type ?? []].flat()[0];
  switch (type) {
    case "integer":
      return `a whole number${range(schema)}`;
    case "number":
      return `a number${range(schema)}`;
    case "boolean":
      return "true or false";
    case "string":
      return `a text${lengthRange(schema)}`;
    case "array":
      return schema.items === undefined ? "a list" : `a list, each item ${expectedOf(schema.items)}`;
    case "object":
      return "a map";
    default:
      return "something else";
  }
}

/** `a`, `a or b`, `one of a, b, c`. */
export function oneOfWords(words: readonly string[]): string {
  return words.length < 3 ? words.join(" or ") : `one of ${words.join(", ")}`;
}

function range({ minimum, maximum }: JsonSchema): string {
  const top = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined && top === undefined) return "";
  if (top === undefined) return ` of at least ${minimum}`;
  return minimum === undefined ? ` of at most ${top}` : ` from ${minimum} to ${top}`;
}

function lengthRange({ minLength, maxLength }: JsonSchema): string {
  if (minLength === undefined && maxLength === undefined) return "";
  if (maxLength === undefined) return minLength === 1 ? " that is not empty" : ` of at least ${minLength} characters`;
  return minLength === undefined
    ? ` of at most ${maxLength} characters`
    : ` of ${minLength} to ${maxLength} characters`;
}

import type { JsonSchema } from "../json-schema.ts";
import { Substituted } from "./substituted.ts";

/** The form of a substituted value that `schema` takes: the text where it takes texts, else what the text reads as. */
export function chooseForm(schema: JsonSchema, given: Substituted): unknown {
  const accepted = [schema.type ?? []].flat();
  if (accepted.length === 0) return given.value;
  const takesText = accepted.includes("string");
  if (accepted.length === 1 && takesText) return given.text;
  if (given.value !== null && accepted.some((type) => hasType(type, given.value))) return given.value;
  return takesText && given.text !== "" ? given.text : given.value;
}

/** Every substituted value below `value` as what its text reads as, for where there is no schema. */
export function plainForm(value: unknown): unknown {
  if (value instanceof Substituted) return value.value;
  if (Array.isArray(value)) return value.map(plainForm);
  if (!isRecord(value)) return value;
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, each] of Object.entries(value)) plain[key] = plainForm(each);
  return plain;
}

/** Whether `value` is a map, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Substituted);
}

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    default:
      return false;
  }
}

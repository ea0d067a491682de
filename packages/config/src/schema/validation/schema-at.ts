import type { JsonSchema } from "../json-schema.ts";
import { isRecord } from "./substitution.ts";

/** The schema of the value at `path` below a value of `schema`; undefined where it is not described. */
export function schemaAt(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  let current: JsonSchema | undefined = schema;
  for (const segment of path) {
    if (current === undefined) return undefined;
    current = schemaBelow(current, segment);
  }
  return current;
}

function schemaBelow(schema: JsonSchema, segment: string): JsonSchema | undefined {
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, segment)) return schema.properties[segment];
  if (schema.items !== undefined && /^\d+$/.test(segment)) return schema.items;
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

/** The value at `path`; undefined where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const segment of path) {
    if (Array.isArray(current)) current = current[Number(segment)];
    else if (isRecord(current) && Object.hasOwn(current, segment)) current = current[segment];
    else return undefined;
  }
  return current;
}

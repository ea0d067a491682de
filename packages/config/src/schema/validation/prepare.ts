import type { JsonSchema } from "../json-schema.ts";
import { Substituted } from "./substituted.ts";
import { chooseForm, isRecord, plainForm } from "./substitution.ts";

/** Something to tell the user about a key, at the path as the user wrote it. */
export interface Note {
  readonly path: readonly string[];
  readonly message: string;
}

/** A raw configuration in the one form that its JSON Schema describes. */
export interface Prepared {
  /** A copy without null keys, aliases, commas and references; maps have no prototype. */
  readonly value: unknown;
  readonly warnings: readonly Note[];
  readonly problems: readonly Note[];
  /** Keys that were renamed: the path to the key in `value`, joined with NUL, and what the user wrote. */
  readonly renamed: ReadonlyMap<string, string>;
}

interface Notes {
  readonly warnings: Note[];
  readonly problems: Note[];
  readonly renamed: Map<string, string>;
}

/** Rewrites what a user may write in several ways into what the schema describes. */
export function prepare(schema: JsonSchema, raw: unknown): Prepared {
  const notes: Notes = { warnings: [], problems: [], renamed: new Map() };
  return { value: prepareValue(schema, raw ?? {}, [], notes), ...notes };
}

function prepareValue(schema: JsonSchema, raw: unknown, path: readonly string[], notes: Notes): unknown {
  const value = raw instanceof Substituted ? chooseForm(schema, raw) : raw;
  if (typeof value === "string") return prepareText(schema, value, path, notes);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined
      ? plainForm(value)
      : value.map((item, index) => prepareValue(items, item, [...path, String(index)], notes));
  }
  if (!isRecord(value)) return value ?? null;
  return schema.properties === undefined
    ? prepareRecord(schema, value, path, notes)
    : prepareMap(schema, schema.properties, value, path, notes);
}

function prepareText(schema: JsonSchema, value: string, path: readonly string[], notes: Notes): unknown {
  if (schema["x-comma-separated"] === true) {
    const parts = value === "" ? [] : value.split(",").map((part) => part.trim());
    return prepareValue(schema, parts, path, notes);
  }
  if (schema["x-ignore-case"] !== true) return value;
  const wanted = value.toLowerCase();
  return schema.enum?.find((each) => typeof each === "string" && each.toLowerCase() === wanted) ?? value;
}

function prepareRecord(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
  notes: Notes,
) {
  const each = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  const prepared: Record<string, unknown> = Object.create(null);
  for (const [name, item] of Object.entries(value)) {
    // `name:` alone is an entry with all defaults where entries are maps.
    const given = isNothing(item) && each.properties !== undefined ? {} : item;
    prepared[name] = prepareValue(each, given, [...path, name], notes);
  }
  return prepared;
}

function prepareMap(
  schema: JsonSchema,
  properties: Readonly<Record<string, JsonSchema>>,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
  notes: Notes,
): unknown {
  const prepared: Record<string, unknown> = Object.create(null);
  for (const [written, item] of Object.entries(value)) {
    const each = Object.hasOwn(properties, written) ? properties[written] : undefined;
    if (each === undefined) {
      prepared[written] = prepareOther(schema, item, [...path, written], notes);
      continue;
    }
    const key = each["x-alias-of"] ?? written;
    if (!noteKey(each, written, key, value, path, notes)) continue;
    const kept = withoutNull(each, item);
    if (kept !== undefined) prepared[key] = prepareValue(each, kept, [...path, key], notes);
  }
  const isOff = schema["x-section"] !== undefined && prepared.enabled === false;
  if (!isOff) addDefaultMaps(properties, prepared, path, notes);
  return prepared;
}

/** The value of a key that is not among the known ones; where none but those are taken, it is reported later. */
function prepareOther(schema: JsonSchema, item: unknown, path: readonly string[], notes: Notes): unknown {
  return typeof schema.additionalProperties === "object"
    ? prepareValue(schema.additionalProperties, item, path, notes)
    : plainForm(item);
}

/** Notes what is to be said about a known key. False when its value is not to be looked at. */
function noteKey(
  schema: JsonSchema,
  written: string,
  key: string,
  siblings: Readonly<Record<string, unknown>>,
  path: readonly string[],
  notes: Notes,
): boolean {
  const place = [...path, written];
  if (schema["x-removed"] !== undefined) {
    notes.problems.push({ path: place, message: `was removed: ${schema["x-removed"]}` });
    return false;
  }
  if (key !== written) {
    if (Object.hasOwn(siblings, key)) {
      notes.problems.push({ path: place, message: `is another spelling of "${key}", which is also there; keep one` });
      return false;
    }
    notes.renamed.set([...path, key].join("\0"), written);
    notes.warnings.push({ path: place, message: `"${written}" is deprecated; use "${key}" instead` });
  }
  if (schema["x-deprecated"] !== undefined)
    notes.warnings.push({ path: place, message: `"${written}" is deprecated: ${schema["x-deprecated"]}` });
  return true;
}

/** `key:` alone keeps the default, save for sections that it turns on. */
function withoutNull(schema: JsonSchema, value: unknown): unknown {
  if (!isNothing(value) || takesEmptyText(schema, value)) return value;
  return schema["x-section"] === undefined || schema["x-section"] === "none" ? undefined : {};
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (value instanceof Substituted && isNothing(value.value));
}

/** A variable that is set but empty is an empty text where texts are taken. */
function takesEmptyText(schema: JsonSchema, value: unknown): boolean {
  return value instanceof Substituted && schema.type === "string";
}

/** Nested maps are always there, so that what they require is asked for at its full path. */
function addDefaultMaps(
  properties: Readonly<Record<string, JsonSchema>>,
  prepared: Record<string, unknown>,
  path: readonly string[],
  notes: Notes,
): void {
  for (const [key, schema] of Object.entries(properties)) {
    const isAlias = schema["x-alias-of"] !== undefined;
    if (isAlias || schema.properties === undefined || schema.default === undefined || key in prepared) continue;
    prepared[key] = prepareValue(schema, {}, [...path, key], notes);
  }
}

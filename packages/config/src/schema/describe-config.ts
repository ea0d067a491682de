import type { JsonSchema } from "./json-schema.ts";

/** One row of a table of settings. */
export interface SettingRow {
  /** Keys joined by `::`; `<name>` stands for the user's own names and `[]` for the items of a list. */
  readonly path: string;
  readonly type: string;
  /** As a user would write it; "required", or empty when the key may be left out. */
  readonly default: string;
  readonly doc: string;
}

/** The settings of a configuration, in the order of their declaration: what README tables are made of. */
export function describeConfig(spec: { readonly jsonSchema: object }): SettingRow[] {
  return rowsBelow(spec.jsonSchema, []);
}

function rowsBelow(schema: JsonSchema, path: readonly string[]): SettingRow[] {
  const rows: SettingRow[] = [];
  for (const [key, each] of Object.entries(schema.properties ?? {})) {
    if (each["x-alias-of"] !== undefined || each["x-removed"] !== undefined) continue;
    if (key === "enabled" && schema["x-section"] !== undefined) continue; // every section has it
    rows.push(...rowsOf(each, [...path, key], (schema.required ?? schema.else?.required ?? []).includes(key)));
  }
  if (typeof schema.additionalProperties === "object" && schema["x-type"] === undefined)
    rows.push(...nested(schema.additionalProperties, [...path, "<name>"]));
  if (schema.items !== undefined && schema["x-type"] === undefined) rows.push(...nested(schema.items, [...path, "[]"]));
  return rows;
}

/** Of what a list or a record holds only maps have rows of their own. */
function nested(schema: JsonSchema, path: readonly string[]): SettingRow[] {
  return schema.properties === undefined ? [] : rowsBelow(schema, path);
}

function rowsOf(schema: JsonSchema, path: readonly string[], isRequired: boolean): SettingRow[] {
  const below = rowsBelow(schema, path);
  const isPlainMap = schema.properties !== undefined && schema["x-section"] === undefined;
  if (isPlainMap && (schema.description ?? "") === "") return below;
  const note = schema["x-deprecated"] === undefined ? "" : ` Deprecated: ${schema["x-deprecated"]}.`;
  const doc = `${schema.description ?? ""}${note}`.trim();
  return [{ path: path.join("::"), type: typeName(schema), default: defaultOf(schema, isRequired), doc }, ...below];
}

/** The type of a value in a table: `duration`, `list of text`, `"gzip" or "none"`. */
export function typeName(schema: JsonSchema): string {
  if (schema["x-type"] !== undefined) return schema["x-type"];
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(", ");
  if (schema["x-section"] !== undefined) return "section";
  if (schema.items !== undefined) return `list of ${typeName(schema.items)}`;
  if (typeof schema.additionalProperties === "object") return `map of ${typeName(schema.additionalProperties)}`;
  if (schema.properties !== undefined) return "map";
  return [schema.type ?? "any"].flat().join(" or ");
}

function defaultOf(schema: JsonSchema, isRequired: boolean): string {
  if (isRequired) return "required";
  if (schema["x-section"] !== undefined) return schema["x-section"] === "some" ? "on" : "off";
  if (schema.default === undefined || schema.properties !== undefined) return "";
  return typeof schema.default === "string" ? schema.default || '""' : JSON.stringify(schema.default);
}

import type { Field, Report } from "./field.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Decoded, Fields, MapField } from "./map.ts";

export interface SectionOptions {
  readonly doc: string;
  /**
   * How it stands when nobody mentions it, in otelcol's words. `none`: off, and `key:` alone leaves it off. `default`
   * (the default): off, and `key:` alone turns it on. `some`: on.
   */
  readonly initially?: "none" | "default" | "some";
  readonly aliases?: readonly string[] | undefined;
  readonly deprecated?: string | undefined;
}

/**
 * A part that is on or off as a whole: TLS, a queue, a listener. Every one also takes `enabled`, and `enabled: false`
 * turns it off whatever else it holds. `undefined` when it is off.
 */
export function section<F extends Fields>(
  content: MapField<F>,
  options: SectionOptions,
): Field<Decoded<F> | undefined, {}> {
  if ("enabled" in content.fields) throw new TypeError("a section has the key enabled by itself");
  const initially = options.initially ?? "default";
  return {
    jsonSchema: schemaOf(content.jsonSchema, initially, options),
    presence: initially === "some" ? "defaulted" : "optional",
    aliases: options.aliases ?? [],
    read: (value, report) => read(content, initially, value, report),
  };
}

const enabled: JsonSchema = { type: "boolean", description: "false turns the section off, whatever else it holds." };

function schemaOf(content: JsonSchema, initially: "none" | "default" | "some", options: SectionOptions): JsonSchema {
  const { required, default: _default, ...schema } = content;
  return {
    ...schema,
    description: options.doc,
    properties: { enabled, ...schema.properties },
    "x-section": initially,
    ...(initially === "some" ? { default: {} } : {}),
    ...(options.deprecated === undefined ? {} : { deprecated: true, "x-deprecated": options.deprecated }),
    // What is off need not be complete.
    ...(required === undefined ? {} : { if: isOff, else: { required } }),
  };
}

const isOff: JsonSchema = { properties: { enabled: { const: false } }, required: ["enabled"] };

function read<C>(content: Field<C>, initially: string, value: unknown, report: Report): C | undefined {
  if (value === undefined && initially !== "some") return undefined;
  if (value === null && initially === "none") return undefined;
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(given, "enabled") && given.enabled === false) return undefined;
  return content.read(given, report);
}

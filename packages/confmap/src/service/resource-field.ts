import type { Field, Report } from "@genai-collector/config/schema";

/** What the collector says of itself in its own telemetry, over what it finds out alone. */
export interface ResourceConfig {
  /** Null takes an automatic attribute out. */
  readonly attributes: Readonly<Record<string, string | null>>;
}

const scalar = {
  type: ["string", "number", "boolean", "null"],
  "x-expected": "a text, or null to take the attribute out",
};

/**
 * `service::telemetry::resource` in both of otelcol's shapes: `{key: value}`, or `attributes: [{name, value}]`. They
 * cannot be mixed.
 */
export const resourceField: Field<ResourceConfig> = {
  jsonSchema: {
    type: ["object", "null"],
    "x-type": "resource",
    description:
      "Attributes of the collector's own telemetry: a map of names to texts, or `attributes`, a list of {name, value}. " +
      "null takes out an automatic one.",
    properties: {
      attributes: {
        type: "array",
        items: {
          type: "object",
          properties: { name: { type: "string", minLength: 1 }, value: scalar },
          required: ["name", "value"],
          additionalProperties: false,
        },
      },
      schema_url: { type: "string", "x-type": "text" },
    },
    additionalProperties: scalar,
  },
  presence: "defaulted",
  aliases: [],
  read: (value, report) => ({ attributes: readAttributes((value ?? {}) as RawResource, report) }),
};

interface RawResource {
  readonly attributes?: readonly { readonly name: unknown; readonly value: unknown }[];
  readonly [name: string]: unknown;
}

function readAttributes(raw: RawResource, report: Report): Readonly<Record<string, string | null>> {
  const attributes: Record<string, string | null> = Object.create(null);
  const inline = Object.entries(raw).filter(([name]) => name !== "attributes" && name !== "schema_url");
  if (raw.attributes !== undefined && inline.length > 0)
    report([inline[0]![0]], "cannot stand beside attributes; move it into that list");
  for (const [name, value] of inline) attributes[name] = textOf(value);
  for (const [index, pair] of (Array.isArray(raw.attributes) ? raw.attributes : []).entries()) {
    if (typeof pair !== "object" || pair === null || typeof pair.name !== "string") continue; // reported already
    if (pair.name in attributes) report(["attributes", String(index)], `repeats the attribute "${pair.name}"`);
    attributes[pair.name] = textOf(pair.value);
  }
  return attributes;
}

/** Numbers and flags are texts in a resource: `1` and "1" name the same instance. */
function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

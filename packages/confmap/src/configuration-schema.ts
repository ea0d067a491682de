import type { Kind } from "@genai-collector/component";
import type { JsonSchema } from "@genai-collector/config/schema";
import type { AnyFactory } from "./configuration.ts";
import { serviceConfig } from "./service/service-config.ts";

const sections: Readonly<Record<Kind, string>> = {
  receiver: "receivers",
  processor: "processors",
  exporter: "exporters",
  connector: "connectors",
  extension: "extensions",
};

/** The JSON Schema of a whole configuration file with these components, for editors. References may stand anywhere. */
export function configurationSchema(factories: readonly AnyFactory[]): object {
  const kinds = Object.entries(sections) as [Kind, string][];
  const properties = kinds.map(([kind, section]) => [
    section,
    sectionSchema(factories.filter((each) => each.kind === kind)),
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "genai-collector configuration",
    type: "object",
    properties: { ...Object.fromEntries(properties), service: withReferences(serviceConfig.jsonSchema) },
    additionalProperties: false,
  };
}

function sectionSchema(factories: readonly AnyFactory[]): object {
  const byId = factories.map(({ type, aliases = [], config }) => [
    `^(?:${[type, ...aliases].join("|")})(?:/.+)?$`,
    withReferences(config.jsonSchema),
  ]);
  return {
    type: ["object", "null"],
    patternProperties: Object.fromEntries(byId) as object,
    additionalProperties: false,
  };
}

const reference = { type: "string", pattern: String.raw`\$\{.+\}` };

/** The schema, with `${env:NAME}` allowed in place of every value. */
function withReferences(schema: JsonSchema): object {
  const { description, default: byDefault, deprecated, ...own } = schema;
  const about = {
    ...(description === undefined ? {} : { description }),
    ...(byDefault === undefined ? {} : { default: byDefault }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
  return { ...about, anyOf: [inner(own), reference] };
}

function inner({ properties, items, additionalProperties, ...own }: JsonSchema): object {
  const each = Object.entries(properties ?? {}).map(([key, schema]) => [key, withReferences(schema)]);
  return {
    ...own,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(each) as object }),
    ...(items === undefined ? {} : { items: withReferences(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: other(additionalProperties) }),
  };
}

function other(additional: boolean | JsonSchema): boolean | object {
  return typeof additional === "boolean" ? additional : withReferences(additional);
}

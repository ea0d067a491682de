import type { ComponentId } from "@genai-collector/component";

/** A key of a component's configuration that names an extension. */
export interface NamedExtension {
  readonly id: ComponentId;
  /** The key of the capability that it is named for. */
  readonly capability: string;
  /** From the component's own section. */
  readonly path: readonly string[];
}

interface Schema {
  readonly "x-extension"?: string | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly items?: Schema | undefined;
}

/** Values of the fields that the schema marks as IDs of extensions, in nested sections, lists and records too. */
export function namedExtensions(
  schema: Schema,
  config: unknown,
  path: readonly string[] = [],
): readonly NamedExtension[] {
  const capability = schema["x-extension"];
  if (capability !== undefined) return typeof config === "string" ? [{ id: config, capability, path }] : [];
  if (typeof config !== "object" || config === null) return [];
  const members = config instanceof Map ? [...config] : Object.entries(config);
  return members.flatMap(([key, member]: [string, unknown]) => {
    const below = memberSchema(schema, key);
    return below === undefined ? [] : namedExtensions(below, member, [...path, key]);
  });
}

function memberSchema({ properties, additionalProperties, items }: Schema, key: string): Schema | undefined {
  if (items !== undefined) return items;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

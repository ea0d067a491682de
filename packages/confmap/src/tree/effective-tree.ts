import type { JsonSchema } from "@genai-collector/config/schema";
import type { Configuration, ConfiguredComponents } from "../configuration.ts";
import { serviceConfig } from "../service/service-config.ts";
import { emptyScalar } from "./empty-scalar.ts";
import type { ConfigNode, MapEntry, MapNode, Place, ScalarNode } from "./config-node.ts";

/** What runs: the configuration with every default filled in, and secrets marked as such. */
export function effectiveTree(configuration: Configuration): MapNode {
  const { tree } = configuration;
  const entries = new Map<string, MapEntry>();
  const section = (
    key: string,
    components: ConfiguredComponents<{ readonly config: { readonly jsonSchema: object } }>,
  ) => {
    if (components.size === 0) return;
    const nodes = [...components].map(
      ([id, { factory, node }]) => [id, entryOf(factory.config.jsonSchema, node)] as const,
    );
    entries.set(key, { keyPlace: tree.place, node: { kind: "map", entries: new Map(nodes), place: tree.place } });
  };
  section("receivers", configuration.receivers);
  section("processors", configuration.processors);
  section("exporters", configuration.exporters);
  section("connectors", configuration.connectors);
  section("extensions", configuration.extensions);
  entries.set(
    "service",
    entryOf(serviceConfig.jsonSchema, tree.entries.get("service")?.node ?? emptyScalar(tree.place)),
  );
  return { kind: "map", entries, place: tree.place };
}

/** A component's configuration with its defaults. What is not written stands where the map does that it belongs to. */
export function withDefaults(schema: JsonSchema, node: ConfigNode): ConfigNode {
  return effective(schema, node, node.place) ?? node;
}

function entryOf(schema: JsonSchema, node: ConfigNode): MapEntry {
  return { keyPlace: node.place, node: withDefaults(schema, node) };
}

/** Undefined where nothing stands: a key without a default, a section that is off. */
function effective(schema: JsonSchema, node: ConfigNode | undefined, place: Place): ConfigNode | undefined {
  if (node === undefined || isNothing(node)) return absent(schema, node !== undefined, place);
  switch (node.kind) {
    case "scalar":
      return scalar(schema, node);
    case "list": {
      const { items = {} } = schema;
      return { ...node, items: node.items.map((item) => effective(items, item, item.place) ?? item) };
    }
    case "map":
      return { ...node, entries: mapEntries(schema, node) };
  }
}

function absent(schema: JsonSchema, isKeyThere: boolean, place: Place): ConfigNode | undefined {
  const initially = schema["x-section"];
  const isOn =
    initially === undefined
      ? schema.default !== undefined
      : initially === "some" || (isKeyThere && initially === "default");
  if (!isOn) return undefined;
  const given = schema.properties === undefined ? fromValue(schema.default, place) : fromValue({}, place);
  return given.kind === "map" || given.kind === "list" ? effective(schema, given, place) : given;
}

function mapEntries(schema: JsonSchema, node: MapNode): ReadonlyMap<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  const isOff = schema["x-section"] !== undefined && isFalse(node.entries.get("enabled")?.node);
  const { properties = {} } = schema;
  for (const [key, each] of Object.entries(properties)) {
    const written = node.entries.get(key) ?? aliased(properties, key, node);
    if (isLeftOut(each) || (isOff && written === undefined)) continue;
    const value = effective(each, written?.node, node.place);
    if (value !== undefined) entries.set(key, { keyPlace: written?.keyPlace ?? node.place, node: value });
  }
  const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  for (const [key, entry] of node.entries) {
    if (Object.hasOwn(properties, key)) continue;
    entries.set(key, { ...entry, node: effective(other, entry.node, entry.node.place) ?? entry.node });
  }
  return entries;
}

function aliased(properties: Readonly<Record<string, JsonSchema>>, key: string, node: MapNode): MapEntry | undefined {
  const alias = Object.keys(properties).find(
    (each) => properties[each]!["x-alias-of"] === key && node.entries.has(each),
  );
  return alias === undefined ? undefined : node.entries.get(alias);
}

function isLeftOut(schema: JsonSchema): boolean {
  return schema["x-alias-of"] !== undefined || schema["x-removed"] !== undefined;
}

function scalar(schema: JsonSchema, node: ScalarNode): ScalarNode {
  const isText = schema.type === "string" && node.origin !== undefined;
  const value = isText ? node.text : node.value;
  if (schema["x-secret"] !== true) return { ...node, value };
  // Not as it is written: around a reference, a part of the secret may stand in the file.
  return { ...node, value, origin: { written: "[REDACTED]", secrets: [node.text] } };
}

function isNothing(node: ConfigNode): boolean {
  return node.kind === "scalar" && node.value === null && node.origin === undefined;
}

function isFalse(node: ConfigNode | undefined): boolean {
  return node?.kind === "scalar" && node.value === false;
}

/** A default as a node. */
function fromValue(value: unknown, place: Place): ConfigNode {
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => fromValue(item, place)), place };
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(
      ([key, each]) => [key, { keyPlace: place, node: fromValue(each, place) }] as const,
    );
    return { kind: "map", entries: new Map(entries), place };
  }
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
  return { kind: "scalar", value: scalar, text: scalar === null ? "" : String(scalar), isPlain: true, place };
}

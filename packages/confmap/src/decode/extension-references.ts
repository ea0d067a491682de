import type { ComponentId, Kind } from "@genai-collector/component";
import type { JsonSchema } from "@genai-collector/config/schema";
import type { ExtensionFactory } from "../configuration.ts";
import type { ProblemWords } from "../problem.ts";
import type { ConfigNode } from "../tree/config-node.ts";
import { withDefaults } from "../tree/effective-tree.ts";
import type { DeclaredComponent } from "./component-section.ts";
import type { FactoryOf } from "./factory-table.ts";
import type { Findings } from "./findings.ts";
import { readIdList } from "./id-list.ts";
import { findComponent, type Sections } from "./find-component.ts";

/**
 * Checks every key of a component that names an extension, defaults included: configured, listed, and able to do what it
 * is wanted for.
 */
export function checkExtensionReferences(
  { factory, node }: DeclaredComponent<FactoryOf[Kind]>,
  path: readonly string[],
  sections: Sections,
  listed: ReadonlySet<ComponentId>,
  findings: Findings,
): void {
  if (factory === undefined) return;
  const schema: JsonSchema = factory.config.jsonSchema;
  for (const reference of referencesBelow(schema, withDefaults(schema, node), path)) {
    const [id] = readIdList(reference.node, reference.path, findings);
    if (id === undefined) continue;
    if (findComponent("extension", id, sections, findings) === undefined) continue;
    const wrong = misuse(id.id, reference.capability, sections, listed);
    if (wrong !== undefined) findings.problem(reference.path, id.place, { found: `"${id.id}"`, ...wrong });
  }
}

/** What is wrong with naming a configured extension here. */
function misuse(
  id: ComponentId,
  capability: string,
  { extension: { declared } }: Sections,
  listed: ReadonlySet<ComponentId>,
): ProblemWords | undefined {
  const provides = ({ factory }: DeclaredComponent<ExtensionFactory>): boolean =>
    factory === undefined || factory.provides?.some(({ key }) => key === capability) === true;
  const found = declared.get(id);
  if (found !== undefined && !provides(found)) {
    const able = [...declared].flatMap(([other, each]) => (provides(each) ? [other] : []));
    const expected = able.length === 0 ? "an extension that does" : `one of ${able.join(", ")}`;
    return { message: `references extension "${id}" which does not provide ${capability}`, expected };
  }
  if (listed.has(id)) return undefined;
  const message = `references extension "${id}" which is not listed in service::extensions`;
  return { message, expected: "a listed extension" };
}

interface Reference {
  readonly capability: string;
  readonly path: readonly string[];
  readonly node: ConfigNode;
}

/** The values that the schema calls extension IDs. Sections that are off name nothing. */
function referencesBelow(schema: JsonSchema, node: ConfigNode, path: readonly string[]): Reference[] {
  const capability = schema["x-extension"];
  if (capability !== undefined)
    return node.kind === "scalar" && node.value !== null ? [{ capability, path, node }] : [];
  if (node.kind === "list") {
    const { items } = schema;
    if (items === undefined) return [];
    return node.items.flatMap((item, index) => referencesBelow(items, item, [...path, String(index)]));
  }
  if (node.kind !== "map" || isOff(schema, node)) return [];
  return [...node.entries].flatMap(([key, entry]) => {
    const own =
      schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const each = own ?? (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
    return each === undefined ? [] : referencesBelow(each, entry.node, [...path, key]);
  });
}

function isOff(schema: JsonSchema, node: ConfigNode & { readonly kind: "map" }): boolean {
  const enabled = node.entries.get("enabled")?.node;
  return schema["x-section"] !== undefined && enabled?.kind === "scalar" && enabled.value === false;
}

import type { ComponentId, Kind } from "@genai-collector/component";
import { formatComponentId, parseComponentId } from "@genai-collector/config/schema";
import { closest, validateConfig } from "@genai-collector/config/schema/validate";
import type { ConfiguredComponent, ConfiguredComponents } from "../configuration.ts";
import type { MapEntry, MapNode } from "../tree/config-node.ts";
import { toRaw } from "../tree/to-raw.ts";
import type { FactoryOf, FactoryTable } from "./factory-table.ts";
import type { Findings } from "./findings.ts";

/** A section of components, as far as it could be read. */
export interface ComponentSection<K extends Kind> {
  readonly table: FactoryTable<K>;
  /** Those that are well. */
  readonly components: ConfiguredComponents<FactoryOf[K]>;
  /** Everything that is there under a good ID, well or not: references to these are good. */
  readonly declared: ReadonlyMap<ComponentId, DeclaredComponent<FactoryOf[K]>>;
}

/** A component whose type is known, or not. */
export interface DeclaredComponent<F> extends MapEntry {
  /** The ID as it is written. */
  readonly key: string;
  readonly factory: F | undefined;
}

/** Decodes `receivers`, `processors`, `exporters`, `connectors` or `extensions`. */
export function decodeComponents<K extends Kind>(
  section: string,
  node: MapNode | undefined,
  table: FactoryTable<K>,
  findings: Findings,
): ComponentSection<K> {
  const components = new Map<ComponentId, ConfiguredComponent<FactoryOf[K]>>();
  const declared = new Map<ComponentId, DeclaredComponent<FactoryOf[K]>>();
  for (const [key, entry] of node?.entries ?? []) {
    const path = [section, key];
    const known = identify(key, entry, path, table, findings);
    if (known === undefined) continue;
    const { id, factory } = known;
    const before = declared.get(id)?.keyPlace;
    if (before !== undefined) {
      const message = `names the same component as the key at ${before.file}:${before.line}:${before.column}`;
      findings.problem(path, entry.keyPlace, { message, found: `"${id}" again`, expected: "each component once" });
      continue;
    }
    declared.set(id, { ...entry, key, factory });
    if (factory === undefined) continue;
    const component = decodeComponent(factory, entry, path, findings);
    if (component !== undefined) components.set(id, component);
  }
  return { table, components, declared };
}

/** The ID of a key, its type spelled as it is there, and its factory when there is one. Undefined when the key is no ID. */
function identify<K extends Kind>(
  key: string,
  { keyPlace }: MapEntry,
  path: readonly string[],
  table: FactoryTable<K>,
  findings: Findings,
): { readonly id: ComponentId; readonly factory: FactoryOf[K] | undefined } | undefined {
  const parts = parseComponentId(key);
  if ("problem" in parts) {
    findings.problem(path, keyPlace, {
      message: parts.problem,
      found: JSON.stringify(key),
      expected: "type or type/name",
    });
    return undefined;
  }
  const factory = table.find(parts.type);
  if (factory === undefined) {
    findings.problem(path, keyPlace, unknownType(parts.type, table));
    return { id: formatComponentId(parts), factory };
  }
  if (factory.type !== parts.type)
    findings.warn(path, keyPlace, `"${parts.type}" alias is deprecated; use "${factory.type}" instead`);
  return { id: formatComponentId(parts), factory };
}

function unknownType(type: string, { kind, types }: FactoryTable<Kind>) {
  const expected = types.length === 0 ? `no ${kind} is there` : `one of ${types.join(", ")}`;
  const wasReplaced = kind === "exporter" && type === "logging";
  const message = `unknown ${kind} type "${type}"${wasReplaced ? ', which was replaced by "debug"' : ""} (valid values: [${types.join(" ")}])`;
  return { message, found: `"${type}"`, expected, suggestion: wasReplaced ? "debug" : closest(type, types) };
}

function decodeComponent<F extends FactoryOf[Kind]>(
  factory: F,
  { node, keyPlace }: MapEntry,
  path: readonly string[],
  findings: Findings,
): ConfiguredComponent<F> | undefined {
  const raw = toRaw(node);
  const checked = validateConfig(factory.config, raw);
  findings.validated(checked, path, node, keyPlace);
  return "config" in checked ? { factory, config: checked.config, raw, node } : undefined;
}

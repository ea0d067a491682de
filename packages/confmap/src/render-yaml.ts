import { dump } from "js-yaml";
import type { ConfigNode, MapNode } from "./tree/config-node.ts";

export interface RenderOptions {
  /**
   * Whether secrets are left out. What came through a reference then shows as it was written (`${env:REGION}`), and the
   * keys that the schema calls secrets show as `[REDACTED]`, for which the tree must be an `effectiveTree`.
   */
  readonly redact: boolean;
}

/** A configuration as YAML. */
export function renderYaml(tree: MapNode, options: RenderOptions): string {
  return dump(toPlain(tree, options), { noRefs: true, lineWidth: -1 });
}

/** A configuration as JSON, indented. */
export function renderJson(tree: MapNode, options: RenderOptions): string {
  return `${JSON.stringify(toPlain(tree, options), undefined, 2)}\n`;
}

/** Plain values; maps have no prototype, so that any key is safe. */
function toPlain(node: ConfigNode, options: RenderOptions): unknown {
  if (options.redact && node.origin !== undefined && node.origin.secrets.length > 0) return node.origin.written;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map((item) => toPlain(item, options));
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) plain[key] = toPlain(entry.node, options);
  return plain;
}

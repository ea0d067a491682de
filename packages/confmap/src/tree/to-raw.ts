import { Substituted } from "@genai-collector/config/schema/validate";
import type { ConfigNode } from "./config-node.ts";

/**
 * A node as plain values for validation. Maps have no prototype, so that a key such as `__proto__` is a key. What came
 * through a reference keeps both its forms until the schema chooses one.
 */
export function toRaw(node: ConfigNode): unknown {
  const value = plainValue(node);
  return node.origin === undefined || node.text === undefined ? value : new Substituted(node.text, value);
}

function plainValue(node: ConfigNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toRaw);
  const entries: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) entries[key] = toRaw(entry.node);
  return entries;
}

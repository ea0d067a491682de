import type { ConfigNode } from "../tree/config-node.ts";
import { resolveScalar } from "./resolve-scalar.ts";

const namespace = "tag:yaml.org,2002:";

/** The node as its explicit tag wants it, or what is wrong with the tag. Only YAML's own types are known. */
export function applyTag(tag: string, node: ConfigNode): ConfigNode | string {
  const name = shortName(tag);
  if (node.kind !== "scalar") return name === (node.kind === "map" ? "map" : "seq") ? node : unknownTag(tag, node.kind);
  if (name === "str") return { ...node, value: node.text, isPlain: false };
  const value = resolveScalar(node.text);
  const isMeant =
    (name === "int" && Number.isInteger(value)) ||
    (name === "float" && typeof value === "number") ||
    (name === "bool" && typeof value === "boolean") ||
    (name === "null" && value === null);
  return isMeant ? { ...node, value } : unknownTag(tag, "value");
}

/** `!!str`, `!<tag:yaml.org,2002:str>` and the bare `!`, which makes a text, in one form. */
function shortName(tag: string): string {
  if (tag === "!") return "str";
  if (tag.startsWith("!!")) return tag.slice(2);
  return tag.startsWith(`!<${namespace}`) ? tag.slice(2 + namespace.length, -1) : tag;
}

function unknownTag(tag: string, kind: string): string {
  return `the tag ${tag} cannot be applied to this ${kind}`;
}

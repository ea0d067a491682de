import type { ComponentId } from "@genai-collector/component";
import { formatComponentId, parseComponentId, type ComponentIdParts } from "@genai-collector/config/schema";
import type { ConfigNode, Place, ScalarNode } from "../tree/config-node.ts";
import type { Findings } from "./findings.ts";

/** One reference to a component, where it stands. */
export interface IdReference {
  readonly parts: ComponentIdParts;
  /** Blanks left out. */
  readonly id: ComponentId;
  /** What messages call it: the reference, where one gave it. */
  readonly shown: string;
  readonly path: readonly string[];
  readonly place: Place;
}

/** Reads a list of IDs, or one text with commas. Nothing at all is an empty list. */
export function readIdList(node: ConfigNode | undefined, path: readonly string[], findings: Findings): IdReference[] {
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return [];
  if (node.kind === "scalar" && typeof node.value === "string")
    return node.text.split(",").flatMap((text) => readId(text, node, path, findings));
  if (node.kind !== "list") {
    findings.problem(path, node.place, { message: "must be a list of IDs", found: inWords(node) });
    return [];
  }
  return node.items.flatMap((item, index) => {
    const at = [...path, String(index)];
    return item.kind === "scalar" ? readId(item.text, item, at, findings) : noId(item, at, findings);
  });
}

function readId(text: string, node: ScalarNode, path: readonly string[], findings: Findings): IdReference[] {
  const isSecret = node.origin !== undefined && node.origin.secrets.length > 0;
  const parts = parseComponentId(text);
  if ("problem" in parts) return noId(node, path, findings, isSecret ? undefined : parts.problem);
  const id = formatComponentId(parts);
  return [{ parts, id, shown: isSecret ? node.origin.written : id, path, place: node.place }];
}

function noId(node: ConfigNode, path: readonly string[], findings: Findings, why?: string): [] {
  const expected = "an ID such as otlp or otlp/name";
  findings.problem(path, node.place, { message: why ?? `must be ${expected}`, found: inWords(node), expected });
  return [];
}

/** What a node is, without what is in it. */
export function inWords(node: ConfigNode): string {
  if (node.kind !== "scalar") return `a ${node.kind}`;
  if (node.value === null) return "nothing";
  return node.origin === undefined ? JSON.stringify(node.value) : `the value of ${node.origin.written}`;
}

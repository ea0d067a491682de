import type { ComponentId } from "@genai-collector/component";
import { formatComponentId, parseComponentId, type ComponentIdParts } from "@genai-collector/config/schema";
import type { ConfigNode, Place } from "../tree/config-node.ts";
import type { Findings } from "./findings.ts";

/** One reference to a component, where it stands. */
export interface IdReference {
  readonly parts: ComponentIdParts;
  /** As it is written, blanks left out. */
  readonly id: ComponentId;
  readonly path: readonly string[];
  readonly place: Place;
}

/** Reads a list of IDs, or one text with commas. Nothing at all is an empty list. */
export function readIdList(node: ConfigNode | undefined, path: readonly string[], findings: Findings): IdReference[] {
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return [];
  if (node.kind === "scalar" && typeof node.value === "string")
    return node.text.split(",").flatMap((text) => readId(text, path, node.place, findings));
  if (node.kind !== "list") {
    findings.problem(path, node.place, { message: "must be a list of IDs", found: inWords(node) });
    return [];
  }
  return node.items.flatMap((item, index) => {
    const at = [...path, String(index)];
    if (item.kind === "scalar" && item.text !== "") return readId(item.text, at, item.place, findings);
    findings.problem(at, item.place, { message: "must be an ID such as otlp or otlp/name", found: inWords(item) });
    return [];
  });
}

function readId(text: string, path: readonly string[], place: Place, findings: Findings): IdReference[] {
  const parts = parseComponentId(text);
  if (!("problem" in parts)) return [{ parts, id: formatComponentId(parts), path, place }];
  findings.problem(path, place, { message: parts.problem, found: JSON.stringify(text), expected: "type or type/name" });
  return [];
}

/** What a node is, without what is in it. */
export function inWords(node: ConfigNode): string {
  if (node.kind !== "scalar") return `a ${node.kind}`;
  if (node.value === null) return "nothing";
  return node.origin === undefined ? JSON.stringify(node.value) : `the value of ${node.origin.written}`;
}

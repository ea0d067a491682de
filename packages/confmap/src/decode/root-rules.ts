import { closest } from "@genai-collector/config/schema/validate";
import type { ConfigNode, MapNode, Place } from "../tree/config-node.ts";
import { mapAt } from "../tree/locate.ts";
import type { Findings } from "./findings.ts";
import { inWords } from "./id-list.ts";
import type { Sections } from "./find-component.ts";

const sectionNames = ["receivers", "processors", "exporters", "connectors", "extensions", "service"];

/** Only known sections, and each a map. */
export function checkSections(tree: MapNode, findings: Findings): void {
  for (const [key, { node, keyPlace }] of tree.entries) {
    if (!sectionNames.includes(key)) {
      const expected = `one of ${sectionNames.join(", ")}`;
      const suggestion = closest(key, sectionNames);
      findings.problem([key], keyPlace, {
        message: "is not a section",
        found: JSON.stringify(key),
        expected,
        suggestion,
      });
    } else if (node.kind !== "map" && !isNothing(node)) mustBeMap([key], node, findings);
  }
  const service = mapAt(tree, "service");
  const pipelines = service?.entries.get("pipelines")?.node;
  if (pipelines !== undefined && pipelines.kind !== "map" && !isNothing(pipelines))
    mustBeMap(["service", "pipelines"], pipelines, findings);
}

/** What otelcol refuses before it looks at any component, in its words. */
export function checkRoot(tree: MapNode, sections: Sections, findings: Findings): void {
  if ([...tree.entries.values()].every(({ node }) => isNothing(node))) {
    findings.problem([], tree.place, { message: "empty configuration file", expected: "sections and pipelines" });
    return;
  }
  needs(tree, "receivers", "no receiver configuration specified in config", findings);
  needs(tree, "exporters", "no exporter configuration specified in config", findings);
  const service = mapAt(tree, "service");
  const pipelines = service && mapAt(service, "pipelines");
  if (pipelines === undefined || pipelines.entries.size === 0)
    findings.problem(["service", "pipelines"], placeOf(tree, "service"), {
      message: "service must have at least one pipeline",
      expected: "a pipeline such as traces",
    });
  checkAmbiguous(sections, findings);
}

function needs(tree: MapNode, section: string, message: string, findings: Findings): void {
  const entry = tree.entries.get(section);
  const isThere =
    entry !== undefined && (entry.node.kind !== "map" ? !isNothing(entry.node) : entry.node.entries.size > 0);
  if (!isThere) findings.problem([section], placeOf(tree, section), { message, expected: "at least one entry" });
}

/** Pipelines name connectors and their receivers and exporters alike, so that an ID must mean one of them. */
function checkAmbiguous(sections: Sections, findings: Findings): void {
  for (const [id, { keyPlace }] of sections.connector.declared) {
    const other = (["receiver", "exporter"] as const).find((kind) => sections[kind].declared.has(id));
    if (other === undefined) continue;
    const message =
      `ambiguous ID: found both "${id}" ${other} and "${id}" connector; change one of the components' IDs ` +
      `(for example rename "${id}" connector to "${id}/connector")`;
    findings.problem(["connectors", id], keyPlace, { message, found: `"${id}" twice`, suggestion: `${id}/connector` });
  }
}

function mustBeMap(path: readonly string[], node: ConfigNode, findings: Findings): void {
  findings.problem(path, node.place, { message: "must be a map", found: inWords(node) });
}

function isNothing(node: ConfigNode): boolean {
  return node.kind === "scalar" ? node.value === null : node.kind === "map" && node.entries.size === 0;
}

function placeOf(tree: MapNode, section: string): Place {
  return tree.entries.get(section)?.keyPlace ?? tree.place;
}

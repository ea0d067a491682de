import type { ComponentId, PipelineId, Signal } from "@genai-collector/component";
import { formatComponentId, parseComponentId } from "@genai-collector/config/schema";
import { closest } from "@genai-collector/config/schema/validate";
import type { ConfiguredPipeline } from "../configuration.ts";
import type { ConfigNode, MapEntry, MapNode } from "../tree/config-node.ts";
import type { Findings } from "./findings.ts";
import { readIdList, type IdReference } from "./id-list.ts";
import { findComponent, type Sections } from "./find-component.ts";

const signals: readonly string[] = ["traces", "metrics", "logs"];

/** Decodes `service::pipelines`, with every reference in it checked. */
export function decodePipelines(
  node: MapNode | undefined,
  sections: Sections,
  findings: Findings,
): ReadonlyMap<PipelineId, ConfiguredPipeline> {
  const pipelines = new Map<PipelineId, ConfiguredPipeline>();
  for (const [key, entry] of node?.entries ?? []) {
    const path = ["service", "pipelines", key];
    const known = readPipelineId(key, entry, path, findings);
    if (known === undefined) continue;
    if (pipelines.has(known.id)) {
      findings.problem(path, entry.keyPlace, {
        message: `repeats the pipeline "${known.id}"`,
        found: JSON.stringify(key),
      });
      continue;
    }
    pipelines.set(known.id, decodePipeline(known.signal, entry, path, sections, findings));
  }
  return pipelines;
}

function readPipelineId(
  key: string,
  { keyPlace }: MapEntry,
  path: readonly string[],
  findings: Findings,
): { readonly id: PipelineId; readonly signal: Signal } | undefined {
  const parts = parseComponentId(key);
  const expected = "traces, metrics or logs, or one of them with /name";
  const found = JSON.stringify(key);
  if ("problem" in parts) {
    findings.problem(path, keyPlace, { message: parts.problem, found, expected });
    return undefined;
  }
  if (signals.includes(parts.type)) return { id: formatComponentId(parts), signal: parts.type as Signal };
  const message =
    parts.type === "profiles"
      ? "profiles are not supported; pipelines carry traces, metrics or logs"
      : `unknown signal "${parts.type}"; pipelines carry traces, metrics or logs`;
  findings.problem(path, keyPlace, { message, found, expected, suggestion: closest(parts.type, signals) });
  return undefined;
}

function decodePipeline(
  signal: Signal,
  { node, keyPlace }: MapEntry,
  path: readonly string[],
  sections: Sections,
  findings: Findings,
): ConfiguredPipeline {
  const at = (name: string): ConfigNode | undefined => (node.kind === "map" ? node.entries.get(name)?.node : undefined);
  const list = (name: string): IdReference[] => readIdList(at(name), [...path, name], findings);
  // Both at once would be two lines for one unfinished pipeline.
  const empty = isEmpty(at("receivers")) ? "receiver" : isEmpty(at("exporters")) ? "exporter" : undefined;
  if (empty !== undefined)
    findings.problem(path, keyPlace, { message: `must have at least one ${empty}`, found: "none" });
  const [receivers, processors, exporters] = [list("receivers"), list("processors"), list("exporters")];
  reportRepeated(processors, findings);
  const resolve = (kind: "receiver" | "processor" | "exporter", references: readonly IdReference[]): ComponentId[] => [
    ...new Set(references.flatMap((reference) => findComponent(kind, reference, sections, findings) ?? [])),
  ];
  return {
    signal,
    receivers: resolve("receiver", receivers),
    processors: resolve("processor", processors),
    exporters: resolve("exporter", exporters),
  };
}

function isEmpty(node: ConfigNode | undefined): boolean {
  if (node === undefined) return true;
  return node.kind === "list" ? node.items.length === 0 : node.kind === "scalar" && node.text === "";
}

/** Receivers and exporters are sets; processors stand in an order, and once. */
function reportRepeated(processors: readonly IdReference[], findings: Findings): void {
  const seen = new Set<ComponentId>();
  for (const { id, shown, path, place } of processors) {
    if (seen.has(id))
      findings.problem(path, place, {
        message: `references processor "${shown}" multiple times`,
        found: `"${shown}" again`,
        expected: "each processor once",
      });
    seen.add(id);
  }
}

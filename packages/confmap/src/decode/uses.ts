import type { ComponentId, Kind, PipelineId } from "@genai-collector/component";
import type { ConfiguredPipeline } from "../configuration.ts";
import { checkExtensionReferences } from "./extension-references.ts";
import type { Findings } from "./findings.ts";
import type { Sections } from "./resolve-reference.ts";

const sectionOf: Readonly<Record<Kind, string>> = {
  receiver: "receivers",
  processor: "processors",
  exporter: "exporters",
  connector: "connectors",
  extension: "extensions",
};

/** What runs must find its extensions; what nothing names is told, since it may have been forgotten. */
export function checkUses(
  sections: Sections,
  pipelines: ReadonlyMap<PipelineId, ConfiguredPipeline>,
  listed: ReadonlySet<ComponentId>,
  findings: Findings,
): void {
  const all = [...pipelines.values()];
  const used: Readonly<Record<Kind, ReadonlySet<ComponentId>>> = {
    receiver: new Set(all.flatMap(({ receivers }) => receivers)),
    processor: new Set(all.flatMap(({ processors }) => processors)),
    exporter: new Set(all.flatMap(({ exporters }) => exporters)),
    connector: new Set(all.flatMap(({ receivers, exporters }) => [...receivers, ...exporters])),
    extension: listed,
  };
  for (const kind of Object.keys(sectionOf) as Kind[]) {
    const { components, ids } = sections[kind];
    for (const [id, keyPlace] of ids) {
      const path = [sectionOf[kind], id];
      const component = components.get(id);
      if (!used[kind].has(id)) findings.warn(path, keyPlace, `is configured, but ${notUsed(kind)}`);
      else if (component !== undefined) checkExtensionReferences(component, path, sections, listed, findings);
    }
  }
}

function notUsed(kind: Kind): string {
  return kind === "extension" ? "not listed in service::extensions" : "stands in no pipeline";
}

import type { ComponentId, Kind, PipelineId } from "@genai-collector/component";
import type { ConfiguredPipeline } from "../configuration.ts";
import { checkExtensionReferences } from "./extension-references.ts";
import type { Findings } from "./findings.ts";
import type { Sections } from "./find-component.ts";

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
    for (const [id, component] of sections[kind].declared) {
      const path = [sectionOf[kind], component.key];
      if (used[kind].has(id)) checkExtensionReferences(component, path, sections, listed, findings);
      else findings.warn(path, component.keyPlace, `is configured, but ${notUsed(kind)}`);
    }
  }
}

function notUsed(kind: Kind): string {
  return kind === "extension" ? "not listed in service::extensions" : "stands in no pipeline";
}

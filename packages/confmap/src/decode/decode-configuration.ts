import type { ComponentId, Kind } from "@genai-collector/component";
import type { ConfigOf } from "@genai-collector/config/schema";
import { validateConfig } from "@genai-collector/config/schema/validate";
import type { AnyFactory, Configuration } from "../configuration.ts";
import { isAtOrBelow } from "../is-at-or-below.ts";
import type { Problem, Warning } from "../problem.ts";
import { serviceConfig } from "../service/service-config.ts";
import type { MapNode } from "../tree/config-node.ts";
import { mapAt } from "../tree/locate.ts";
import { toRaw } from "../tree/to-raw.ts";
import { emptyScalar } from "../tree/empty-scalar.ts";
import { treeById } from "./tree-by-id.ts";
import { decodeComponents, type ComponentSection } from "./component-section.ts";
import { FactoryTable } from "./factory-table.ts";
import { Findings } from "./findings.ts";
import { healthyPart } from "./healthy-part.ts";
import { readIdList } from "./id-list.ts";
import { decodePipelines } from "./pipelines.ts";
import { readPackages } from "./read-packages.ts";
import { findComponent, type Sections } from "./find-component.ts";
import { checkRoot, checkSections } from "./root-rules.ts";
import { checkUses } from "./uses.ts";

/** A decoded configuration, or everything that is wrong with it. */
export type DecodedConfiguration =
  | { readonly configuration: Configuration; readonly warnings: readonly Warning[] }
  | {
      readonly problems: readonly Problem[];
      readonly warnings: readonly Warning[];
      /** What can be examined further, so that everything is told at once. Undefined: not even the service is well. */
      readonly healthy?: Configuration;
    };

/**
 * Decodes a whole configuration with the factories that there are: IDs, every component's own configuration, the
 * service, and what refers to what. Tells all problems together. `known`: what reading it found already; about these
 * places nothing more is told.
 */
export function decodeConfiguration(
  tree: MapNode,
  factories: readonly AnyFactory[],
  known: readonly Problem[] = [],
): DecodedConfiguration {
  const findings = new Findings();
  checkSections(tree, findings);
  const sections = decodeSections(tree, factories, findings);
  const service = decodeService(tree, findings);
  const serviceNode = mapAt(tree, "service");
  const pipelines = decodePipelines(serviceNode && mapAt(serviceNode, "pipelines"), sections, findings);
  const serviceExtensions = decodeServiceExtensions(serviceNode, sections, findings);
  checkRoot(tree, sections, findings);
  checkUses(sections, pipelines, new Set(serviceExtensions), findings);
  const { packages, problems } = readPackages(tree);
  for (const problem of problems) findings.add(problem);
  const { warnings } = findings;
  const isNew = (problem: Problem): boolean => !known.some(({ path }) => isAtOrBelow(problem.path, path));
  const told = [...known, ...findings.problems.filter(isNew)];
  if (service === undefined) return { problems: told, warnings };
  const configuration: Configuration = {
    receivers: sections.receiver.components,
    processors: sections.processor.components,
    exporters: sections.exporter.components,
    connectors: sections.connector.components,
    extensions: sections.extension.components,
    pipelines,
    serviceExtensions,
    packages,
    workers: service.workers,
    shutdownTimeoutMs: service.shutdown_timeout,
    telemetry: service.telemetry,
    tree: treeById(tree, sections),
  };
  if (told.length === 0) return { configuration, warnings };
  return { problems: told, warnings, healthy: healthyPart(configuration, told) };
}

function decodeSections(tree: MapNode, factories: readonly AnyFactory[], findings: Findings): Sections {
  const section = <K extends Kind>(kind: K, key: string): ComponentSection<K> =>
    decodeComponents(key, mapAt(tree, key), new FactoryTable(kind, factories), findings);
  return {
    receiver: section("receiver", "receivers"),
    processor: section("processor", "processors"),
    exporter: section("exporter", "exporters"),
    connector: section("connector", "connectors"),
    extension: section("extension", "extensions"),
  };
}

function decodeService(tree: MapNode, findings: Findings): ConfigOf<typeof serviceConfig> | undefined {
  const entry = tree.entries.get("service");
  const node = entry?.node ?? emptyScalar(tree.place);
  const checked = validateConfig(serviceConfig, toRaw(node));
  findings.validated(checked, ["service"], node, entry?.keyPlace ?? tree.place);
  return "config" in checked ? checked.config : undefined;
}

function decodeServiceExtensions(service: MapNode | undefined, sections: Sections, findings: Findings): ComponentId[] {
  const references = readIdList(service?.entries.get("extensions")?.node, ["service", "extensions"], findings);
  const ids = references.flatMap((each) => findComponent("extension", each, sections, findings) ?? []);
  return [...new Set(ids)];
}

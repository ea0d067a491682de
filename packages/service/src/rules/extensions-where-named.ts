import type { ComponentId, PipelineId } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import type { ConfiguredGraph } from "../graph/configured-graph.ts";
import type { GraphTraits } from "../graph/graph-traits.ts";
import { namedExtensions } from "../graph/named-extensions.ts";
import type { Pinned } from "./pinned.ts";

/** Several workers: what runs in each of them must not name an extension that runs in the first alone. */
export function extensionsWhereNamed(
  graph: ConfiguredGraph,
  { extensions, workers }: GraphTraits,
  pinned: Pinned,
): readonly Finding[] {
  if (workers <= 1) return [];
  const inFirst = new Set(graph.serviceExtensions.filter((id) => extensions.get(id)?.perWorker !== true));
  const everywhere = runningEverywhere(graph, extensions, pinned);
  return (["receivers", "processors", "exporters", "connectors", "extensions"] as const).flatMap((section) =>
    [...graph[section]]
      .filter(([id]) => everywhere[section].has(id))
      .flatMap(([id, { factory, config }]) =>
        namedExtensions(factory.config.jsonSchema, config)
          .filter((named) => inFirst.has(named.id))
          .map((named) => {
            const message = `names extension "${named.id}", which runs in the first of ${workers} workers alone, while "${id}" runs in each of them`;
            return errorAt([section, id, ...named.path], message);
          }),
      ),
  );
}

type Sections = "receivers" | "processors" | "exporters" | "connectors" | "extensions";

/** What runs in every worker, by section. */
function runningEverywhere(
  graph: ConfiguredGraph,
  extensions: GraphTraits["extensions"],
  { pipelines }: Pinned,
): Readonly<Record<Sections, ReadonlySet<ComponentId>>> {
  const free = [...graph.pipelines].flatMap(([id, pipeline]: [PipelineId, Lists]) =>
    pipelines.has(id) ? [] : [pipeline],
  );
  const ends = free.flatMap(({ receivers, exporters }) => [...receivers, ...exporters]);
  return {
    receivers: new Set(free.flatMap(({ receivers }) => receivers)),
    processors: new Set(free.flatMap(({ processors }) => processors)),
    exporters: new Set(free.flatMap(({ exporters }) => exporters)),
    connectors: new Set(ends),
    extensions: new Set(graph.serviceExtensions.filter((id) => extensions.get(id)?.perWorker === true)),
  };
}

type Lists = Readonly<Record<"receivers" | "processors" | "exporters", readonly ComponentId[]>>;

import type { ComponentId } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import type { ConfiguredGraph } from "./configured-graph.ts";
import { supports } from "./factories.ts";
import { findCycle } from "./find-cycle.ts";
import type { GraphShape, PipelineShape } from "./graph-shape.ts";

/** What otelcol refuses when it builds the graph, all of it together and in its words. */
export function checkShape(graph: ConfiguredGraph, shape: GraphShape): readonly Finding[] {
  const cycle = findCycle(shape);
  return [
    ...shape.pipelines.flatMap((pipeline) => [...unknown(graph, pipeline), ...unsupported(graph, pipeline)]),
    ...[...graph.connectors.keys()].flatMap((id) => halfUsed(shape, id)),
    ...(cycle === undefined ? [] : [cycle]),
  ];
}

function unknown(graph: ConfiguredGraph, pipeline: PipelineShape): readonly Finding[] {
  const path = (list: string): readonly string[] => ["service", "pipelines", pipeline.id, list];
  const absent = (kind: string, list: string, ids: readonly string[], known: (id: string) => boolean) =>
    ids
      .filter((id) => !known(id))
      .map((id) => errorAt(path(list), `references ${kind} "${id}" which is not configured`));
  return [
    ...absent("receiver", "receivers", pipeline.receivers, (id) => graph.receivers.has(id) || graph.connectors.has(id)),
    ...absent("processor", "processors", pipeline.processors, (id) => graph.processors.has(id)),
    ...absent("exporter", "exporters", pipeline.exporters, (id) => graph.exporters.has(id) || graph.connectors.has(id)),
  ];
}

function unsupported(graph: ConfiguredGraph, { id: pipeline, ...shape }: PipelineShape): readonly Finding[] {
  const lists = [
    { list: "receivers", ids: shape.receivers, kind: graph.receivers },
    { list: "processors", ids: shape.processors, kind: graph.processors },
    { list: "exporters", ids: shape.exporters, kind: graph.exporters },
  ] as const;
  return lists.flatMap(({ list, ids, kind }) =>
    ids.flatMap((id) => {
      const factory = kind.get(id)?.factory;
      if (factory === undefined || supports(factory, shape.signal)) return [];
      const place =
        list === "processors"
          ? `processor, in pipeline "${pipeline}"`
          : `${factory.kind} for data type "${shape.signal}"`;
      return [
        errorAt(
          ["service", "pipelines", pipeline, list],
          `failed to create "${id}" ${place}: telemetry type is not supported`,
        ),
      ];
    }),
  );
}

/** A connector needs a partner that it can convert to, or from, on the other side of each of its uses. */
function halfUsed(shape: GraphShape, connector: ComponentId): readonly Finding[] {
  const joined = shape.connections.filter((connection) => connection.connector === connector);
  const uses = [
    { side: "exporters", role: "exporter", other: "receiver", served: joined.map(({ from }) => from) },
    { side: "receivers", role: "receiver", other: "exporter", served: joined.map(({ to }) => to) },
  ] as const;
  return uses.flatMap(({ side, role, other, served }) => {
    const lonely = shape.pipelines.filter((each) => each[side].includes(connector) && !served.includes(each));
    return [...new Set(lonely.map(({ signal }) => signal))].map((signal) => {
      const where = lonely.filter((each) => each.signal === signal);
      return errorAt(
        ["service", "pipelines", where[0]!.id, side],
        `connector "${connector}" used as ${role} in [${where.map(({ id }) => id).join(" ")}] pipeline ` +
          `but not used in any supported ${other} pipeline`,
      );
    });
  });
}

import type { ComponentId } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import type { ConfiguredGraph } from "./configured-graph.ts";
import { supports } from "./factories.ts";
import type { GraphShape, PipelineShape } from "./graph-shape.ts";

/** What otelcol refuses when it builds the graph (`findCycle` aside), all of it together and in its words. */
export function checkShape(graph: ConfiguredGraph, shape: GraphShape): readonly Finding[] {
  return [
    ...shape.pipelines.flatMap((pipeline) => unsupported(graph, pipeline)),
    ...[...graph.connectors.keys()].flatMap((id) => halfUsed(shape, id)),
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
      const factory = kind.get(id)?.factory; // a connector has none here
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

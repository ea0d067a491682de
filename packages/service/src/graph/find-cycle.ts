import { errorAt, type Finding } from "../finding.ts";
import type { Connection, GraphShape, PipelineShape } from "./graph-shape.ts";

/** The first way on which data would come back to where it was, in otelcol's words. */
export function findCycle(shape: GraphShape): Finding | undefined {
  const done = new Set<PipelineShape>();
  for (const pipeline of shape.pipelines) {
    const cycle = follow(shape, pipeline, [], done);
    if (cycle !== undefined) {
      return errorAt(["service", "pipelines", cycle[0]!.from.id], `cycle detected: ${describe(cycle)}`);
    }
  }
  return undefined;
}

/** Depth first; `way` leads to `pipeline`. A pipeline that was left without finding a cycle is on none. */
function follow(
  shape: GraphShape,
  pipeline: PipelineShape,
  way: readonly Connection[],
  done: Set<PipelineShape>,
): readonly Connection[] | undefined {
  const start = way.findIndex(({ from }) => from === pipeline);
  if (start >= 0) return way.slice(start);
  if (done.has(pipeline)) return undefined;
  for (const connection of shape.connections.filter(({ from }) => from === pipeline)) {
    const cycle = follow(shape, connection.to, [...way, connection], done);
    if (cycle !== undefined) return cycle;
  }
  done.add(pipeline);
  return undefined;
}

/** Starts and ends on a connector. */
function describe(cycle: readonly Connection[]): string {
  const stations = cycle.flatMap((connection) => [
    connectorNode(connection),
    ...connection.to.processors.map((id) => `processor "${id}" in pipeline "${connection.to.id}"`),
  ]);
  return [...stations, connectorNode(cycle[0]!)].join(" -> ");
}

function connectorNode({ connector, from, to }: Connection): string {
  return `connector "${connector}" (${from.signal} to ${to.signal})`;
}

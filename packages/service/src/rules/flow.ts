import type { ComponentId, LoopTraits, PipelineId } from "@genai-collector/component";
import type { Connection, GraphShape, PipelineShape } from "../graph/graph-shape.ts";
import { topologicalOrder } from "../graph/topological-order.ts";
import type { GraphTraits } from "../graph/graph-traits.ts";

/** A loop whose polled data flows into a pipeline. */
export interface Arrival {
  readonly receiver: ComponentId;
  readonly loop: LoopTraits;
  /** The pipeline that the receiver feeds, where the lane's frontier is. */
  readonly entry: PipelineId;
  /** By how many ways through connectors: more than one brings every point so often. */
  readonly ways: number;
}

/** What flows into one pipeline. */
export interface Flow {
  readonly arrivals: readonly Arrival[];
  /** Data without coverage: pushed by clients, or made by connectors that aggregate. */
  readonly pushed: boolean;
  /** Some of the pushed data has passed no guard. */
  readonly unguarded: boolean;
  /** Aggregating connectors whose data comes here, through other connectors too. */
  readonly derived: ReadonlySet<ComponentId>;
  /** A processor on the way here renames series. */
  readonly renamed: boolean;
}

/**
 * What flows where. Pipelines are visited once each, in the order of the flow: ways are counted, never listed, because
 * their number explodes.
 */
export function flowsOf(shape: GraphShape, traits: GraphTraits): ReadonlyMap<PipelineId, Flow> {
  const flows = new Map<PipelineId, Flow>();
  const into = (pipeline: PipelineShape): readonly Connection[] =>
    shape.connections.filter(({ to }) => to === pipeline);
  for (const pipeline of topologicalOrder(shape.pipelines, (each) => into(each).map(({ from }) => from))) {
    const incoming = into(pipeline);
    flows.set(
      pipeline.id,
      incoming.reduce(
        (flow, connection) => join(flow, handedOn(connection, flows, traits)),
        entering(pipeline, traits),
      ),
    );
  }
  return flows;
}

/** What a pipeline's own receivers bring. */
function entering(pipeline: PipelineShape, traits: GraphTraits): Flow {
  const receivers = pipeline.receivers.flatMap((id) => {
    const found = traits.receivers.get(id);
    return found === undefined ? [] : [{ id, loops: found.loops }];
  });
  const pushed = receivers.some(({ loops }) => loops === undefined);
  const arrivals = receivers.flatMap(({ id, loops = [] }) =>
    loops
      .filter((loop) => loop.signal === pipeline.signal)
      .map((loop) => ({ receiver: id, loop, entry: pipeline.id, ways: 1 })),
  );
  return { arrivals, pushed, unguarded: pushed, derived: new Set(), renamed: false };
}

/** What a connector hands on of the flow into its pipeline. */
function handedOn({ connector, from }: Connection, flows: ReadonlyMap<PipelineId, Flow>, traits: GraphTraits): Flow {
  const flow = flows.get(from.id)!;
  const processors = from.processors.map((id) => traits.processors.get(id));
  const unguarded = flow.unguarded && !processors.some((processor) => processor?.guards === true);
  if (traits.connectors.get(connector)?.aggregates === true) {
    return { arrivals: [], pushed: true, unguarded, derived: new Set([connector]), renamed: false };
  }
  return {
    ...flow,
    unguarded,
    renamed: flow.renamed || processors.some((processor) => processor?.renamesSeries === true),
  };
}

function join(a: Flow, b: Flow): Flow {
  const key = ({ receiver, loop, entry }: Arrival): string => JSON.stringify([receiver, loop.name, entry]);
  const arrivals = new Map(a.arrivals.map((arrival) => [key(arrival), arrival]));
  for (const arrival of b.arrivals) {
    const ways = (arrivals.get(key(arrival))?.ways ?? 0) + arrival.ways;
    arrivals.set(key(arrival), { ...arrival, ways });
  }
  return {
    arrivals: [...arrivals.values()],
    pushed: a.pushed || b.pushed,
    unguarded: a.unguarded || b.unguarded,
    derived: new Set([...a.derived, ...b.derived]),
    renamed: a.renamed || b.renamed,
  };
}

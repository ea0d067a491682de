import type { ComponentId, ExporterTraits, SeriesTraits } from "@genai-collector/component";
import type { PipelineShape } from "../graph/graph-shape.ts";
import { errorAt, warningAt, type Finding } from "../finding.ts";
import { pipelinePath, processorsOf, type RuleGraph } from "./rule-graph.ts";
import { sinkSeriesName } from "./series-name.ts";

/** Who makes a series: a loop of a receiver, or a connector. */
interface Owned {
  readonly owner: string;
  readonly series: SeriesTraits;
}

/**
 * Two loops (or connectors) do not own one series of a sink, after the sink's name normalisation: it would see two
 * values at one timestamp. Pipelines that rename series are named, because ownership cannot be checked behind them.
 */
export function oneOwnerPerSeries(graph: RuleGraph): readonly Finding[] {
  return [
    ...graph.shape.pipelines.flatMap((pipeline) => unchecked(graph, pipeline)),
    ...[...graph.traits.exporters].flatMap(([id, traits]) => collisions(graph, id, traits)),
  ];
}

function unchecked(graph: RuleGraph, pipeline: PipelineShape): readonly Finding[] {
  if (owned(graph, pipeline).length === 0) return [];
  return processorsOf(graph, pipeline)
    .filter(({ renamesSeries }) => renamesSeries === true)
    .map(({ id }) =>
      warningAt(
        pipelinePath(pipeline.id, "processors"),
        `processor "${id}" may rename series: that no two loops own one series cannot be checked`,
      ),
    );
}

function collisions(graph: RuleGraph, exporter: ComponentId, { naming }: ExporterTraits): readonly Finding[] {
  const owners = new Map<string, Owned>();
  const findings = new Map<string, Finding>();
  for (const pipeline of graph.shape.pipelines.filter((each) => each.exporters.includes(exporter))) {
    if (isRenamed(graph, pipeline)) continue;
    for (const here of owned(graph, pipeline)) {
      const name = sinkSeriesName(here.series, naming);
      const first = owners.get(name) ?? here;
      owners.set(name, first);
      if (first.owner === here.owner) continue;
      // One finding a pair of owners, however many series they share.
      const pair = `${first.owner} and ${here.owner}`;
      findings.set(pair, findings.get(pair) ?? collision(pipeline, exporter, first, here));
    }
  }
  return [...findings.values()];
}

function collision(pipeline: PipelineShape, exporter: ComponentId, first: Owned, second: Owned): Finding {
  const names =
    first.series.name === second.series.name
      ? `the series "${first.series.name}"`
      : `one series, as "${first.series.name}" and "${second.series.name}"`;
  return errorAt(
    pipelinePath(pipeline.id, "exporters"),
    `exporter "${exporter}" would get ${names} from ${first.owner} and from ${second.owner}; ` +
      "give one of them an exporter of its own, or drop the series from one",
  );
}

function isRenamed(graph: RuleGraph, pipeline: PipelineShape): boolean {
  const here = processorsOf(graph, pipeline).some(({ renamesSeries }) => renamesSeries === true);
  return here || graph.flows.get(pipeline.id)!.renamed;
}

function owned(graph: RuleGraph, pipeline: PipelineShape): readonly Owned[] {
  const { arrivals, derived } = graph.flows.get(pipeline.id)!;
  return [
    ...arrivals.flatMap(({ receiver, loop }) =>
      loop.series.map((series) => ({ owner: `loop "${loop.name}" of receiver "${receiver}"`, series })),
    ),
    ...[...derived].flatMap((id) =>
      (graph.traits.connectors.get(id)!.series ?? []).map((series) => ({ owner: `connector "${id}"`, series })),
    ),
  ];
}

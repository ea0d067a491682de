import type { PathTraits, PipelineId } from "@genai-collector/component";
import type { Finding } from "../finding.ts";
import type { GraphShape } from "../graph/graph-shape.ts";
import { admissionBeforeSettle } from "./admission-before-settle.ts";
import { durableQueueWithElector } from "./durable-queue-with-elector.ts";
import { flowsOf } from "./flow.ts";
import { noPolledDataKept } from "./no-polled-data-kept.ts";
import { noPolledDataToPull } from "./no-polled-data-to-pull.ts";
import { oneOwnerPerSeries } from "./one-owner-per-series.ts";
import { oneWayToEachExporter } from "./one-way-to-each-exporter.ts";
import { pathTraits } from "./path-traits.ts";
import { pinnedParts, type Pinned } from "./pinned.ts";
import { pushedDataGuarded, unguardedPipelines } from "./pushed-data-guarded.ts";
import type { GraphTraits } from "../graph/graph-traits.ts";
import type { RuleGraph } from "./rule-graph.ts";
import { settleInTheReceiversPipeline } from "./settle-in-the-receivers-pipeline.ts";
import { settleWhereUnsettled } from "./settle-where-unsettled.ts";
import { sharedFrontier } from "./shared-frontier.ts";
import { workerUse } from "./worker-use.ts";

const rules: readonly ((graph: RuleGraph) => readonly Finding[])[] = [
  settleWhereUnsettled,
  admissionBeforeSettle,
  settleInTheReceiversPipeline,
  oneWayToEachExporter,
  noPolledDataToPull,
  noPolledDataKept,
  oneOwnerPerSeries,
  sharedFrontier,
  durableQueueWithElector,
  pushedDataGuarded,
  workerUse,
];

/** What the rules over the graph found, and what they computed on the way. */
export interface RulesOutcome {
  readonly findings: readonly Finding[];
  readonly paths: ReadonlyMap<PipelineId, PathTraits>;
  readonly pinned: Pinned;
  /** Pipelines that pushed data passes without a guard. */
  readonly unguarded: readonly PipelineId[];
}

/** Applies every rule; all findings together. The shape must have no cycle. */
export function checkRules(shape: GraphShape, traits: GraphTraits): RulesOutcome {
  const graph: RuleGraph = { shape, traits, flows: flowsOf(shape, traits) };
  return {
    findings: rules.flatMap((rule) => rule(graph)),
    paths: pathTraits(graph),
    pinned: pinnedParts(graph),
    unguarded: unguardedPipelines(graph),
  };
}

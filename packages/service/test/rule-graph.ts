import type { ComponentId, LoopTraits, PipelineId, Signal } from "@genai-collector/component";
import type { Finding } from "../src/finding.ts";
import type { GraphShape, PipelineShape } from "../src/graph/graph-shape.ts";
import { flowsOf } from "../src/rules/flow.ts";
import type { GraphTraits } from "../src/graph/graph-traits.ts";
import type { RuleGraph } from "../src/rules/rule-graph.ts";

/** `[receivers, processors, exporters]`. */
export type Lists = readonly [
  receivers: readonly ComponentId[],
  processors: readonly ComponentId[],
  exporters: readonly ComponentId[],
];

/** A loop of metrics, unless told otherwise. */
export function loop(name: string, options: Partial<LoopTraits> = {}): LoopTraits {
  return {
    name,
    signal: "metrics",
    cadenceMs: 60_000,
    requestsPerPoll: 1,
    unsettled: false,
    series: [],
    releases: [],
    ...options,
  };
}

/** Series by name, without a unit. */
export const series = (...names: readonly string[]): LoopTraits["series"] =>
  names.map((name) => ({ name, unit: "", labels: [] }));

/**
 * Components that most rules are tried with: `portkey` polls `analytics` (unsettled metrics) and `logs`; `otlp` is
 * pushed to; `guard`, `settle`, `admit` (memory_limiter), `batch`, `keep` (tail sampling), `rename`; connectors
 * `forward` (as it is) and `count` (aggregates); exporters `sink`, `durable`, `page` (scraped).
 */
export const usualTraits: GraphTraits = {
  receivers: new Map([
    ["portkey", { loops: [loop("analytics", { unsettled: true }), loop("logs", { signal: "logs" })] }],
    ["settled", { loops: [loop("daily")] }],
    ["otlp", {}],
  ]),
  processors: new Map([
    ["settle", { settlesMs: 180_000 }],
    ["settle/2", { settlesMs: 60_000 }],
    ["guard", { guards: true }],
    ["admit", { admitsOnly: true }],
    ["batch", {}],
    ["keep", { acknowledges: "accepted" as const, state: "by-trace" as const }],
    ["rename", { renamesSeries: true }],
  ]),
  connectors: new Map([
    ["forward", { aggregates: false }],
    ["forward/2", { aggregates: false }],
    ["count", { aggregates: true, state: "by-stream" as const, series: series("calls") }],
  ]),
  exporters: new Map([
    ["sink", { acknowledges: "delivered" as const }],
    ["sink/2", { acknowledges: "delivered" as const }],
    ["durable", { acknowledges: "delivered" as const, durable: true }],
    ["page", { acknowledges: "pull" as const, naming: "prometheus" as const }],
  ]),
  extensions: new Map(),
  elects: false,
  workers: 1,
};

/** The shape of `pipelines`, joined by every connector that stands on both sides. */
export function shapeOf(pipelines: Readonly<Record<PipelineId, Lists>>, traits: GraphTraits): GraphShape {
  const shapes = Object.entries(pipelines).map(([id, [receivers, processors, exporters]]): PipelineShape => ({
    id,
    signal: id.split("/")[0] as Signal,
    receivers,
    processors,
    exporters,
  }));
  const connections = [...traits.connectors.keys()].flatMap((connector) =>
    shapes
      .filter(({ exporters }) => exporters.includes(connector))
      .flatMap((from) =>
        shapes.filter(({ receivers }) => receivers.includes(connector)).map((to) => ({ connector, from, to })),
      ),
  );
  return { pipelines: shapes, connections };
}

/** A graph for one rule. */
export function ruleGraph(
  pipelines: Readonly<Record<PipelineId, Lists>>,
  traits: Partial<GraphTraits> = {},
): RuleGraph {
  const all: GraphTraits = { ...usualTraits, ...traits };
  const shape = shapeOf(pipelines, all);
  return { shape, traits: all, flows: flowsOf(shape, all) };
}

/** `level place: message`, for comparison. */
export const said = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ level, path, message }) => `${level} ${path.join("::")}: ${message}`);

import { describe, expect, it } from "vitest";
import { loop, ruleGraph, said, series, usualTraits } from "../../test/rule-graph.ts";
import { oneOwnerPerSeries } from "./one-owner-per-series.ts";
import type { GraphTraits } from "../graph/graph-traits.ts";

const traits: Partial<GraphTraits> = {
  receivers: new Map([
    ["a", { loops: [loop("x", { series: series("gen_ai.cost", "a.only") }), loop("y", { series: series("y") })] }],
    ["b", { loops: [loop("x", { series: series("gen_ai.cost", "gen_ai_cost") })] }],
    ["c", { loops: [loop("z", { series: series("gen_ai_cost", "calls") })] }],
  ]),
  exporters: new Map([
    ...usualTraits.exporters,
    ["prometheus", { acknowledges: "delivered" as const, naming: "prometheus" as const }],
  ]),
};
const collision = (pipeline: string, exporter: string, what: string, first: string, second: string): string =>
  `error service::pipelines::${pipeline}::exporters: exporter "${exporter}" would get ${what} from ${first} and from ` +
  `${second}; give one of them an exporter of its own, or drop the series from one`;

describe("oneOwnerPerSeries", () => {
  it("refuses one series of two loops in one sink, once for the pair", () => {
    const graph = ruleGraph({ "metrics/1": [["a"], [], ["sink"]], "metrics/2": [["b"], [], ["sink"]] }, traits);
    expect(said(oneOwnerPerSeries(graph))).toEqual([
      collision(
        "metrics/2",
        "sink",
        'the series "gen_ai.cost"',
        'loop "x" of receiver "a"',
        'loop "x" of receiver "b"',
      ),
    ]);
  });

  it("lets two sinks have one series each", () => {
    const graph = ruleGraph({ "metrics/1": [["a"], [], ["sink"]], "metrics/2": [["b"], [], ["sink/2"]] }, traits);
    expect(oneOwnerPerSeries(graph)).toEqual([]);
  });

  it("compares after the sink's name normalisation, and only there", () => {
    const pipelines = (exporter: string): ReturnType<typeof ruleGraph> =>
      ruleGraph({ metrics: [["a", "c"], [], [exporter]] }, traits);
    expect(oneOwnerPerSeries(pipelines("sink"))).toEqual([]);
    expect(said(oneOwnerPerSeries(pipelines("prometheus")))).toEqual([
      collision(
        "metrics",
        "prometheus",
        'one series, as "gen_ai.cost" and "gen_ai_cost"',
        'loop "x" of receiver "a"',
        'loop "z" of receiver "c"',
      ),
    ]);
  });

  it("counts connectors that aggregate among the owners", () => {
    const graph = ruleGraph(
      { traces: [["otlp"], [], ["count"]], metrics: [["count", "c"], [], ["sink"]] },
      { ...traits, receivers: new Map([...traits.receivers!, ["otlp", {}]]) },
    );
    expect(said(oneOwnerPerSeries(graph))).toEqual([
      collision("metrics", "sink", 'the series "calls"', 'loop "z" of receiver "c"', 'connector "count"'),
    ]);
  });

  it("names pipelines that rename series instead of guessing, behind connectors too", () => {
    const graph = ruleGraph(
      {
        "metrics/1": [["a"], ["rename"], ["forward"]],
        "metrics/2": [["forward", "b"], [], ["sink"]],
        "metrics/3": [["b"], [], ["sink"]],
        traces: [["otlp"], ["rename"], ["sink"]],
      },
      { ...traits, receivers: new Map([...traits.receivers!, ["otlp", {}]]) },
    );
    expect(said(oneOwnerPerSeries(graph))).toEqual([
      'warning service::pipelines::metrics/1::processors: processor "rename" may rename series: ' +
        "that no two loops own one series cannot be checked",
    ]);
  });
});

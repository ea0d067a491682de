import { describe, expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { oneWayToEachExporter } from "./one-way-to-each-exporter.ts";

const twice = (pipeline: string, by: string, times = 2): string =>
  `error service::pipelines::${pipeline}::exporters: loop "analytics" of receiver "portkey" reaches exporter "sink" ` +
  `${times} times, by ${by}: every point would arrive ${times} times`;

describe("oneWayToEachExporter", () => {
  it("lets metrics and logs of one receiver end in one exporter", () => {
    const graph = ruleGraph({ metrics: [["portkey"], [], ["sink"]], logs: [["portkey"], [], ["sink"]] });
    expect(oneWayToEachExporter(graph)).toEqual([]);
  });

  it("lets one loop reach two exporters", () => {
    const graph = ruleGraph({ metrics: [["portkey"], [], ["sink"]], "metrics/2": [["portkey"], [], ["sink/2"]] });
    expect(oneWayToEachExporter(graph)).toEqual([]);
  });

  it("lets pushed data take two ways", () => {
    const graph = ruleGraph({ traces: [["otlp"], [], ["sink"]], "traces/2": [["otlp"], [], ["sink"]] });
    expect(oneWayToEachExporter(graph)).toEqual([]);
  });

  it("refuses one loop by two pipelines", () => {
    const graph = ruleGraph({ "metrics/1": [["portkey"], [], ["sink"]], "metrics/2": [["portkey"], [], ["sink"]] });
    expect(said(oneWayToEachExporter(graph))).toEqual([twice("metrics/2", 'pipelines "metrics/1" and "metrics/2"')]);
  });

  it("refuses it through connectors, directly and around", () => {
    const graph = ruleGraph({
      "metrics/in": [["portkey"], [], ["sink", "forward"]],
      "metrics/out": [["forward"], [], ["sink"]],
    });
    expect(said(oneWayToEachExporter(graph))).toEqual([
      twice("metrics/out", 'pipelines "metrics/in" and "metrics/out"'),
    ]);
  });

  it("refuses two connectors between the same two pipelines", () => {
    const graph = ruleGraph({
      "metrics/in": [["portkey"], [], ["forward", "forward/2"]],
      "metrics/out": [["forward", "forward/2"], [], ["sink"]],
    });
    expect(said(oneWayToEachExporter(graph))).toEqual([twice("metrics/out", 'pipeline "metrics/out"')]);
  });

  it("counts what an aggregating connector makes as other data", () => {
    const graph = ruleGraph({
      "metrics/in": [["portkey"], [], ["sink", "count"]],
      "metrics/out": [["count"], [], ["sink"]],
    });
    expect(oneWayToEachExporter(graph)).toEqual([]);
  });
});

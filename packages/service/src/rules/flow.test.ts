import { describe, expect, it } from "vitest";
import { ruleGraph } from "../../test/rule-graph.ts";

describe("flowsOf", () => {
  it("gives a pipeline the loops of its signal only", () => {
    const { flows } = ruleGraph({
      metrics: [["portkey"], [], ["sink"]],
      logs: [["portkey", "otlp"], [], ["sink"]],
      traces: [["portkey"], [], ["sink"]],
    });
    const loops = (id: string): readonly string[] => flows.get(id)!.arrivals.map(({ loop }) => loop.name);
    expect([loops("metrics"), loops("logs"), loops("traces")]).toEqual([["analytics"], ["logs"], []]);
    expect(["metrics", "logs", "traces"].map((id) => flows.get(id)!.pushed)).toEqual([false, true, false]);
  });

  it("follows connectors in whatever order the pipelines are written", () => {
    const { flows } = ruleGraph({
      "metrics/3": [["forward/2"], [], ["sink"]],
      "metrics/2": [["forward"], [], ["forward/2"]],
      "metrics/1": [["portkey", "otlp"], [], ["forward"]],
    });
    expect(flows.get("metrics/3")).toMatchObject({
      arrivals: [{ receiver: "portkey", entry: "metrics/1", ways: 1 }],
      pushed: true,
    });
  });

  it("counts ways without listing them: thirty stages of two connectors are 2^30 ways", () => {
    const stages = Array.from({ length: 31 }, (_, stage) => stage);
    const connectors = new Map(
      stages.flatMap((stage) => ["a", "b"].map((side) => [`${side}/${stage}`, { aggregates: false }] as const)),
    );
    const pipelines = Object.fromEntries(
      stages.map((stage) => [
        `metrics/${stage}`,
        [
          stage === 0 ? ["portkey"] : [`a/${stage - 1}`, `b/${stage - 1}`],
          [],
          stage === 30 ? ["sink"] : [`a/${stage}`, `b/${stage}`],
        ] as const,
      ]),
    );
    expect(ruleGraph(pipelines, { connectors }).flows.get("metrics/30")!.arrivals[0]!.ways).toBe(2 ** 30);
  });

  it("ends loops at a connector that aggregates, and calls what it makes pushed", () => {
    const { flows } = ruleGraph({
      metrics: [["portkey"], [], ["count"]],
      "metrics/out": [["count"], [], ["sink"]],
    });
    expect(flows.get("metrics/out")).toEqual({
      arrivals: [],
      pushed: true,
      unguarded: false,
      derived: new Set(["count"]),
      renamed: false,
    });
  });
});

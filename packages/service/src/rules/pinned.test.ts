import { describe, expect, it } from "vitest";
import { ruleGraph } from "../../test/rule-graph.ts";
import { pinnedParts } from "./pinned.ts";

describe("pinnedParts", () => {
  it("span metrics pins the OTLP receiver and every pipeline that it feeds to one worker", () => {
    const pinned = pinnedParts(
      ruleGraph({
        traces: [["otlp"], ["batch"], ["sink", "count"]],
        metrics: [["count"], ["guard"], ["page"]],
        logs: [["otlp"], ["guard"], ["sink"]],
      }),
    );
    expect([...pinned.pipelines].toSorted()).toEqual(["logs", "metrics", "traces"]);
    expect([...pinned.components].toSorted()).toEqual(["count", "otlp"]);
  });

  it("pins a polling receiver and its pipelines, and leaves the others free", () => {
    const pinned = pinnedParts(
      ruleGraph({ metrics: [["portkey"], ["settle"], ["sink"]], logs: [["otlp"], ["guard"], ["sink"]] }),
    );
    expect([[...pinned.pipelines], [...pinned.components]]).toEqual([["metrics"], ["portkey"]]);
  });

  it("carries over a connector against the direction of the data", () => {
    const pinned = pinnedParts(
      ruleGraph({
        traces: [["otlp"], [], ["forward"]],
        "traces/2": [["forward"], ["keep"], ["sink"]],
      }),
    );
    expect([...pinned.pipelines].toSorted()).toEqual(["traces", "traces/2"]);
    expect([...pinned.components].toSorted()).toEqual(["forward", "otlp"]);
  });
});

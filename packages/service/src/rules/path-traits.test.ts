import { expect, it } from "vitest";
import { ruleGraph, usualTraits } from "../../test/rule-graph.ts";
import { pathTraits } from "./path-traits.ts";

it("tells components the settle time, the loops and the exporters of a pipeline, through connectors", () => {
  const paths = pathTraits(
    ruleGraph({
      metrics: [
        ["portkey", "otlp"],
        ["settle", "guard"],
        ["sink", "forward", "count"],
      ],
      "metrics/out": [["forward"], [], ["durable"]],
      "metrics/derived": [["count"], [], ["page"]],
    }),
  );
  const analytics = { ...usualTraits.receivers.get("portkey")!.loops![0]!, receiver: "portkey" };
  expect(paths.get("metrics")).toEqual({
    pipeline: "metrics",
    signal: "metrics",
    loops: [analytics],
    pushed: true,
    settlesMs: 180_000,
    exporters: [
      { id: "sink", acknowledges: "delivered" },
      { id: "durable", acknowledges: "delivered", durable: true },
    ],
  });
  expect(paths.get("metrics/out")).toMatchObject({ loops: [analytics], pushed: true, settlesMs: undefined });
  expect(paths.get("metrics/derived")).toMatchObject({ loops: [], pushed: true, exporters: [{ id: "page" }] });
});

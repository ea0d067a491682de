import { expect, it } from "vitest";
import { said, shapeOf, usualTraits } from "../../test/rule-graph.ts";
import { checkRules } from "./check-rules.ts";

it("reports the findings of all rules together, each at its place", () => {
  const shape = shapeOf(
    {
      "metrics/1": [["portkey"], ["guard", "settle"], ["sink", "page"]],
      "metrics/2": [["portkey"], [], ["sink"]],
      logs: [["portkey", "otlp"], ["keep"], ["sink"]],
    },
    usualTraits,
  );
  const { findings, unguarded } = checkRules(shape, usualTraits);
  expect(said(findings).map((line) => line.slice(0, line.indexOf(": ")))).toEqual([
    "error service::pipelines::metrics/2::processors",
    "error service::pipelines::metrics/1::processors",
    "error service::pipelines::metrics/2::exporters",
    "error service::pipelines::metrics/1::exporters",
    "error service::pipelines::logs::processors",
    "warning service::pipelines::logs::processors",
  ]);
  expect(unguarded).toEqual(["logs"]);
});

import { expect, it } from "vitest";
import { sinkSeriesName } from "./series-name.ts";

it.each([
  ["gen_ai.cost", "", "gen_ai_cost"],
  ["Gen_AI-cost", "", "gen_ai_cost"],
  ["requests", "{request}", "requests"],
  ["requests.total", "{request}", "requests"],
  ["hit.ratio", "1", "hit"],
  ["latency", "s", "latency_seconds"],
  ["latency.seconds", "s", "latency_seconds"],
  ["body", "By", "body_bytes"],
])("a Prometheus sink keeps %s (%s) as %s", (name, unit, expected) => {
  expect(sinkSeriesName({ name, unit, labels: [] }, "prometheus")).toBe(expected);
});

it.each(["as-is", undefined] as const)("a sink with naming %s keeps names as they are", (naming) => {
  expect(sinkSeriesName({ name: "Gen_AI.cost", unit: "s", labels: [] }, naming)).toBe("Gen_AI.cost");
});

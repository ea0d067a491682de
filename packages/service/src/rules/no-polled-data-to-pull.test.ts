import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { noPolledDataToPull } from "./no-polled-data-to-pull.ts";

it("refuses polled data in an exporter that is scraped, through connectors too", () => {
  const graph = ruleGraph({
    metrics: [["otlp", "settled"], [], ["forward"]],
    "metrics/page": [["forward", "portkey"], [], ["sink", "page"]],
  });
  expect(said(noPolledDataToPull(graph))).toEqual([
    'error service::pipelines::metrics/page::exporters: exporter "page" is scraped and would show only the last bucket ' +
      'of the polled loops "analytics" of "portkey" and "daily" of "settled"',
  ]);
});

it("lets pushed and aggregated data be scraped", () => {
  const graph = ruleGraph({
    "metrics/in": [["portkey"], [], ["count"]],
    "metrics/out": [["otlp", "count"], [], ["page"]],
  });
  expect(noPolledDataToPull(graph)).toEqual([]);
});

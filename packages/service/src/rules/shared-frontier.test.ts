import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { sharedFrontier } from "./shared-frontier.ts";

it.each([
  [["sink"], undefined],
  [["durable", "durable"], undefined],
  [
    ["sink", "durable"],
    ['"sink" and "durable"', '"sink"'],
  ],
  [
    ["sink", "sink/2"],
    ['"sink" and "sink/2"', '"sink" or "sink/2"'],
  ],
])("names the consequence of several exporters behind one frontier: %j", (exporters, expected) => {
  const graph = ruleGraph({ metrics: [["portkey"], ["settle"], exporters] });
  expect(said(sharedFrontier(graph))).toEqual(
    expected === undefined
      ? []
      : [
          `warning service::pipelines::metrics::exporters: exporters ${expected[0]} share one frontier: ` +
            `while ${expected[1]} fails, the others get the same range again; ` +
            "give each a durable queue, or a pipeline of its own",
        ],
  );
});

it("looks through connectors that hand data on, not through those that aggregate", () => {
  const graph = ruleGraph({
    "metrics/in": [["portkey"], ["settle"], ["sink", "count", "forward"]],
    "metrics/derived": [["count"], [], ["sink/2"]],
    "metrics/forwarded": [["forward"], [], ["durable"]],
    traces: [["otlp"], [], ["sink", "sink/2"]],
  });
  expect(sharedFrontier(graph).map(({ path, message }) => [path[2], message.slice(0, 26)])).toEqual([
    ["metrics/in", 'exporters "sink" and "dura'],
  ]);
});

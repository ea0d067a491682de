import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { admissionBeforeSettle } from "./admission-before-settle.ts";

it.each([
  [["admit", "settle", "guard", "batch"], []],
  [["guard", "batch"], []],
  [
    ["guard", "admit", "batch", "settle"],
    ["guard", "batch"],
  ],
])("lets only admission stand before settle: %j", (processors, wrong) => {
  expect(said(admissionBeforeSettle(ruleGraph({ metrics: [["portkey"], processors, ["sink"]] })))).toEqual(
    wrong.map(
      (id) =>
        `error service::pipelines::metrics::processors: processor "${id}" stands before "settle": ` +
        "only processors that admit or refuse whole payloads may stand before settle",
    ),
  );
});

import { describe, expect, it } from "vitest";
import type { LoopTraits } from "../packages/component/src/index.ts";
import { fieldsTable, holesOf, seriesTable } from "./loop-tables.ts";
import { polledReceivers } from "./polled-loops.ts";

const loop: LoopTraits = {
  name: "usage",
  signal: "metrics",
  cadenceMs: 60_000,
  requestsPerPoll: 1,
  unsettled: false,
  series: [],
  releases: [],
};
const series = {
  name: "acme.cost",
  unit: "{USD}",
  labels: ["model"],
  doc: "Cost | of the minute.",
  additive: "labels" as const,
  bounds: { model: "models in use" },
  query: "sum(acme_cost)",
};
const field = { name: "acme.id", on: "record" as const, type: "string" as const, doc: "The run.", bound: "a UUID" };
const holes = (change: Partial<LoopTraits>): readonly string[] =>
  holesOf({ type: "acme", loopNames: ["usage"], loops: [{ ...loop, ...change }] });

describe("built-in polling receivers", () => {
  it.each(polledReceivers().map((receiver) => [receiver.type, receiver] as const))(
    "%s: every series and log field says what it is, what bounds it, and how it is asked for",
    (_, receiver) => {
      expect(holesOf(receiver)).toEqual([]);
    },
  );

  it("are found", () => {
    expect(polledReceivers().map(({ type }) => type)).toContain("portkey");
  });
});

describe("the table", () => {
  it("of series: one row each, in which a bar ends no cell", () => {
    expect(
      seriesTable({ series: [series] })
        .split("\n")
        .at(-1),
    ).toBe("| `acme.cost` | `{USD}` | `model`: models in use | Cost \\| of the minute. | labels | `sum(acme_cost)` |");
  });

  it("of series: not additive where nothing is said", () => {
    const { name, unit, labels } = series;
    expect(seriesTable({ series: [{ name, unit, labels }] })).toContain("| no |");
  });

  it("of log fields: one row each", () => {
    const rows = fieldsTable({ fields: [field, { ...field, name: "n", type: "int", unit: "s", optIn: true }] });
    expect(rows.split("\n").slice(2)).toEqual([
      "| `acme.id` | record | string |  | The run. | a UUID |  |",
      "| `n` | record | int | `s` | The run. | a UUID | opt-in |",
    ]);
  });
});

describe("holes", () => {
  it.each<[string, Partial<LoopTraits>, string[]]>([
    ["nothing missing", { series: [series] }, []],
    ["no series", {}, ["acme: usage declares no series"]],
    ["no doc", { series: [{ ...series, doc: " " }] }, ["acme: usage acme.cost lacks doc"]],
    [
      "a label without bounds",
      { series: [{ ...series, bounds: {} }] },
      ["acme: usage acme.cost lacks bounds of model"],
    ],
    [
      "bounds of what is no label",
      { series: [{ ...series, labels: [] }] },
      ["acme: usage acme.cost bounds model, which is no label of it"],
    ],
    [
      "a query of something else",
      { series: [{ ...series, query: "up" }] },
      ["acme: usage acme.cost lacks a query that names it"],
    ],
    ["a loop that is off", { name: "other", series: [series] }, ["acme: everything.json does not turn on usage"]],
    ["no fields", { signal: "logs" }, ["acme: usage declares no fields"]],
    ["a field twice", { signal: "logs", fields: [field, field] }, ["acme: usage declares record acme.id twice"]],
    [
      "a text without bound",
      { signal: "logs", fields: [{ ...field, bound: "" }] },
      ["acme: usage acme.id is text and lacks bound"],
    ],
    ["a field without doc", { signal: "logs", fields: [{ ...field, doc: "" }] }, ["acme: usage acme.id lacks doc"]],
  ])("%s", (_, change, found) => {
    expect(holes(change)).toEqual(found);
  });
});

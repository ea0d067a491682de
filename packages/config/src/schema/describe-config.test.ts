import { describe, expect, it } from "vitest";
import { duration } from "./duration.ts";
import { describeConfig } from "./describe-config.ts";
import { headers } from "./headers.ts";
import { list } from "./list.ts";
import { map } from "./map.ts";
import { count } from "./number.ts";
import { oneOf } from "./one-of.ts";
import { optional } from "./optional.ts";
import { record } from "./record.ts";
import { secret } from "./secret.ts";
import { section } from "./section.ts";
import { text } from "./text.ts";

const queue = map({ size: count({ default: 1_000, doc: "Requests that wait." }), kind: text({ doc: "A kind." }) });
const rule = map({
  key: text({ doc: "A key." }),
  action: oneOf(["keep", "drop"], { default: "drop", doc: "What to do." }),
});
const spec = map(
  {
    timeout: duration({ default: "5s", doc: "Longest wait.", aliases: ["time_out"] }),
    name: text({ default: "", doc: "A name.", deprecated: "use id" }),
    token: secret({ doc: "A key." }),
    labels: list(text({ doc: "A label." }), { default: ["a", "b"], doc: "Labels." }),
    sizes: optional(record(count({ doc: "A size." }), { doc: "Sizes." })),
    headers: headers({ default: {}, doc: "Headers." }),
    queue: section(queue, { initially: "some", doc: "A queue." }),
    tls: section(map({}), { doc: "Encryption." }),
    limits: map({ rate: count({ default: 3, doc: "A rate." }) }),
    rules: list(rule, { default: [], doc: "Rules." }),
    by_name: record(rule, { default: {}, doc: "Rules by name." }),
  },
  { removed: { old: "use name" } },
);

describe("describeConfig", () => {
  it("gives a row for each setting, in the order of declaration", () => {
    expect(describeConfig(spec).map((row) => [row.path, row.type, row.default, row.doc])).toEqual([
      ["timeout", "duration", "5s", "Longest wait."],
      ["name", "text", '""', "A name. Deprecated: use id."],
      ["token", "secret", "required", "A key."],
      ["labels", "list of text", '["a","b"]', "Labels."],
      ["sizes", "map of count", "", "Sizes."],
      ["headers", "headers", "{}", "Headers."],
      ["queue", "section", "on", "A queue."],
      ["queue::size", "count", "1000", "Requests that wait."],
      ["queue::kind", "text", "required", "A kind."],
      ["tls", "section", "off", "Encryption."],
      ["limits::rate", "count", "3", "A rate."],
      ["rules", "list of map", "[]", "Rules."],
      ["rules::[]::key", "text", "required", "A key."],
      ["rules::[]::action", '"keep", "drop"', "drop", "What to do."],
      ["by_name", "map of map", "{}", "Rules by name."],
      ["by_name::<name>::key", "text", "required", "A key."],
      ["by_name::<name>::action", '"keep", "drop"', "drop", "What to do."],
    ]);
  });
});

describe("the JSON Schema", () => {
  it("describes every key, its default, and closes the map, for editors", () => {
    const { jsonSchema } = map({ limits: spec.fields.limits, timeout: spec.fields.timeout }, { doc: "A component." });
    expect(jsonSchema).toMatchObject({
      type: ["object", "null"],
      description: "A component.",
      additionalProperties: false,
      properties: {
        timeout: { type: ["string", "integer"], description: "Longest wait.", default: "5s" },
        time_out: { deprecated: true, "x-alias-of": "timeout" },
        limits: { additionalProperties: false, properties: { rate: { type: "integer", default: 3, minimum: 0 } } },
      },
    });
    expect(spec.jsonSchema.required).toEqual(["token"]);
  });

  it("is plain data: it survives JSON", () => {
    expect(JSON.parse(JSON.stringify(spec.jsonSchema))).toEqual(spec.jsonSchema);
  });
});

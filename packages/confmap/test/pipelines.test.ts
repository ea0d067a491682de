import { describe, expect, it } from "vitest";
import { configurationOf, decode, problemsOf } from "./decode-parts.ts";

describe("pipelines", () => {
  const pipelines = (text: string) => ({
    receivers: "{otlp: {protocols: {http: }}, otlp/2: {protocols: {http: }}}",
    processors: "{batch: , batch/2: }",
    connectors: "{forward: }",
    service: `{pipelines: ${text}}`,
  });

  it.each([
    [
      "{foo: {receivers: [otlp], exporters: [debug]}}",
      ['service::pipelines::foo: unknown signal "foo"; pipelines carry traces, metrics or logs'],
    ],
    [
      "{profiles: {receivers: [otlp], exporters: [debug]}}",
      ["service::pipelines::profiles: profiles are not supported; pipelines carry traces, metrics or logs"],
    ],
    [
      "{traces/: {receivers: [otlp], exporters: [debug]}}",
      ['service::pipelines::traces/: in "traces/", the part after / must not be empty'],
    ],
    [
      "{traces: {exporters: [debug]}, logs: {receivers: [otlp]}}",
      [
        "service::pipelines::traces: must have at least one receiver",
        "service::pipelines::logs: must have at least one exporter",
      ],
    ],
    ["{traces: }", ["service::pipelines::traces: must have at least one receiver"]],
    ["{traces: {receivers: [], exporters: []}}", ["service::pipelines::traces: must have at least one receiver"]],
    [
      "{traces: {receivers: [otlp, otpl], processors: [batch, btach], exporters: [debgu, batch]}}",
      [
        'service::pipelines::traces::processors::1: references processor "btach" which is not configured',
        'service::pipelines::traces::receivers::1: references receiver "otpl" which is not configured',
        'service::pipelines::traces::exporters::0: references exporter "debgu" which is not configured',
        'service::pipelines::traces::exporters::1: references exporter "batch" which is not configured',
      ],
    ],
    [
      "{traces: {receivers: [otlp], processors: [batch, batch/2, batch], exporters: [debug]}}",
      ['service::pipelines::traces::processors::2: references processor "batch" multiple times'],
    ],
    ["{traces: {receivers: [otlp, otlp], exporters: [debug, debug]}}", []],
    ["{traces/a: {receivers: [otlp], exporters: [forward]}, traces/b: {receivers: [forward], exporters: [debug]}}", []],
    [
      "{traces: {receivers: [otlp], exporters: [debug]}, ' traces': {receivers: [otlp], exporters: [debug]}}",
      ['service::pipelines:: traces: repeats the pipeline "traces"'],
    ],
    [
      "{traces: {receivers: [{otlp: }], exporters: [debug]}}",
      ["service::pipelines::traces::receivers::0: must be an ID such as otlp or otlp/name"],
    ],
    [
      "{traces: {receivers: {otlp: }, exporters: [debug]}}",
      ["service::pipelines::traces::receivers: must be a list, each item an ID such as otlp or otlp/name"],
    ],
    [
      "{traces: {recievers: [otlp], exporters: [debug]}}",
      [
        "service::pipelines::traces::recievers: is not a key here",
        "service::pipelines::traces: must have at least one receiver",
      ],
    ],
  ])("%s", async (text, problems) => {
    expect((await problemsOf(pipelines(text))).toSorted()).toEqual(problems.toSorted());
  });

  it("9. hold a receiver or exporter that is named twice once, so that data is delivered once", async () => {
    const text = "{traces: {receivers: [otlp, otlp], exporters: [debug, ' debug']}}";
    const found = await configurationOf(pipelines(text));
    expect(found.pipelines.get("traces")).toMatchObject({ receivers: ["otlp"], exporters: ["debug"] });
  });

  it("point at each reference that leads nowhere", async () => {
    const decoded = await decode({
      service:
        "\n  pipelines:\n    traces:\n      receivers:\n        - otlp\n        - otpl\n      exporters: [debug]\n",
    });
    expect("problems" in decoded && decoded.problems).toMatchObject([{ line: 8, column: 11, suggestion: "otlp" }]);
  });
});

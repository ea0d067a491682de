import { describe, expect, it } from "vitest";
import { configure } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { said } from "../../test/rule-graph.ts";
import { planGraph } from "./plan.ts";

const fake = new FakeComponents();
const tracesOnly = { traces: "beta" };

describe("planGraph", () => {
  it("component doesn't support the pipeline's signal: all of them together, with otelcol's words", () => {
    const plan = planGraph(
      configure({
        receivers: { otlp: fake.receiver({}, tracesOnly), ok: fake.receiver() },
        processors: { batch: fake.processor({ guards: true }) },
        exporters: { sink: fake.exporter() },
        pipelines: { logs: [["otlp", "ok"], ["batch"], ["sink"]], metrics: [["otlp"], ["batch"], ["sink"]] },
      }),
    );
    expect(said(plan.findings)).toEqual([
      'error service::pipelines::logs::receivers: failed to create "otlp" receiver for data type "logs": ' +
        "telemetry type is not supported",
      'error service::pipelines::metrics::receivers: failed to create "otlp" receiver for data type "metrics": ' +
        "telemetry type is not supported",
    ]);
  });

  it("missing counterpart of a connector: directional errors", () => {
    const spanmetrics = fake.connector({ aggregates: true }, { "traces-metrics": "beta" });
    const plan = planGraph(
      configure({
        receivers: { otlp: fake.receiver() },
        processors: { guard: fake.processor({ guards: true }) },
        exporters: { sink: fake.exporter() },
        connectors: { a: spanmetrics, b: spanmetrics, unused: spanmetrics },
        pipelines: {
          "traces/in": [["otlp"], ["guard"], ["a", "sink"]],
          "traces/also": [["otlp"], ["guard"], ["a"]],
          "logs/out": [["a", "b"], ["guard"], ["sink"]],
        },
      }),
    );
    expect(said(plan.findings)).toEqual([
      'error service::pipelines::traces/in::exporters: connector "a" used as exporter in [traces/in traces/also] ' +
        "pipeline but not used in any supported receiver pipeline",
      'error service::pipelines::logs/out::receivers: connector "a" used as receiver in [logs/out] ' +
        "pipeline but not used in any supported exporter pipeline",
      'error service::pipelines::logs/out::receivers: connector "b" used as receiver in [logs/out] ' +
        "pipeline but not used in any supported exporter pipeline",
    ]);
  });

  it("joins supported pairs, and lets the others be", () => {
    const plan = planGraph(
      configure({
        receivers: { otlp: fake.receiver() },
        processors: { guard: fake.processor({ guards: true }) },
        exporters: { sink: fake.exporter() },
        connectors: { c: fake.connector({ aggregates: true }, { "traces-metrics": "beta", "logs-metrics": "beta" }) },
        pipelines: {
          traces: [["otlp"], ["guard"], ["c"]],
          logs: [["otlp"], ["guard"], ["c", "sink"]],
          metrics: [["c"], ["guard"], ["sink"]],
        },
      }),
    );
    expect(plan.findings).toEqual([]);
    expect(plan.shape.connections.map(({ from, to }) => `${from.id} > ${to.id}`)).toEqual([
      "traces > metrics",
      "logs > metrics",
    ]);
  });

  it("connector loop of two pipelines: cycle error listing the path, starting and ending with the connector", () => {
    const plan = planGraph(
      configure({
        receivers: { otlp: fake.receiver() },
        processors: { guard: fake.processor({ guards: true }), p: fake.processor() },
        exporters: { sink: fake.exporter() },
        connectors: { c: fake.connector(), d: fake.connector() },
        pipelines: {
          "traces/in": [["otlp"], ["guard"], ["c"]],
          "traces/1": [["c", "d"], ["p"], ["c", "sink"]],
          logs: [["otlp"], [], ["d"]],
          "logs/1": [["d"], [], ["sink"]],
        },
      }),
    );
    expect(said(plan.findings)).toEqual([
      'error service::pipelines::traces/1::receivers: connector "d" used as receiver in [traces/1] pipeline ' +
        "but not used in any supported exporter pipeline",
      'error service::pipelines::traces/1: cycle detected: connector "c" (traces to traces) -> ' +
        'processor "p" in pipeline "traces/1" -> connector "c" (traces to traces)',
    ]);
  });

  it("names every station of a longer ring", () => {
    const plan = planGraph(
      configure({
        receivers: { otlp: fake.receiver() },
        processors: { p: fake.processor(), q: fake.processor() },
        connectors: { c: fake.connector(), d: fake.connector() },
        pipelines: { "logs/1": [["otlp", "d"], ["p"], ["c"]], "logs/2": [["c"], ["p", "q"], ["d"]] },
      }),
    );
    expect(plan.findings.map(({ message }) => message)).toEqual([
      'cycle detected: connector "c" (logs to logs) -> processor "p" in pipeline "logs/2" -> ' +
        'processor "q" in pipeline "logs/2" -> connector "d" (logs to logs) -> ' +
        'processor "p" in pipeline "logs/1" -> connector "c" (logs to logs)',
    ]);
  });

  it("a factory that throws over its own configuration is a finding, not a crash", () => {
    const broken = {
      ...fake.receiver(),
      traits: () => {
        throw new TypeError("x of undefined");
      },
    };
    const plan = planGraph(
      configure({
        receivers: { otlp: broken },
        processors: { guard: fake.processor({ guards: true }) },
        exporters: { sink: fake.exporter() },
        pipelines: { logs: [["otlp"], ["guard"], ["sink"]] },
      }),
    );
    expect(said(plan.findings)).toEqual([
      "error receivers::otlp: cannot tell the traits of this configuration: x of undefined",
    ]);
  });
});

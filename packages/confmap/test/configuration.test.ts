import { describe, expect, it } from "vitest";
import { configurationOf, problemsOf } from "./decode-parts.ts";

describe("a whole configuration", () => {
  it("decodes to components, pipelines and the service", async () => {
    const configuration = await configurationOf({
      receivers: "{otlp/a/b: {protocols: {grpc: , http: {endpoint: '0.0.0.0:1'}}}}",
      processors: "{batch: , batch/big: {timeout: 1s}}",
      exporters: "{otlphttp/x: {endpoint: http://h, sending_queue: {storage: file_storage}}, debug: {}}",
      extensions: "{file_storage: }",
      service:
        "{extensions: [file_storage], workers: 2, shutdown_timeout: 1m, pipelines: {traces: " +
        "{receivers: [otlp/a/b], processors: [batch/big, batch], exporters: [debug, otlphttp/x, debug]}, logs/x: {receivers: 'otlp/a/b', exporters: [debug]}}}",
    });
    expect(configuration.receivers.get("otlp/a/b")!.config).toEqual({
      protocols: { grpc: { endpoint: "localhost:4317" }, http: { endpoint: "0.0.0.0:1" } },
    });
    expect(configuration.processors.get("batch")!.config).toMatchObject({ send_batch_size: 8_192, timeout: 200 });
    expect([...configuration.exporters.keys()]).toEqual(["otlphttp/x", "debug"]);
    expect(configuration.exporters.get("otlphttp/x")!.factory.type).toBe("otlp_http");
    expect([...configuration.pipelines]).toEqual([
      [
        "traces",
        {
          signal: "traces",
          receivers: ["otlp/a/b"],
          processors: ["batch/big", "batch"],
          exporters: ["debug", "otlphttp/x"],
        },
      ],
      ["logs/x", { signal: "logs", receivers: ["otlp/a/b"], processors: [], exporters: ["debug"] }],
    ]);
    expect(configuration).toMatchObject({ serviceExtensions: ["file_storage"], workers: 2, shutdownTimeoutMs: 60_000 });
  });

  it("has the defaults of the service when nothing is said", async () => {
    const { workers, shutdownTimeoutMs, packages, telemetry } = await configurationOf({});
    expect({ workers, shutdownTimeoutMs, packages }).toEqual({ workers: 1, shutdownTimeoutMs: 30_000, packages: [] });
    expect(telemetry.logs).toMatchObject({ level: "info", encoding: "console", output_paths: ["stderr"] });
    expect(telemetry.metrics).toMatchObject({
      level: "normal",
      readers: [{ pull: { exporter: { prometheus: { host: "localhost", port: 8888, without_units: true } } } }],
    });
    expect(telemetry.traces).toEqual({ level: "basic", processors: [] });
  });

  it("holds equal raw data for equal configurations, whatever their places", async () => {
    const [one, two] = await Promise.all([
      configurationOf({ processors: "{batch: {timeout: 1s, send_batch_size: 5}}" }),
      configurationOf({ processors: "\n  batch:\n    send_batch_size: 5\n    timeout: '1s'\n" }),
    ]);
    expect(one.processors.get("batch")!.raw).toEqual(two.processors.get("batch")!.raw);
  });
});

describe("the root", () => {
  it.each([
    [{ receivers: undefined, exporters: undefined, service: undefined }, [": empty configuration file"]],
    [
      { receivers: undefined, service: undefined },
      [
        "receivers: no receiver configuration specified in config",
        "service::pipelines: service must have at least one pipeline",
      ],
    ],
    [
      { exporters: "", service: "{pipelines: {}}" },
      [
        "exporters: no exporter configuration specified in config",
        "service::pipelines: service must have at least one pipeline",
      ],
    ],
    [{ recievers: "{}" }, ["recievers: is not a section"]],
    [{ processors: "[batch]" }, ["processors: must be a map"]],
    [{ processors: "batch" }, ["processors: must be a map"]],
    [
      { service: "{pipelines: [traces]}" },
      ["service::pipelines: must be a map", "service::pipelines: service must have at least one pipeline"],
    ],
    [
      { connectors: "{forward: }", exporters: "{debug: , forward: }" },
      [
        'exporters::forward: unknown exporter type "forward" (valid values: [debug otlp_http])',
        'connectors::forward: ambiguous ID: found both "forward" exporter and "forward" connector; change one of the components\' IDs (for example rename "forward" connector to "forward/connector")',
      ],
    ],
  ])("%j", async (parts, problems) => {
    expect(await problemsOf(parts)).toEqual(problems);
  });
});

import { describe, expect, it } from "vitest";
import { collectorConfig, type Places } from "./collector-config.ts";
import { comparisons } from "./comparisons.ts";
import { growths } from "./growth.ts";
import type { Scenario } from "./scenario.ts";
import { workerScalings } from "./worker-scaling.ts";

const places: Places = {
  receiverPort: 1,
  sinkPort: 2,
  metricsPort: 3,
  certFile: "/cert",
  keyFile: "/key",
  storage: "/queue",
};

const named = (name: string): Scenario =>
  [
    ...comparisons,
    ...growths.flatMap(({ steps }) => steps),
    ...workerScalings.flatMap(({ one, two }) => [one, two]),
  ].find((each) => each.name === name)!;

const configOf = (name: string): unknown => JSON.parse(collectorConfig(named(name), places));

describe("collectorConfig", () => {
  it("leaves everything at its default that the scenario does not speak of", () => {
    expect(configOf("http-512")).toEqual({
      receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:1" } } } },
      processors: { batch: {} },
      exporters: { "otlp_http/1": { endpoint: "http://127.0.0.1:2", compression: "none" } },
      service: {
        telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port: 3 } } } }] } },
        pipelines: { "traces/1": { receivers: ["otlp"], processors: ["batch"], exporters: ["otlp_http/1"] } },
      },
    });
  });

  it.each([
    ["grpc-512", { exporters: { "otlp_grpc/1": { endpoint: "127.0.0.1:2", tls: { insecure: true } } } }],
    ["http-gzip-512", { exporters: { "otlp_http/1": { compression: "gzip", compression_params: { level: 1 } } } }],
    ["http-logs-512", { service: { pipelines: { "logs/1": { receivers: ["otlp"] } } } }],
    [
      "http-tls-512",
      { receivers: { otlp: { protocols: { http: { tls: { cert_file: "/cert", key_file: "/key" } } } } } },
    ],
    ["http-tls-512", { exporters: { "otlp_http/1": { endpoint: "https://127.0.0.1:2", tls: { ca_file: "/cert" } } } }],
    ["http-durable-512", { exporters: { "otlp_http/1": { sending_queue: { storage: "file_storage" } } } }],
    ["http-durable-512", { extensions: { file_storage: { directory: "/queue", fsync: true } } }],
    ["http-durable-512", { service: { extensions: ["file_storage"], pipelines: { "traces/1": { processors: [] } } } }],
  ])("%s has %j", (name, expected) => {
    expect(configOf(name)).toMatchObject(expected);
  });

  it("asks for workers where there are several", () => {
    expect(configOf("workers-1-http-512")).toEqual(configOf("http-512"));
    expect(configOf("workers-2-http-512")).toMatchObject({ service: { workers: 2 } });
  });

  it("gives each of several pipelines an exporter of its own", () => {
    const { exporters, service } = configOf("pipelines-16") as {
      exporters: object;
      service: { pipelines: Record<string, { exporters: string[] }> };
    };
    expect(Object.keys(exporters)).toHaveLength(16);
    expect(new Set(Object.values(service.pipelines).flatMap((pipeline) => pipeline.exporters)).size).toBe(16);
  });
});

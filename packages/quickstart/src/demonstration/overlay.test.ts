import { describe, expect, it } from "vitest";
import type { EffectiveConfig } from "./effective-config.ts";
import { overlayOf } from "./overlay.ts";

const config = (more: Partial<EffectiveConfig> = {}): EffectiveConfig => ({
  receivers: { portkey: {} },
  processors: { "settle/a": {}, guard: {} },
  exporters: { otlp_http: {}, debug: {} },
  connectors: {},
  extensions: { "file_checkpoint/x": {}, health_check: {}, file_storage: {}, zpages: {} },
  service: { pipelines: { metrics: { exporters: ["debug", "otlp_http"] } } },
  ...more,
});

let port = 20_000;
const places = {
  sink: "http://127.0.0.1:1",
  folder: "/f",
  metricsPort: 9,
  zpages: 10,
  freePort: () => Promise.resolve(port++),
};
const pipelinesOf = async (given: EffectiveConfig) =>
  ((await overlayOf(given, {}, places))["service"] as EffectiveConfig["service"]).pipelines;

describe("what is laid over a configuration", () => {
  it("keeps it on this machine: the sink, the folder, free ports", async () => {
    const overlay = await overlayOf(config(), { portkey: { api_key: "k" } }, places);
    expect(overlay).toMatchObject({
      receivers: { portkey: { api_key: "k" } },
      processors: { "settle/a": { after: "20s" } },
      exporters: { otlp_http: { endpoint: "http://127.0.0.1:1" } },
      extensions: {
        "file_checkpoint/x": { path: "/f/file_checkpoint-x.json" },
        health_check: { endpoint: expect.stringMatching(/^127\.0\.0\.1:20/) as string },
        file_storage: { directory: "/f/file_storage" },
        zpages: { endpoint: "127.0.0.1:10" },
      },
      service: { telemetry: { ledger: { path: "/f/ledger.json" } } },
    });
    expect(overlay).toMatchObject({
      service: { telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { port: 9 } } } }] } } },
    });
    expect(Object.keys(overlay["processors"] as object)).toEqual(["settle/a"]);
  });

  it("sends every pipeline to the sink once, whatever it exports to", async () => {
    expect(await pipelinesOf(config())).toEqual({ metrics: { exporters: ["otlp_http"] } });
    const several = {
      metrics: { exporters: ["otlp_http/a", "otlp_http/b"] },
      logs: { exporters: ["otlp_grpc"] },
      traces: { exporters: ["forward"] },
    };
    const given = config({ connectors: { forward: {} }, service: { pipelines: several } });
    expect(await pipelinesOf(given)).toEqual({
      metrics: { exporters: ["otlp_http/a"] },
      logs: { exporters: ["otlp_http/sink"] },
      traces: { exporters: ["forward"] },
    });
    expect((await overlayOf(given, {}, places))["exporters"]).toMatchObject({
      "otlp_http/sink": { endpoint: "http://127.0.0.1:1" },
    });
  });

  it("leads signals with an address of their own there, too", async () => {
    const exporters = { otlp_http: { metrics_endpoint: "https://elsewhere.example/v1/metrics" } };
    expect((await overlayOf(config({ exporters }), {}, places))["exporters"]).toMatchObject({
      otlp_http: { metrics_endpoint: "http://127.0.0.1:1/v1/metrics" },
    });
  });
});

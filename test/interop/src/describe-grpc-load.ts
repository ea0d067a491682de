import { eventually } from "@genai-collector/test-e2e/eventually";
import { freePorts } from "@genai-collector/test-e2e/free-ports";
import { metricsPage, sampleOf } from "@genai-collector/test-e2e/metrics-page";
import { Stage } from "@genai-collector/test-e2e/stage";
import { describe, expect, it } from "vitest";
import { driveCCore, driveGrpcJs, type LoadTarget } from "./grpc-drivers.ts";
import { peer } from "@genai-collector/test-e2e/peer";
import { complaintsOf, metricsReader, startWith } from "./program.ts";

/** Our collector, its gRPC receiver under load, and nothing behind it. */
interface UnderLoad extends LoadTarget {
  /** Items that were accepted, and refused. */
  counts(): Promise<{ readonly accepted: number; readonly refused: number }>;
  /** Lines of its log that complain. */
  complaints(): readonly string[];
}

const words = ["spans", "metric_points", "log_records"];

/** Connections end at this age, while calls are under way. */
const shortLives = {
  keepalive: { server_parameters: { max_connection_age: "1500ms", max_connection_age_grace: "20s" } },
};

async function openUnderLoad(grpc: object = {}): Promise<UnderLoad> {
  const stage = await Stage.open();
  const [port, metricsPort] = await freePorts(2);
  const pipeline = { receivers: ["otlp"], exporters: ["nop"] };
  const child = await startWith(stage, "ours", "under-load.yaml", {
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${port}`, ...grpc } } } },
    exporters: { nop: {} },
    service: {
      telemetry: { metrics: { readers: [metricsReader(metricsPort!)] } },
      pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline },
    },
  });
  return {
    stage,
    endpoint: `127.0.0.1:${port}`,
    counts: async () => {
      const page = await metricsPage(String(metricsPort));
      return { accepted: total(page, "otelcol_receiver_accepted"), refused: total(page, "otelcol_receiver_refused") };
    },
    complaints: () => complaintsOf(child),
  };
}

/** Of all signals. */
function total(page: string, name: string): number {
  return words.reduce((sum, word) => sum + (sampleOf(page, `${name}_${word}`) ?? 0), 0);
}

const clients = [
  { client: "grpc-js", drive: driveGrpcJs },
  { client: "gRPC's C core, through Python", drive: driveCCore },
];

/** Each client for so many seconds. */
export function describeGrpcLoad(seconds: number): void {
  describe(`the gRPC receiver under load for ${seconds} s`, () => {
    it.each(clients)("of $client: every call ends well, and everything is counted", async ({ drive }) => {
      const collector = await openUnderLoad();
      const { calls, items, failures } = await drive(collector, seconds);
      expect(failures).toEqual([]);
      expect(await collector.counts()).toEqual({ accepted: items, refused: 0 });
      expect(calls).toBeGreaterThan(seconds * 20);
      expect(collector.complaints()).toEqual([]);
    });

    // Both clients give up calls whose large message is half written when they are told to go elsewhere, whoever serves.
    it.each(clients)(
      "of $client, connections ending: what was not taken is told, and nothing else",
      async ({ drive }) => {
        const collector = await openUnderLoad(shortLives);
        const { calls, items, failures } = await drive(collector, seconds / 2);
        expect(failures.filter((failure) => !failure.startsWith("UNAVAILABLE: "))).toEqual([]);
        expect(failures.length).toBeLessThan(calls / 50);
        expect(await collector.counts()).toEqual({ accepted: items, refused: 0 });
        expect(collector.complaints()).toEqual([]);
      },
    );

    it("of Go, through telemetrygen, connections ending: it ends at the first call that fails, and ends well", async () => {
      const collector = await openUnderLoad(shortLives);
      const signals = ["traces", "metrics", "logs"];
      await Promise.all(signals.map((signal) => generate(collector, collector.endpoint, signal, seconds)));
      const { accepted, refused } = await collector.counts();
      expect(accepted).toBeGreaterThan(seconds * 1_000);
      expect(refused).toBe(0);
      expect(collector.complaints()).toEqual([]);
    });

    it("of otelcol, every compression, connections ending: what it says that it sent is what was accepted", async () => {
      const collector = await openUnderLoad(shortLives);
      const { otelcol, endpoint, metrics } = await startOtelcol(collector);
      await Promise.all(["traces", "logs"].map((signal) => generate(collector, endpoint, signal, seconds)));
      const page = await eventually(
        "otelcol's queues to be empty",
        async () => {
          const now = await metrics();
          return sampleOf(now, "otelcol_exporter_queue_size") === 0 && now;
        },
        60_000,
      );
      const lost = total(page, "otelcol_exporter_send_failed") + total(page, "otelcol_exporter_enqueue_failed");
      expect(lost, otelcol.stderr).toBe(0);
      const sent = total(page, "otelcol_exporter_sent");
      expect(await collector.counts()).toEqual({ accepted: sent, refused: 0 });
      expect(sent).toBeGreaterThan(seconds * 1_000);
      expect(complaintsOf(otelcol)).toEqual([]);
      expect(collector.complaints()).toEqual([]);
    });
  });
}

/** An otelcol that sends what it takes once with each compression. Nothing is tried twice: what fails is counted. */
async function startOtelcol({ stage, endpoint }: UnderLoad) {
  const [port, metricsPort] = await freePorts(2);
  const exporter = (compression: string): object => ({
    endpoint,
    tls: { insecure: true },
    compression,
    sending_queue: { block_on_overflow: true, num_consumers: 10 },
    retry_on_failure: { enabled: false },
    timeout: "30s",
  });
  const compressions = ["none", "gzip", "snappy", "zstd"];
  const exporters = Object.fromEntries(compressions.map((each) => [`otlp_grpc/${each}`, exporter(each)]));
  const pipeline = { receivers: ["otlp"], exporters: Object.keys(exporters) };
  const otelcol = await startWith(stage, "otelcol", "load.yaml", {
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${port}` } } } },
    exporters,
    service: {
      telemetry: { metrics: { readers: [metricsReader(metricsPort!)] } },
      pipelines: { traces: pipeline, logs: pipeline },
    },
  });
  return { otelcol, endpoint: `127.0.0.1:${port}`, metrics: () => metricsPage(String(metricsPort)) };
}

async function generate({ stage }: UnderLoad, endpoint: string, signal: string, seconds: number): Promise<void> {
  const flags = ["--rate", "0", "--workers", "2", "--duration", `${seconds}s`, "--otlp-insecure", "--otlp-endpoint"];
  const child = stage.start({ command: await peer("telemetrygen"), args: [signal, ...flags, endpoint] });
  const { code } = await child.endedWithin(seconds * 1_000 + 60_000);
  expect(code, child.stderr).toBe(0);
}

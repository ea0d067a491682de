import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CollectorError } from "@genai-collector/component";
import { generateTraces, spansOf, type TracesSink } from "@genai-collector/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { pemPath, requestOf, startProtocols } from "./otlp-grpc-scene.ts";

// A real otelcol sends to the receiver: its exporters are the clients that most data comes from, and their transports
// are those of Go. Needs Go, or OTELCOL with the path of the program.

const builder = new URL("../../../test/interop/peers/build.sh", import.meta.url).pathname;
const otelcol = process.env["OTELCOL"] ?? execFileSync(builder, ["otelcol"], { encoding: "utf8" }).trim();

const any = { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } };

/** Starts otelcol with these exporters, fed over OTLP/HTTP; gives the URL to feed it at. */
async function startOtelcol(exporters: Readonly<Record<string, object>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "otelcol-"));
  const port = await freePort();
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters,
    service: {
      telemetry: { metrics: { level: "none" } },
      pipelines: { traces: { receivers: ["otlp"], exporters: Object.keys(exporters) } },
    },
  };
  // JSON is YAML.
  writeFileSync(join(folder, "config.yaml"), JSON.stringify(config));
  const program = spawn(otelcol, ["--config", join(folder, "config.yaml")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  program.stderr.on("data", (part: Buffer) => (log += part.toString()));
  onTestFinished(async () => {
    program.kill("SIGKILL");
    await once(program, "close");
    rmSync(folder, { recursive: true });
  });
  while (!log.includes("Everything is ready")) {
    if (program.exitCode !== null) throw new Error(`otelcol ended: ${log}`);
    await sleep(20);
  }
  return `http://127.0.0.1:${port}/v1/traces`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function post(url: string, body: Uint8Array): Promise<void> {
  const headers = { "content-type": "application/x-protobuf" };
  const answer = await fetch(url, { method: "POST", headers, body: Uint8Array.from(body) });
  expect(answer.status).toBe(200);
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !isTrue(); await sleep(10)) {
    if (Date.now() > end) throw new Error("nothing came within 30 s");
  }
}

const senders = (sink: TracesSink): string[] =>
  sink.contexts.map(({ client }) => client!.metadata.get("x-via")![0]!).toSorted();

describe("otelcol", () => {
  it("sends over gRPC and HTTP, with every compression that it has", async () => {
    const metadata = { include_metadata: true };
    const { sinks, endpoints } = await startProtocols({
      grpc: { ...any.grpc, ...metadata },
      http: { ...any.http, ...metadata },
    });
    const exporters: Record<string, object> = {};
    for (const compression of ["none", "gzip", "snappy", "zstd"]) {
      const id = `otlp/${compression}`;
      exporters[id] = { endpoint: endpoints[0], tls: { insecure: true }, compression, headers: { "x-via": id } };
    }
    for (const compression of ["none", "gzip", "zlib", "deflate", "snappy", "x-snappy-framed", "zstd", "lz4"]) {
      const id = `otlphttp/${compression}`;
      exporters[id] = { endpoint: `http://${endpoints[1]}`, compression, headers: { "x-via": id } };
    }
    exporters["otlphttp/json"] = {
      endpoint: `http://${endpoints[1]}`,
      encoding: "json",
      headers: { "x-via": "otlphttp/json" },
    };
    const url = await startOtelcol(exporters);
    const payload = generateTraces({ resources: 3, items: 50 });
    await post(url, requestOf(payload));
    const names = Object.keys(exporters).toSorted();
    await until(() => sinks.traces.payloads.length >= names.length);
    expect(senders(sinks.traces)).toEqual(names);
    const spans = spansOf(payload).map(({ spanId, name }) => [spanId, name]);
    for (const received of sinks.traces.payloads)
      expect(spansOf(received).map(({ spanId, name }) => [spanId, name])).toEqual(spans);
  });

  it("waits as long as it is asked to, and then sends again: both protocols", async () => {
    const { sinks, endpoints } = await startProtocols(any);
    for (const exporter of [
      { "otlp/retry": { endpoint: endpoints[0], tls: { insecure: true } } },
      { "otlphttp/retry": { endpoint: `http://${endpoints[1]}` } },
    ]) {
      sinks.traces.clear();
      const full = new CollectorError("SINK_FULL", "full", { kind: "refused", retryAfterMs: 1_000 });
      sinks.traces.failWith(full, 1);
      // By itself it would come back at once.
      const withShortRetry = Object.fromEntries(
        Object.entries(exporter).map(([id, settings]) => [
          id,
          { ...settings, retry_on_failure: { initial_interval: "10ms", max_interval: "10ms" } },
        ]),
      );
      const url = await startOtelcol(withShortRetry);
      await post(url, requestOf(generateTraces()));
      await until(() => sinks.traces.refused.length === 1);
      const refusedAt = Date.now();
      await until(() => sinks.traces.payloads.length === 1);
      expect(Date.now() - refusedAt).toBeGreaterThanOrEqual(900);
    }
  });

  it("drops what it is told will never be taken", async () => {
    const { sinks, endpoints } = await startProtocols(any);
    const url = await startOtelcol({ otlp: { endpoint: endpoints[0], tls: { insecure: true } } });
    sinks.traces.failWith(new CollectorError("SINK_NO", "no", { kind: "misconfigured" }), 1);
    await post(url, requestOf(generateTraces({ seed: 1 })));
    await until(() => sinks.traces.refused.length === 1);
    await post(url, requestOf(generateTraces({ seed: 2 })));
    await until(() => sinks.traces.payloads.length === 1);
    expect(sinks.traces.refused).toHaveLength(1);
  });

  it("encrypts, both sides with certificates", async () => {
    const tls = { cert_file: pemPath("server"), key_file: pemPath("server-key"), client_ca_file: pemPath("ca") };
    const { sinks, endpoints } = await startProtocols({ grpc: { ...any.grpc, tls }, http: { ...any.http, tls } });
    const own = { ca_file: pemPath("ca"), cert_file: pemPath("client"), key_file: pemPath("client-key") };
    const clientTls = { ...own, server_name_override: "localhost" };
    const url = await startOtelcol({
      otlp: { endpoint: endpoints[0], tls: clientTls },
      otlphttp: { endpoint: `https://${endpoints[1]}`, tls: clientTls },
    });
    await post(url, requestOf(generateTraces()));
    await until(() => sinks.traces.payloads.length === 2);
    expect(sinks.traces.contexts.map(({ client }) => client!.transport!).toSorted()).toEqual(["grpc", "http"]);
  });
});

// A real otelcol takes what the exporter sends: it decides whether frames, encodings and statuses are what they should be.
import { merge, parseJsonRequest, parseRequest } from "@genai-collector/pdata";
import { generateLogs, generateTraces } from "@genai-collector/testkit";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { noRetry, setScene } from "./scene.ts";

const pem = (name: string): string =>
  fileURLToPath(new URL(`testdata/tls/${name}.pem`, import.meta.resolve("@genai-collector/config/package.json")));

let otelcol = "";
beforeAll(() => {
  const build = fileURLToPath(new URL("../../../test/interop/peers/build.sh", import.meta.url));
  otelcol = process.env["OTELCOL"] ?? execFileSync(build, ["otelcol"], { encoding: "utf8" }).trim();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listens(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect").finally(() => socket.destroy());
}

/** An otelcol whose OTLP receiver writes to a file what it takes. */
async function startOtelcol(grpc: object = {}, extensions: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), "otelcol-"));
  const taken = join(folder, "taken.json");
  const port = await freePort();
  const endpoint = `127.0.0.1:${port}`;
  const pipeline = { receivers: ["otlp"], exporters: ["file"] };
  const config = {
    extensions,
    receivers: { otlp: { protocols: { grpc: { endpoint, ...grpc } } } },
    exporters: { file: { path: taken, flush_interval: "50ms" } },
    service: {
      extensions: Object.keys(extensions),
      telemetry: { metrics: { level: "none" } },
      pipelines: { traces: pipeline, logs: pipeline },
    },
  };
  writeFileSync(join(folder, "config.yaml"), JSON.stringify(config));
  const child = spawn(otelcol, ["--config", join(folder, "config.yaml")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  onTestFinished(async () => {
    if (child.exitCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  });
  await vi
    .waitFor(() => listens(port), { timeout: 20_000 })
    .catch((error: unknown) => {
      throw new Error(`otelcol does not listen:\n${log}`, { cause: error });
    });
  /** Items that otelcol has written. */
  const items = (signal: "traces" | "logs"): number => {
    if (!existsSync(taken)) return 0;
    const lines = readFileSync(taken, "utf8").split("\n").slice(0, -1);
    const key = signal === "traces" ? "resourceSpans" : "resourceLogs";
    const requests = lines.filter((line) => line.includes(`"${key}"`)).map((line) => new TextEncoder().encode(line));
    return requests.reduce((sum, request) => sum + parseJsonRequest(signal, request).items, 0);
  };
  return { endpoint, items };
}

async function sceneAt(endpoint: string, config: object = {}) {
  const scene = await setScene({ endpoint, ...config });
  onTestFinished(scene.shutdown);
  return scene;
}

describe("otelcol", () => {
  it.each(["none", "gzip", "snappy", "zstd"])("reads messages with compression %s", async (compression) => {
    const { endpoint, items } = await startOtelcol();
    const scene = await sceneAt(endpoint, { compression });
    await scene.consume(generateTraces({ resources: 3, items: 100 }));
    await scene.consume(generateLogs({ resources: 3, items: 100 }));
    await vi.waitFor(() => expect([items("traces"), items("logs")]).toEqual([300, 300]), { timeout: 5_000 });
  });

  it.each(["none", "gzip"])(
    "is sent in parts what is larger than the 4 MiB that it takes, compression %s",
    async (compression) => {
      const { endpoint, items } = await startOtelcol();
      const scene = await sceneAt(endpoint, { compression, timeout: "60s" });
      const payload = generateTraces({ resources: 60, items: 500 });
      expect(payload.bytes).toBeGreaterThan(2 * 4_194_304);
      await scene.consume(payload);
      await vi.waitFor(() => expect(items("traces")).toBe(30_000), { timeout: 20_000, interval: 500 });
      expect(scene.recorded.count("otlp_grpc.requests{status=RESOURCE_EXHAUSTED}")).toBeGreaterThan(0);
    },
  );

  it("takes TLS and mutual TLS", async () => {
    const tls = { cert_file: pem("server"), key_file: pem("server-key"), client_ca_file: pem("ca") };
    const { endpoint, items } = await startOtelcol({ tls });
    const ca_pem = readFileSync(pem("ca"), "utf8");
    const without = await sceneAt(endpoint, { ...noRetry, tls: { ca_pem } });
    expect(await without.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
    const pair = { cert_pem: readFileSync(pem("client"), "utf8"), key_pem: readFileSync(pem("client-key"), "utf8") };
    const scene = await sceneAt(endpoint, { tls: { ca_pem, ...pair } });
    await scene.consume(generateLogs({ resources: 1, items: 5 }));
    await vi.waitFor(() => expect(items("logs")).toBe(5), { timeout: 5_000 });
  });

  it("says who is not let in", async () => {
    const auth = { auth: { authenticator: "bearertokenauth" } };
    const { endpoint, items } = await startOtelcol(auth, { bearertokenauth: { token: "t" } });
    const wrong = await sceneAt(endpoint, { headers: { authorization: "Bearer wrong" } });
    expect(await wrong.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAUTHORIZED", kind: "misconfigured" });
    const right = await sceneAt(endpoint, { headers: { authorization: "Bearer t" } });
    await right.consume(generateLogs({ resources: 1, items: 5 }));
    await vi.waitFor(() => expect(items("logs")).toBe(5), { timeout: 5_000 });
  });

  it("reads nothing that is broken: what is, is found and dropped", async () => {
    const { endpoint, items } = await startOtelcol();
    const scene = await sceneAt(endpoint);
    // Its lengths add up down to the record, which is no record.
    const broken = parseRequest("logs", Uint8Array.from([10, 6, 18, 4, 18, 2, 10, 9]));
    const payload = merge([broken, generateLogs({ resources: 1, items: 4 })]);
    expect(await scene.outcome(payload)).toMatchObject({
      code: "EXPORT_REJECTED_ITEMS",
      rejected: [{ items: 1, reason: "malformed" }],
    });
    await vi.waitFor(() => expect(items("logs")).toBe(4), { timeout: 5_000 });
  });
});

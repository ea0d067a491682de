import { readFileSync } from "node:fs";
import type { Component, Signal } from "@genai-collector/component";
import {
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  generateLogs,
  generateMetrics,
  generateTraces,
  LogsSink,
  MetricsSink,
  Recorded,
  TracesSink,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpReceiverFactory } from "../src/index.ts";
import { exportPath, framed, requestOf } from "./grpc-scene.ts";
import { ScriptedBody } from "./scripted-body.ts";
import { ServerStandIn } from "./server-stand-in.ts";

const both = { grpc: null, http: null };

function setUp(protocols: object = both, config: object = {}, workers = 1) {
  const world = new World();
  const { clock, timers, random, http, files, compress, process } = new VirtualRuntime(world);
  const servers = new ServerStandIn();
  const recorded = new Recorded();
  const settings = createSettings<NonNullable<typeof otlpReceiverFactory.instruments>>(
    "otlp",
    { clock, timers, random, http, files, compress, process, servers },
    { recorded, instruments: otlpReceiverFactory.instruments, worker: { index: 0, count: workers } },
  );
  const sinks = { traces: new TracesSink(), metrics: new MetricsSink(), logs: new LogsSink() };
  const outputs = createOutputs({ traces: [sinks.traces], metrics: [sinks.metrics], logs: [sinks.logs] });
  const decoded = decodeConfig(otlpReceiverFactory.config, { protocols, ...config }, "receivers::otlp");
  const receiver: Component = otlpReceiverFactory.create(settings, decoded, outputs);
  return { receiver, servers, recorded, sinks, world };
}

const never = new AbortController().signal;

function ask(servers: ServerStandIn, signal: Signal, body: Uint8Array, protocol: "grpc" | "http") {
  const isGrpc = protocol === "grpc";
  return servers.at(isGrpc ? "localhost:4317" : "localhost:4318").handle({
    method: "POST",
    url: isGrpc ? exportPath[signal] : `/v1/${signal}`,
    headers: { "content-type": isGrpc ? "application/grpc" : "application/x-protobuf" },
    peer: "127.0.0.1:1",
    signal: never,
    body: new ScriptedBody([isGrpc ? framed(body) : body]),
  });
}

describe("listeners", () => {
  it("56. all signals of one configuration: one listener a protocol", async () => {
    const { receiver, servers, recorded, sinks } = setUp();
    await receiver.start(createHost());
    expect(servers.listeners.map(({ endpoint, options }) => [endpoint, options.protocol])).toEqual([
      ["localhost:4317", "http2"],
      ["localhost:4318", "http1"],
    ]);
    expect(recorded.logs.map(({ level, message, data }) => [level, message, data])).toEqual([
      ["info", "Starting GRPC server", { endpoint: "localhost:4317" }],
      ["info", "Starting HTTP server", { endpoint: "localhost:4318" }],
    ]);
    expect(recorded.statuses).toMatchObject([
      { state: "ok", part: "grpc" },
      { state: "ok", part: "http" },
    ]);
    for (const protocol of ["grpc", "http"] as const) {
      expect((await ask(servers, "traces", requestOf(generateTraces()), protocol)).status).toBe(200);
      expect((await ask(servers, "metrics", requestOf(generateMetrics()), protocol)).status).toBe(200);
      expect((await ask(servers, "logs", requestOf(generateLogs()), protocol)).status).toBe(200);
    }
    for (const sink of Object.values(sinks))
      expect(sink.contexts.map(({ client }) => client?.transport)).toEqual(["grpc", "http"]);
  });

  it.each([
    ["grpc", { grpc: null }, "localhost:4317"],
    ["http", { grpc: { enabled: false }, http: null }, "localhost:4318"],
  ])("14. and 15. %s alone listens alone", async (_, protocols, endpoint) => {
    const { receiver, servers } = setUp(protocols);
    await receiver.start(createHost());
    expect(servers.listeners.map((each) => each.endpoint)).toEqual([endpoint]);
  });

  it.each(["localhost:4317", "localhost:4318"])(
    "%s is taken: start fails and leaves nothing behind",
    async (endpoint) => {
      const { receiver, servers, recorded } = setUp();
      servers.taken.add(endpoint);
      await expect(receiver.start(createHost())).rejects.toThrow(`cannot listen on ${endpoint}`);
      expect(servers.listeners.filter(({ isClosed }) => !isClosed)).toEqual([]);
      expect(recorded.statuses.map(({ part }) => part)).not.toContain(endpoint === "localhost:4317" ? "grpc" : "http");
      servers.taken.clear();
      await receiver.start(createHost());
      expect(servers.listeners.filter(({ isClosed }) => !isClosed)).toHaveLength(2);
      await receiver.shutdown(never);
    },
  );

  it("43. shutdown before start, and twice", async () => {
    const { receiver, servers } = setUp();
    await receiver.shutdown(never);
    await receiver.start(createHost());
    await receiver.shutdown(never);
    await receiver.shutdown(never);
    expect(servers.listeners.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it("share their ports among workers", async () => {
    const { receiver, servers } = setUp(both, {}, 4);
    await receiver.start(createHost());
    expect(servers.listeners.map(({ options }) => options.isShared)).toEqual([true, true]);
  });
});

describe("memory of requests that are under way", () => {
  it("is one for both protocols", async () => {
    const body = requestOf(generateTraces());
    const { receiver, servers, sinks } = setUp(both, { max_in_flight_bytes: 2 * body.length + 5 });
    await receiver.start(createHost());
    sinks.traces.hold();
    const [one, other] = [ask(servers, "traces", body, "grpc"), ask(servers, "traces", body, "http")];
    while (sinks.traces.waiting.length < 2) await Promise.resolve();
    expect((await ask(servers, "traces", body, "http")).status).toBe(429);
    const refused = await ask(servers, "traces", body, "grpc");
    expect(refused.headers["grpc-status"]).toBe("8");
    sinks.traces.release();
    expect([(await one).trailers, (await other).status]).toEqual([{ "grpc-status": "0" }, 200]);
  });
});

describe("TLS", () => {
  const tls = { cert_file: "/tls/cert.pem", key_file: "/tls/key.pem" };
  const testPem = (name: string): string =>
    readFileSync(new URL(`../../../packages/config/testdata/tls/${name}.pem`, import.meta.url), "utf8");

  it("70. a certificate that is replaced is served after reload_interval; a bad one leaves the old, with a status", async () => {
    const { receiver, servers, recorded, world } = setUp({ grpc: { tls: { ...tls, reload_interval: "1m" } } });
    const put = (certificate: string, key: string): void => {
      world.disk.put("/tls/cert.pem", new TextEncoder().encode(testPem(certificate)));
      world.disk.put("/tls/key.pem", new TextEncoder().encode(testPem(key)));
    };
    put("server", "server-key");
    await world.until(receiver.start(createHost()));
    const [listening] = servers.listeners;
    expect(listening!.options.tls).toMatchObject({ cert: testPem("server"), requiresClientCertificate: false });
    put("renewed-server", "renewed-server-key");
    await world.advance(59_000);
    expect(listening!.renewed).toEqual([]);
    await world.advance(2_000);
    expect(listening!.renewed).toMatchObject([{ cert: testPem("renewed-server") }]);
    put("server", "renewed-server-key");
    await world.advance(60_000);
    expect(listening!.renewed).toHaveLength(1);
    expect(recorded.status("otlp", "protocols::grpc::tls")).toMatchObject({ state: "recoverable_error" });
    await world.until(receiver.shutdown(never));
    put("renewed-server", "renewed-server-key");
    await world.advance(600_000);
    expect(listening!.renewed).toHaveLength(1);
  });

  it.each(["grpc", "http"])("a certificate that is not there: start error at its place (%s)", async (protocol) => {
    const { receiver, servers } = setUp({ [protocol]: { tls } });
    await expect(receiver.start(createHost())).rejects.toThrow(
      `protocols::${protocol}::tls::cert_file: cannot read /tls/cert.pem`,
    );
    expect(servers.listeners).toEqual([]);
  });

  it("70. a key without its certificate is refused in the configuration", () => {
    expect(() => setUp({ http: { tls: { key_file: "/k" } } })).toThrow(
      /protocols::http::tls: TLS configuration must include both certificate and key for server connections/,
    );
  });
});

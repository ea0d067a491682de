// TLS against gRPC's own server, with certificates for tests that are valid for a hundred years.
import { ServerCredentials } from "@grpc/grpc-js";
import { generateLogs, World } from "@genai-collector/testkit";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, Server as TlsServer } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { TlsClientOptions } from "@genai-collector/component";
import { parseEndpoint } from "../src/endpoint.ts";
import { openGrpcChannel } from "../src/transport.ts";
import { startGrpcSink } from "./grpc-sink.ts";
import { noRetry, setScene } from "./scene.ts";

const folder = new URL("testdata/tls/", import.meta.resolve("@genai-collector/config/package.json"));
const pem = (name: string): string => readFileSync(new URL(`${name}.pem`, folder), "utf8");
const pair = { private_key: Buffer.from(pem("server-key")), cert_chain: Buffer.from(pem("server")) };

/** A sink that is "server" by its certificate: `localhost`, `collector.test`, 127.0.0.1. */
async function tlsSink(clientAuthority?: string) {
  const authority = clientAuthority === undefined ? null : Buffer.from(pem(clientAuthority));
  const credentials = ServerCredentials.createSsl(authority, [pair], authority !== null);
  const sink = await startGrpcSink({ credentials });
  onTestFinished(sink.stop);
  return sink;
}

async function sceneAt(endpoint: string, tls: object, config: object = {}) {
  const scene = await setScene({ endpoint, tls, ...noRetry, ...config });
  onTestFinished(scene.shutdown);
  return scene;
}

const ca = { ca_pem: pem("ca") };
const exportOf = { method: "/opentelemetry.proto.collector.logs.v1.LogsService/Export" };

describe("TLS", () => {
  it("is on by default: the server's certificate is checked against ca_file or ca_pem", async () => {
    const sink = await tlsSink();
    const scene = await sceneAt(sink.endpoint, ca);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(sink.received).toHaveLength(1);
  });

  it.each([
    ["the system's authorities do not know it", {}],
    ["another authority does not know it", { ca_pem: pem("other-ca") }],
  ])("%s: retryable, since it may be mended at either end, and nothing is sent", async (_what, tls) => {
    const sink = await tlsSink();
    const scene = await sceneAt(sink.endpoint, tls);
    const error = await scene.outcome(generateLogs());
    expect(error).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
    expect(error!.message).toMatch(/certificate/);
    expect(sink.received).toEqual([]);
  });

  it("insecure_skip_verify: any certificate will do", async () => {
    const sink = await tlsSink();
    const scene = await sceneAt(sink.endpoint, { insecure_skip_verify: true });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
  });

  it.each([
    ["localhost", {}, {}, true],
    ["127.0.0.1", {}, {}, true],
    ["127.0.0.1", { server_name_override: "collector.test" }, {}, true],
    ["127.0.0.1", { server_name_override: "other.test" }, {}, false],
    ["127.0.0.1", {}, { authority: "collector.test:443" }, true],
    ["127.0.0.1", {}, { authority: "other.test" }, false],
    ["127.0.0.1", { server_name_override: "collector.test" }, { authority: "other.test" }, true],
  ])("the certificate must name %s, or %j %j: %s", async (host, tls, config, isTaken) => {
    const warned = vi.spyOn(process, "emitWarning");
    onTestFinished(() => warned.mockRestore());
    const sink = await tlsSink();
    const scene = await sceneAt(sink.endpoint.replace("127.0.0.1", host), { ...ca, ...tls }, config);
    const error = await scene.outcome(generateLogs());
    expect(error === undefined).toBe(isTaken);
    if (!isTaken) expect(error!.message).toMatch(/altnames/);
    expect(warned).not.toHaveBeenCalled(); // an address is not sent as a server's name
  });

  it("https:// forces it, also with insecure: true", async () => {
    const sink = await tlsSink();
    const scene = await sceneAt(`https://${sink.endpoint}`, { insecure: true, insecure_skip_verify: true });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
  });

  it("http:// alone does not turn it off", async () => {
    const sink = await startGrpcSink();
    onTestFinished(sink.stop);
    const scene = await sceneAt(`http://${sink.endpoint}`, {});
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
    expect(sink.received).toEqual([]);
  });

  it("plain text to a server that speaks TLS is retryable", async () => {
    const sink = await tlsSink();
    const scene = await sceneAt(sink.endpoint, { insecure: true });
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
  });

  it("min_version, max_version: what is configured is asked for", async () => {
    const server = createTlsServer({ key: pem("server-key"), cert: pem("server"), maxVersion: "TLSv1.2" });
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const scene = await sceneAt(endpoint, { ...ca, min_version: "1.3" });
    expect((await scene.outcome(generateLogs()))!.message).toMatch(/protocol version/);
  });

  it("files that are not there are an error at the start", async () => {
    await expect(sceneAt("127.0.0.1:1", { ca_file: "/nowhere/ca.pem" })).rejects.toMatchObject({
      kind: "misconfigured",
    });
  });
});

it("what is trusted, and shown, is asked for at every dial: renewed certificates count from the next one on", async () => {
  const sink = await tlsSink("ca");
  let current: TlsClientOptions = { ca: [pem("ca")], cert: pem("other-client"), key: pem("other-client-key") };
  const channel = openGrpcChannel({
    endpoint: parseEndpoint(sink.endpoint),
    tls: () => current,
    balancer: "pick_first",
    waitsForReady: true,
    userAgent: "test",
    allowsPrivate: true,
    unpack: () => Promise.reject(new Error("not compressed")),
  });
  onTestFinished(() => channel.close());
  const call = (signal: AbortSignal) =>
    channel.call({ ...exportOf, headers: {}, message: [], timeoutMs: Infinity, signal });
  await expect(call(AbortSignal.timeout(200))).rejects.toThrow("timeout");
  current = { ...current, cert: pem("client"), key: pem("client-key") };
  expect(await call(new AbortController().signal)).toMatchObject({ code: 0 });
});

describe("70: mutual TLS", () => {
  const client = { cert_pem: pem("client"), key_pem: pem("client-key") };

  it("without a certificate the handshake fails, with a good one it is ok", async () => {
    const sink = await tlsSink("ca");
    const without = await sceneAt(sink.endpoint, ca);
    expect(await without.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
    const withOne = await sceneAt(sink.endpoint, { ...ca, ...client });
    expect(await withOne.outcome(generateLogs())).toBeUndefined();
    expect(sink.received).toHaveLength(1);
  });

  it("a certificate that is replaced is shown after reload_interval", async () => {
    const world = new World();
    const put = (name: string): void => {
      world.disk.put("/tls/cert.pem", Buffer.from(pem(name)));
      world.disk.put("/tls/key.pem", Buffer.from(pem(`${name}-key`)));
    };
    put("other-client");
    const sink = await tlsSink("ca");
    const tls = { ...ca, cert_file: "/tls/cert.pem", key_file: "/tls/key.pem", reload_interval: "10ms" };
    const scene = await setScene({ endpoint: sink.endpoint, tls }, { world });
    onTestFinished(scene.shutdown);
    const delivered = scene.consume(generateLogs());
    await vi.waitFor(() => expect(scene.recorded.count("otlp_grpc.requests{status=UNAVAILABLE}")).toBeGreaterThan(0));
    expect(sink.received).toEqual([]);
    put("client");
    await delivered;
    expect(sink.received).toHaveLength(1);
  });

  it("a certificate of another authority is refused", async () => {
    const sink = await tlsSink("ca");
    const scene = await sceneAt(sink.endpoint, {
      ...ca,
      cert_pem: pem("other-client"),
      key_pem: pem("other-client-key"),
    });
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAVAILABLE" });
    expect(sink.received).toEqual([]);
  });
});

describe("a TLS server that falls silent", () => {
  it.each([
    ["before it answers the handshake", (server: Server) => server],
    ["before it begins HTTP/2", () => createTlsServer({ key: pem("server-key"), cert: pem("server") })],
  ])("%s is given up after 20 s", async (_when, serverOf) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const server = serverOf(createServer());
    const dialled = Promise.withResolvers<void>();
    server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
      socket.on("error", () => undefined).resume();
      dialled.resolve();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const scene = await sceneAt(`127.0.0.1:${(server.address() as AddressInfo).port}`, ca, { timeout: "0s" });
    const outcome = scene.outcome(generateLogs());
    await dialled.promise;
    await new Promise((resolve) => void setImmediate(resolve)); // the client's end of the handshake
    await vi.advanceTimersByTimeAsync(20_000);
    const error = await outcome;
    expect(error).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
    expect(error!.message).toContain("handshake");
  });

  it("a connection that works is kept", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const sink = await tlsSink();
    const scene = await sceneAt(sink.endpoint, ca);
    await scene.consume(generateLogs());
    await vi.advanceTimersByTimeAsync(60_000);
    await scene.consume(generateLogs());
    expect(new Set(sink.received.map(({ peer }) => peer)).size).toBe(1);
  });
});

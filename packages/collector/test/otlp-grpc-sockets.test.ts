import { mkdtempSync, rmSync } from "node:fs";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compressionAlgorithms, credentials, Metadata, status } from "@grpc/grpc-js";
import { CollectorError } from "@genai-collector/component";
import { concat, generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { call, exportPath, openClient, pem, pemPath, requestOf, startReceiver } from "./otlp-grpc-scene.ts";

// OTLP over gRPC on real sockets, asked by @grpc/grpc-js, which shares no code with the receiver. Everything it answers
// is proved in virtual time, in the receiver's own tests.

const traces = requestOf(generateTraces({ items: 3 }));
const turns = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("@grpc/grpc-js", () => {
  it("exports every signal over one connection, many at a time", async () => {
    const { sinks, endpoint } = await startReceiver();
    const client = openClient(endpoint);
    const bodies = {
      traces: requestOf(generateTraces()),
      metrics: requestOf(generateMetrics()),
      logs: requestOf(generateLogs()),
    };
    const calls = (["traces", "metrics", "logs"] as const).flatMap((signal) =>
      Array.from({ length: 50 }, () => call(client, bodies[signal], { path: exportPath[signal] }).outcome),
    );
    for (const { error, response } of await Promise.all(calls)) {
      expect(error).toBeUndefined();
      expect(response).toHaveLength(0);
    }
    for (const signal of ["traces", "metrics", "logs"] as const) {
      const { payloads, contexts } = sinks[signal];
      expect(payloads).toHaveLength(50);
      expect(payloads.every((payload) => Buffer.compare(requestOf(payload), bodies[signal]) === 0)).toBe(true);
      expect(new Set(contexts.map(({ client: sender }) => sender!.address)).size).toBe(1);
    }
  });

  it("compresses with gzip", async () => {
    const { sinks, endpoint } = await startReceiver();
    const options = { "grpc.default_compression_algorithm": compressionAlgorithms.gzip };
    const { error } = await call(openClient(endpoint, undefined, options), traces).outcome;
    expect([error, requestOf(sinks.traces.payloads[0]!)]).toEqual([undefined, traces]);
  });

  it.each([
    ["a message of several frames", 300_000],
    ["a message larger than the windows of flow control", 3_500_000],
  ])("exports %s", async (_, bytes) => {
    const { sinks, endpoint } = await startReceiver();
    const large = requestOf(generateTraces({ items: Math.ceil(bytes / 430) }));
    expect((await call(openClient(endpoint), large).outcome).error).toBeUndefined();
    expect(requestOf(sinks.traces.payloads[0]!)).toEqual(large);
  });

  it("is told what the pipeline says, with the delay", async () => {
    const { sinks, endpoint } = await startReceiver();
    const client = openClient(endpoint);
    const message = "später — 100 %";
    sinks.traces.failWith(new CollectorError("SINK_DOWN", message, { kind: "retryable", retryAfterMs: 2_000 }), 1);
    const { error } = await call(client, traces).outcome;
    expect(error).toMatchObject({ code: status.UNAVAILABLE, details: message });
    const [details] = error!.metadata.get("grpc-status-details-bin");
    expect((details as Buffer).toString("latin1")).toContain("type.googleapis.com/google.rpc.RetryInfo");
    sinks.traces.failWith(new CollectorError("SINK_FULL", "full", { kind: "refused" }), 1);
    expect((await call(client, traces).outcome).error!.code).toBe(status.RESOURCE_EXHAUSTED);
    const rejected = [{ items: 2, reason: "too_old" }];
    sinks.traces.failWith(new CollectorError("SINK_GAP", "old", { kind: "gap", rejected }), 1);
    const { response } = await call(client, traces).outcome;
    expect([...response!]).toEqual([0x0a, 0x07, 0x08, 0x02, 0x12, 0x03, ...Buffer.from("old")]);
  });

  it("is told that a method is not there", async () => {
    const { endpoint } = await startReceiver();
    const { error } = await call(openClient(endpoint), traces, { path: "/grpc.health.v1.Health/Check" }).outcome;
    expect(error).toMatchObject({ code: status.UNIMPLEMENTED, details: "unknown service grpc.health.v1.Health" });
  });

  it("is told that its message is too large, though it is not all sent, and goes on over the same connection", async () => {
    const { sinks, endpoint } = await startReceiver();
    const client = openClient(endpoint, undefined, { "grpc.max_send_message_length": -1 });
    for (let i = 0; i < 3; i++) {
      const { error } = await call(client, new Uint8Array(12_000_000)).outcome;
      expect(error).toMatchObject({
        code: status.RESOURCE_EXHAUSTED,
        details: "grpc: received message larger than max (12000000 vs. 4194304)",
      });
      expect((await call(client, traces).outcome).error).toBeUndefined();
    }
    expect(new Set(sinks.traces.contexts.map(({ client: sender }) => sender!.address)).size).toBe(1);
  });

  it("its deadline ends what waits for it", async () => {
    const { sinks, endpoint } = await startReceiver({}, { acknowledge: "delivered" });
    sinks.traces.hold();
    const { outcome } = call(openClient(endpoint), traces, { deadlineMs: 100 });
    while (sinks.traces.waiting.length === 0) await turns();
    expect((await outcome).error!.code).toBe(status.DEADLINE_EXCEEDED);
    while (sinks.traces.waiting.length > 0) await turns();
    expect(sinks.traces.payloads).toEqual([]);
  });

  it("its cancellation ends what waits for it", async () => {
    const { sinks, endpoint } = await startReceiver({}, { acknowledge: "delivered" });
    sinks.traces.hold();
    const client = openClient(endpoint);
    const { outcome, cancel } = call(client, traces);
    while (sinks.traces.waiting.length === 0) await turns();
    cancel();
    expect((await outcome).error!.code).toBe(status.CANCELLED);
    while (sinks.traces.waiting.length > 0) await turns();
    sinks.traces.release();
    expect((await call(client, traces).outcome).error).toBeUndefined();
  });

  it("is answered at shutdown, and then finds nobody", async () => {
    const { sinks, receiver, endpoint } = await startReceiver();
    const client = openClient(endpoint);
    sinks.traces.hold();
    const { outcome } = call(client, traces);
    while (sinks.traces.waiting.length === 0) await turns();
    const stopped = receiver.shutdown(new AbortController().signal);
    sinks.traces.release();
    expect((await outcome).error).toBeUndefined();
    await stopped;
    expect((await call(client, traces).outcome).error!.code).toBe(status.UNAVAILABLE);
  });

  it("uses a unix socket", async () => {
    const folder = mkdtempSync(join(tmpdir(), "otlp-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "otlp.sock");
    const { sinks } = await startReceiver({ endpoint: path, transport: "unix" });
    expect((await call(openClient(`unix:${path}`), traces).outcome).error).toBeUndefined();
    expect(sinks.traces.items).toBe(3);
  });
});

describe("70. TLS", () => {
  const tls = { cert_file: pemPath("server"), key_file: pemPath("server-key") };
  const name = { "grpc.ssl_target_name_override": "localhost" };

  it("encrypts; a client that does not is not understood", async () => {
    const { sinks, endpoint } = await startReceiver({ tls });
    const client = openClient(endpoint, credentials.createSsl(pem("ca")), name);
    expect((await call(client, traces).outcome).error).toBeUndefined();
    expect((await call(openClient(endpoint), traces).outcome).error!.code).toBe(status.UNAVAILABLE);
    expect(sinks.traces.items).toBe(3);
  });

  it("client_ca_file: without a certificate the handshake fails, with one of another authority too, with a good one it does not", async () => {
    const { sinks, endpoint } = await startReceiver({ tls: { ...tls, client_ca_file: pemPath("ca") } });
    const bare = openClient(endpoint, credentials.createSsl(pem("ca")), name);
    expect((await call(bare, traces).outcome).error!.code).toBe(status.UNAVAILABLE);
    const known = credentials.createSsl(pem("ca"), pem("client-key"), pem("client"));
    expect((await call(openClient(endpoint, known, name), traces).outcome).error).toBeUndefined();
    expect(sinks.traces.items).toBe(3);
  });
});

describe("a client that speaks HTTP/2 alone", () => {
  /** Sends a request, and gives its headers, with those behind the body. */
  async function ask(endpoint: string, headers: object, body: Uint8Array): Promise<IncomingHttpHeaders> {
    const session = connect(`http://${endpoint}`);
    onTestFinished(() => session.destroy());
    const asked = { ":method": "POST", ":path": exportPath.traces, "content-type": "application/grpc", ...headers };
    const stream = session.request(asked, { endStream: false });
    let seen: IncomingHttpHeaders = {};
    stream.on("response", (answered) => (seen = { ...seen, ...answered }));
    stream.on("trailers", (answered) => (seen = { ...seen, ...answered }));
    stream.resume();
    stream.end(body);
    await new Promise<void>((resolve, reject) => {
      stream.once("close", resolve);
      stream.once("error", reject);
    });
    return seen;
  }

  const request = concat([Uint8Array.of(0, 0, 0, traces.length >> 8, traces.length & 0xff), traces]);

  it.each([
    ["GET", { ":method": "GET" }, new Uint8Array(), 405, "13"],
    ["another content type", { "content-type": "application/json" }, request, 415, "3"],
    ["no message", {}, new Uint8Array(), 200, "13"],
    ["half a message", {}, request.subarray(0, 20), 200, "13"],
    ["two messages", {}, concat([request, request]), 200, "13"],
    ["an encoding that is not there", { "grpc-encoding": "br" }, request, 200, "12"],
    ["a timeout that is none", { "grpc-timeout": "1" }, request, 400, "13"],
    ["no time", { "grpc-timeout": "0S" }, request, 200, "4"],
    ["one message", {}, request, 200, "0"],
  ])("%s: HTTP status and grpc-status", async (_, headers, body, httpStatus, grpcStatus) => {
    const { endpoint } = await startReceiver();
    const answered = await ask(endpoint, headers, body);
    expect([answered[":status"], answered["grpc-status"]]).toEqual([httpStatus, grpcStatus]);
    expect(answered["content-type"]).toBe("application/grpc");
  });

  it("sends metadata: it goes along where it is asked for, with the authority as `host`", async () => {
    const { sinks, endpoint } = await startReceiver({ include_metadata: true });
    await ask(endpoint, { "X-Tenant": "a", te: "trailers" }, request);
    const { metadata } = sinks.traces.contexts[0]!.client!;
    expect([metadata.get("x-tenant"), metadata.get("host"), metadata.has("te")]).toEqual([["a"], [endpoint], false]);
  });
});

it("metadata of @grpc/grpc-js goes along, repeated fields joined", async () => {
  const { sinks, endpoint } = await startReceiver({ include_metadata: true });
  const client = openClient(endpoint);
  const metadata = new Metadata();
  metadata.add("tenant", "a");
  metadata.add("tenant", "b");
  await new Promise<void>((resolve, reject) => {
    client.makeUnaryRequest(
      exportPath.traces,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => bytes,
      traces,
      metadata,
      (error) => (error === null ? resolve() : reject(error)),
    );
  });
  expect(sinks.traces.contexts[0]!.client!.metadata.get("tenant")).toEqual(["a, b"]);
});

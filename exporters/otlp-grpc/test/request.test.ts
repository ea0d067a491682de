import {
  clientAuthenticator,
  CollectorError,
  provide,
  type ClientAuthenticator,
  type OutgoingRequest,
} from "@genai-collector/component";
import { parseRequest } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, generateTraces, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { startGrpcSink, startRawSink } from "./grpc-sink.ts";
import { noRetry, setScene, type SceneOptions } from "./scene.ts";

async function sceneWith(config: object, options?: SceneOptions) {
  const sink = await startGrpcSink();
  onTestFinished(sink.stop);
  const scene = await setScene({ endpoint: sink.endpoint, ...config }, options);
  onTestFinished(scene.shutdown);
  return { sink, ...scene };
}

async function rawSceneWith(config: object) {
  const sink = await startRawSink();
  onTestFinished(sink.stop);
  const scene = await setScene({ endpoint: sink.endpoint, ...config });
  onTestFinished(scene.shutdown);
  return { sink, ...scene };
}

describe("a request", () => {
  it("holds the payload's own bytes, for each signal at its own service", async () => {
    const { sink, consume } = await sceneWith({});
    const payloads = [
      generateTraces({ resources: 3 }),
      generateMetrics({ resources: 3 }),
      generateLogs({ resources: 3 }),
    ];
    for (const payload of payloads) {
      const expected = Buffer.concat(payload.encoded().map((range) => range.bytes));
      const { items, signal } = payload;
      await consume(payload);
      const { message } = sink.received.at(-1)!;
      expect(message.equals(expected)).toBe(true);
      expect(parseRequest(signal, message, { validate: "full" }).items).toBe(items);
    }
    expect(sink.received.map(({ method }) => method)).toEqual([
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
      "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
      "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    ]);
  });

  it("is one frame, also where it is much larger than a window of HTTP/2", async () => {
    const { sink, consume, recorded } = await rawSceneWith({});
    const payload = generateTraces({ resources: 40, items: 500 });
    const expected = Buffer.concat(payload.encoded().map((range) => range.bytes));
    expect(expected.length).toBeGreaterThan(2_000_000);
    await consume(payload);
    const [{ flag, message }] = sink.requests as [(typeof sink.requests)[0]];
    expect([flag, message.equals(expected)]).toEqual([0, true]);
    expect(recorded.count("otlp_grpc.sent_bytes")).toBe(expected.length);
    expect(recorded.count("otlp_grpc.requests{status=OK}")).toBe(1);
  });

  it("tells who asks, whom, and how long it waits", async () => {
    const { sink, consume } = await rawSceneWith({ timeout: "7s" });
    await consume(generateLogs());
    expect(sink.requests[0]!.headers).toMatchObject({
      ":authority": sink.endpoint,
      ":scheme": "http",
      "content-type": "application/grpc",
      te: "trailers",
      "user-agent": expect.stringMatching(/^genai-collector-otlp-grpc-exporter grpc-node-js\//),
    });
    expect(sink.requests[0]!.headers).not.toHaveProperty("grpc-encoding");
    const timeout = /^(\d+)m$/.exec(String(sink.requests[0]!.headers["grpc-timeout"]))![1];
    expect(Number(timeout)).toBeGreaterThan(5_000);
    expect(Number(timeout)).toBeLessThanOrEqual(7_000);
  });

  it("timeout 0s: tells no end", async () => {
    const { sink, consume } = await rawSceneWith({ timeout: "0s" });
    await consume(generateLogs());
    expect(sink.requests[0]!.headers).not.toHaveProperty("grpc-timeout");
  });

  it("user_agent, authority: what is configured is sent", async () => {
    const { sink, consume } = await rawSceneWith({ user_agent: "acme/1", authority: "otel.example.com" });
    await consume(generateLogs());
    expect(sink.requests[0]!.headers).toMatchObject({
      ":authority": "otel.example.com",
      "user-agent": expect.stringMatching(/^acme\/1 /),
    });
  });

  it("headers: what is configured is sent, a value in base64 where the name ends in -bin, none where it is empty", async () => {
    const { sink, consume } = await sceneWith({
      headers: { Authorization: "Bearer t", "X-Scope-OrgID": "a", "ctx-bin": "\u00e4", empty: "" },
    });
    await consume(generateLogs());
    const { metadata } = sink.received[0]!;
    expect(metadata.get("authorization")).toEqual(["Bearer t"]);
    expect(metadata.get("x-scope-orgid")).toEqual(["a"]);
    expect(metadata.get("ctx-bin")).toEqual([Buffer.from("\u00e4")]);
    expect(metadata.get("empty")).toEqual([]);
  });
});

describe("compression", () => {
  const { compress } = new VirtualRuntime(new World());

  it.each([
    ["gzip", "gzip", "gzip"],
    ["zstd", "zstd", "zstd"],
    ["snappy", "snappy", "x-snappy-framed"],
  ] as const)("%s: the message is compressed, marked, and named %s", async (compression, encoding, algorithm) => {
    const { sink, consume, recorded } = await rawSceneWith({ compression });
    const payload = generateTraces({ resources: 2 });
    const expected = Buffer.concat(payload.encoded().map((range) => range.bytes));
    await consume(payload);
    const { headers, flag, message } = sink.requests[0]!;
    expect([headers["grpc-encoding"], flag]).toEqual([encoding, 1]);
    expect(expected.equals(await compress.decompress(algorithm, message, 10_000_000))).toBe(true);
    expect(recorded.count("otlp_grpc.sent_bytes")).toBe(message.length);
  });

  it("gzip is the default, and gRPC's own server reads it", async () => {
    const { sink, consume } = await sceneWith({ compression: undefined });
    const payload = generateTraces({ resources: 2 });
    const expected = Buffer.concat(payload.encoded().map((range) => range.bytes));
    await consume(payload);
    expect(sink.received[0]!.message.equals(expected)).toBe(true);
  });

  it("an attempt after a failed one carries the same bytes", async () => {
    const sink = await startRawSink(({ stream }, number) => {
      const status = number < 3 ? "14" : "0";
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
      stream.end(Buffer.alloc(5));
    });
    onTestFinished(sink.stop);
    const scene = await setScene({ endpoint: sink.endpoint, compression: "gzip" });
    onTestFinished(scene.shutdown);
    await scene.consume(generateLogs());
    const [first, ...others] = sink.requests.map(({ message }) => message);
    expect(others.map((message) => message.equals(first!))).toEqual([true, true]);
    expect(scene.recorded.count("otlp_grpc.requests{status=UNAVAILABLE}")).toBe(2);
  });
});

describe("auth", () => {
  const authConfig = { auth: { authenticator: "acme_auth" }, headers: { "x-tenant": "a" } };
  const extensions = (authenticator: ClientAuthenticator) => ({
    extensions: { acme_auth: [provide(clientAuthenticator, authenticator)] },
  });

  it("what the authenticator makes of the headers is sent", async () => {
    const asked: OutgoingRequest[] = [];
    const { sink, consume } = await sceneWith(
      authConfig,
      extensions({
        async authorize(headers, request) {
          asked.push(request);
          return { ...headers, authorization: `Bearer ${asked.length}` };
        },
      }),
    );
    const client = { address: "192.0.2.7:4317", metadata: new Map() };
    await consume(generateLogs());
    await consume(generateLogs(), { client });
    expect(sink.received.map(({ metadata }) => metadata.getMap())).toMatchObject([
      { "x-tenant": "a", authorization: "Bearer 1" },
      { "x-tenant": "a", authorization: "Bearer 2" },
    ]);
    expect(asked[0]).toMatchObject({ transport: "grpc", isEncrypted: false, client: undefined });
    expect(asked[1]).toMatchObject({ client });
  });

  it("without credentials nothing is sent: the authenticator's error says what becomes of the data", async () => {
    const noToken = new CollectorError("OAUTH_NO_TOKEN", "no token", { kind: "misconfigured" });
    const { sink, outcome } = await sceneWith(authConfig, extensions({ authorize: () => Promise.reject(noToken) }));
    expect(await outcome(generateLogs())).toBe(noToken);
    expect(sink.received).toEqual([]);
  });

  it("an authenticator that does not come back costs the attempt's time", async () => {
    const { sink, outcome } = await sceneWith(
      { ...authConfig, ...noRetry, timeout: "50ms" },
      extensions({ authorize: () => new Promise(() => undefined) }),
    );
    expect(await outcome(generateLogs())).toMatchObject({ code: "EXPORT_TIMEOUT", kind: "retryable" });
    expect(sink.received).toEqual([]);
  });

  it("a credential that gRPC cannot send is refused, and not told", async () => {
    const authorize = async () => ({ authorization: "s3cret\n" });
    const { sink, outcome } = await sceneWith({ ...authConfig, ...noRetry }, extensions({ authorize }));
    const error = await outcome(generateLogs());
    expect(error).toMatchObject({ code: "HTTP_BAD_HEADER", kind: "misconfigured" });
    expect(error!.message).toContain("the header authorization has a value that is not printable ASCII");
    expect(error!.message).not.toContain("s3cret");
    expect(sink.received).toEqual([]);
  });

  it("an extension that is not there is an error at the start", async () => {
    await expect(sceneWith(authConfig, {})).rejects.toThrow("acme_auth");
  });
});

// What the exporter makes of what a sink answers, over gRPC's own server.
import { Metadata } from "@grpc/grpc-js";
import { merge, parseRequest } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, generateTraces, VirtualRuntime, World } from "@genai-collector/testkit";
import protobuf from "protobufjs";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { startGrpcSink, startRawSink, answerRaw, type Answer, type GrpcSinkOptions } from "./grpc-sink.ts";
import { noRetry, setScene } from "./scene.ts";

const { root } = protobuf.parse(`syntax = "proto3"; package t;
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message Partial { int64 rejected = 1; string error_message = 2; }
  message Response { Partial partial_success = 1; }`);
const encode = (type: string, value: object): Buffer =>
  Buffer.from(root.lookupType(`t.${type}`).encode(value).finish());

/** Trailers that ask to come again later. */
function retryInfo(milliseconds: number): Metadata {
  const retryDelay = { seconds: 0, nanos: milliseconds * 1_000_000 };
  const detail = { typeUrl: "type.googleapis.com/google.rpc.RetryInfo", value: encode("RetryInfo", { retryDelay }) };
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", encode("Status", { code: 8, message: "busy", details: [detail] }));
  return metadata;
}

const partial = (rejected: number, errorMessage: string): Answer => {
  const response = encode("Response", { partialSuccess: { rejected, errorMessage } });
  return (_received, respond) => respond(null, response);
};

const failing =
  (code: number, details: string, metadata?: Metadata): Answer =>
  (_received, respond) =>
    respond(Object.assign(new Error(details), { code, details, metadata: metadata ?? new Metadata() }));

/** One after the other; the last one stays. */
function inTurn(...answers: readonly Answer[]): Answer {
  let number = 0;
  return (received, respond) => answers[Math.min(number++, answers.length - 1)]!(received, respond);
}

const ok: Answer = (_received, respond) => respond(null, Buffer.alloc(0));

async function sceneOf(answer: Answer, config: object = {}, options: GrpcSinkOptions = {}) {
  const sink = await startGrpcSink({ answer, ...options });
  onTestFinished(sink.stop);
  const scene = await setScene({ endpoint: sink.endpoint, ...config });
  onTestFinished(scene.shutdown);
  return { sink, ...scene };
}

describe("statuses", () => {
  it.each([
    [1, "EXPORT_UNAVAILABLE", true],
    [2, "EXPORT_FAILED", false],
    [3, "EXPORT_REFUSED", false],
    [4, "EXPORT_TIMEOUT", true],
    [5, "EXPORT_MISCONFIGURED", false],
    [6, "EXPORT_MISCONFIGURED", false],
    [7, "EXPORT_UNAUTHORIZED", false],
    [8, "EXPORT_EXHAUSTED", false],
    [9, "EXPORT_MISCONFIGURED", false],
    [10, "EXPORT_UNAVAILABLE", true],
    [11, "EXPORT_UNAVAILABLE", true],
    [12, "EXPORT_MISCONFIGURED", false],
    [13, "EXPORT_FAILED", false],
    [14, "EXPORT_UNAVAILABLE", true],
    [15, "EXPORT_UNAVAILABLE", true],
    [16, "EXPORT_UNAUTHORIZED", false],
  ])("%i is %s; repeated: %s", async (code, expected, isRepeated) => {
    const once = await sceneOf(failing(code, "so it is"), noRetry);
    const error = await once.outcome(generateLogs());
    expect(error!.code).toBe(expected);
    expect(error!.message).toMatch(/^the call ended with [A-Z_]+: so it is$/);
    const again = await sceneOf(inTurn(failing(code, ""), ok));
    expect((await again.outcome(generateLogs())) === undefined).toBe(isRepeated);
    expect(again.sink.received).toHaveLength(isRepeated ? 2 : 1);
  });

  it("16, 7: credentials are counted apart", async () => {
    const { outcome, recorded } = await sceneOf(inTurn(failing(16, ""), failing(7, "")));
    await outcome(generateLogs());
    await outcome(generateLogs());
    expect(recorded.count("otlp_grpc.auth_failures")).toBe(2);
  });

  it("12: a signal that the sink does not take is for a human", async () => {
    const sink = await startRawSink((request) =>
      answerRaw(request, { "grpc-status": "12", "grpc-message": "unknown service" }, null),
    );
    onTestFinished(sink.stop);
    const scene = await setScene({ endpoint: sink.endpoint });
    onTestFinished(scene.shutdown);
    expect(await scene.outcome(generateLogs())).toMatchObject({
      code: "EXPORT_MISCONFIGURED",
      message: "the call ended with UNIMPLEMENTED: unknown service",
    });
  });

  it("what a sink quotes of credentials is not told", async () => {
    const { outcome } = await sceneOf(failing(16, "got Bearer s3cret, sorry"), {
      headers: { authorization: "Bearer s3cret" },
    });
    expect((await outcome(generateLogs()))!.message).toContain("got [REDACTED], sorry");
  });

  it.each([
    [400, "EXPORT_FAILED"],
    [401, "EXPORT_UNAUTHORIZED"],
    [403, "EXPORT_UNAUTHORIZED"],
    [404, "EXPORT_MISCONFIGURED"],
    [429, "EXPORT_UNAVAILABLE"],
    [502, "EXPORT_UNAVAILABLE"],
    [503, "EXPORT_UNAVAILABLE"],
    [504, "EXPORT_UNAVAILABLE"],
    [500, "EXPORT_FAILED"],
  ])("HTTP status %i without one of gRPC, as proxies answer, is %s", async (status, code) => {
    const sink = await startRawSink(({ stream }) => {
      stream.respond({ ":status": status, "content-type": "text/html" });
      stream.end("<p>no</p>");
    });
    onTestFinished(sink.stop);
    const scene = await setScene({ endpoint: sink.endpoint, ...noRetry });
    onTestFinished(scene.shutdown);
    expect((await scene.outcome(generateLogs()))!.code).toBe(code);
  });
});

describe("75: RESOURCE_EXHAUSTED", () => {
  it("without RetryInfo: no retry", async () => {
    const { sink, outcome } = await sceneOf(inTurn(failing(8, "quota"), ok));
    expect(await outcome(generateLogs())).toMatchObject({ code: "EXPORT_EXHAUSTED", kind: "misconfigured" });
    expect(sink.received).toHaveLength(1);
  });

  it("with RetryInfo: retried after the delay that the sink asks for", async () => {
    const { sink, outcome } = await sceneOf(inTurn(failing(8, "busy", retryInfo(300)), ok));
    const started = performance.now();
    expect(await outcome(generateLogs())).toBeUndefined();
    expect(performance.now() - started).toBeGreaterThan(290);
    expect(sink.received).toHaveLength(2);
  });

  it("UNAVAILABLE with RetryInfo waits as long, too", async () => {
    const { outcome } = await sceneOf(failing(14, "", retryInfo(700)), noRetry);
    expect((await outcome(generateLogs()))!.retryAfterMs).toBe(700);
  });
});

describe("76: partial success", () => {
  it("is no retry; what was rejected is counted and told", async () => {
    const { sink, outcome, recorded } = await sceneOf(partial(3, "too many labels"));
    expect(await outcome(generateTraces({ items: 8, resources: 1 }))).toMatchObject({
      code: "EXPORT_PARTIAL",
      kind: "gap",
      message: "the sink rejected 3 of 8: too many labels",
      rejected: [{ items: 3, reason: "partial_success" }],
    });
    expect(sink.received).toHaveLength(1);
    expect(recorded.count("otlp_grpc.rejected_items{reason=partial_success}")).toBe(3);
    expect(recorded.logs).toContainEqual(
      expect.objectContaining({ level: "warn", data: expect.objectContaining({ dropped_items: 3 }) }),
    );
    expect(recorded.logs).toContainEqual(
      expect.objectContaining({
        level: "warn",
        message: "Partial success response",
        data: { message: "too many labels", dropped_spans: 3 },
      }),
    );
  });

  it("never counts more than was sent", async () => {
    const { outcome } = await sceneOf(partial(1_000_000, ""));
    expect((await outcome(generateLogs({ items: 2, resources: 1 })))!.rejected).toEqual([
      { items: 2, reason: "partial_success" },
    ]);
  });

  it("a message without a count is a warning, once a minute for each signal", async () => {
    const { outcome, recorded } = await sceneOf(partial(0, "old schema, Bearer s3cret"), {
      headers: { authorization: "Bearer s3cret" },
    });
    for (const payload of [generateLogs(), generateLogs(), generateMetrics()])
      expect(await outcome(payload)).toBeUndefined();
    const warnings = recorded.logs.filter(({ message }) => message === "Partial success response");
    expect(warnings.map(({ level, data }) => [level, data])).toEqual([
      ["warn", { message: "old schema, [REDACTED]", dropped_log_records: 0 }],
      ["warn", { message: "old schema, [REDACTED]", dropped_data_points: 0 }],
    ]);
  });

  it("an answer that is none of OTLP is a success, and counted", async () => {
    const { outcome, recorded } = await sceneOf((_received, respond) => respond(null, Buffer.from("hello")));
    expect(await outcome(generateLogs())).toBeUndefined();
    expect(recorded.count("otlp_grpc.unreadable_answers")).toBe(1);
  });

  it("so is a status of 0 without a message", async () => {
    const sink = await startRawSink((request) => answerRaw(request, { "grpc-status": "0" }, null));
    onTestFinished(sink.stop);
    const scene = await setScene({ endpoint: sink.endpoint });
    onTestFinished(scene.shutdown);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.recorded.count("otlp_grpc.unreadable_answers")).toBe(1);
  });
});

describe("a compressed answer", () => {
  const { compress } = new VirtualRuntime(new World());
  const response = encode("Response", { partialSuccess: { rejected: 2, errorMessage: "too old" } });

  async function sceneAnswering(grpcEncoding: string, message: Uint8Array) {
    const sink = await startRawSink(({ stream }) => {
      stream.respond(
        { ":status": 200, "content-type": "application/grpc", "grpc-encoding": grpcEncoding },
        { waitForTrailers: true },
      );
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const head = Buffer.from([1, 0, 0, 0, 0]);
      head.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([head, message]));
    });
    onTestFinished(sink.stop);
    const scene = await setScene({ endpoint: sink.endpoint, ...noRetry });
    onTestFinished(scene.shutdown);
    return { ...scene, sink };
  }

  it.each([
    ["gzip", "gzip"],
    ["snappy", "x-snappy-framed"],
    ["zstd", "zstd"],
  ] as const)("%s is read: servers answer in the encoding that they are asked in", async (encoding, algorithm) => {
    const { outcome, sink } = await sceneAnswering(encoding, await compress.compress(algorithm, [response]));
    expect(await outcome(generateLogs())).toMatchObject({ code: "EXPORT_PARTIAL", rejected: [{ items: 2 }] });
    expect(sink.requests[0]!.headers["grpc-accept-encoding"]).toBe("identity,gzip,snappy,zstd");
  });

  it.each([
    ["br", response],
    ["identity", response],
    ["gzip", Buffer.from("no gzip")],
    ["gzip", gzipSync(Buffer.alloc(5_000_000))],
  ])("%s that cannot be unpacked, or not within 4 MiB, ends the call; the data is not sent again", async (...given) => {
    const { outcome, sink } = await sceneAnswering(...given);
    const error = await outcome(generateLogs());
    expect(error).toMatchObject({ code: "EXPORT_FAILED", kind: "retryable" });
    expect(error!.message).toContain("cannot unpack the answer");
    expect(sink.requests).toHaveLength(1);
  });
});

describe("a message larger than the sink takes", () => {
  it("is split until it fits", async () => {
    const limit = { options: { "grpc.max_receive_message_length": 20_000 } };
    const { sink, outcome } = await sceneOf(ok, {}, limit);
    const payload = generateTraces({ resources: 8, items: 50 });
    const { items, bytes } = payload;
    expect(bytes).toBeGreaterThan(60_000);
    expect(await outcome(payload)).toBeUndefined();
    expect(sink.received.length).toBeGreaterThan(3);
    expect(sink.received.every(({ message }) => message.length <= 20_000)).toBe(true);
    expect(sink.received.reduce((sum, { message }) => sum + message.length, 0)).toBeGreaterThanOrEqual(bytes);
    expect(items).toBe(400);
  });

  it("an answer larger than 4 MiB ends the call; the data is not sent again", async () => {
    const { sink, outcome } = await sceneOf((_received, respond) => respond(null, Buffer.alloc(5_000_000)));
    expect(await outcome(generateTraces({ items: 8 }))).toMatchObject({ code: "EXPORT_FAILED", kind: "retryable" });
    expect(sink.received).toHaveLength(1);
  });
});

describe("a sink that cannot read a request", () => {
  it.each([
    [3, "proto: cannot parse invalid wire-format data"],
    [13, "grpc: error unmarshalling request: unexpected EOF"],
  ])("status %i %j: nothing is broken, nothing is sent again", async (code, text) => {
    const { sink, outcome } = await sceneOf(inTurn(failing(code, text), ok));
    expect(await outcome(generateTraces())).toMatchObject({ code: "EXPORT_MALFORMED", kind: "malformed" });
    expect(sink.received).toHaveLength(1);
  });

  it("what is broken is found and dropped, and the rest sent again", async () => {
    const { sink, outcome } = await sceneOf(inTurn(failing(3, "proto: cannot parse"), ok));
    // Its lengths add up down to the record, which is no record.
    const broken = parseRequest("logs", Uint8Array.from([10, 6, 18, 4, 18, 2, 10, 9]));
    const sound = generateLogs({ resources: 1, items: 4 });
    const { bytes } = sound;
    expect(await outcome(merge([broken, sound]))).toMatchObject({
      code: "EXPORT_REJECTED_ITEMS",
      rejected: [{ items: 1, reason: "malformed" }],
    });
    expect(sink.received.map(({ message }) => message.length)).toEqual([bytes + 8, bytes]);
  });
});

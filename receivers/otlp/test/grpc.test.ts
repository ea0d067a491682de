import { gzipSync, zstdCompressSync } from "node:zlib";
import { CollectorError } from "@genai-collector/component";
import type { Payload, Signal } from "@genai-collector/pdata";
import { concat, generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { exportPath, framed, GrpcScene, requestOf } from "./grpc-scene.ts";
import { ScriptedBody } from "./scripted-body.ts";

const traces = requestOf(generateTraces({ resources: 2, items: 3 }));
const empty = new Uint8Array();

const signals: readonly (readonly [Signal, () => Payload])[] = [
  ["traces", () => generateTraces({ resources: 2 })],
  ["metrics", () => generateMetrics({ resources: 2 })],
  ["logs", () => generateLogs({ resources: 2 })],
];

describe("a call that is well", () => {
  it.each(signals)("%s: OK with an empty message, and the same bytes arrive", async (signal, generate) => {
    const scene = await GrpcScene.started();
    const body = requestOf(generate());
    const answer = await scene.call(exportPath[signal], framed(body));
    expect(answer).toEqual({
      httpStatus: 200,
      headers: { "content-type": "application/grpc" },
      code: 0,
      message: "",
      retryDelay: undefined,
      response: {},
    });
    expect(scene.sinks[signal].payloads.map((payload) => requestOf(payload))).toEqual([body]);
    expect(scene.sinks[signal].contexts[0]).toMatchObject({ acknowledge: "accepted", client: { transport: "grpc" } });
  });

  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("compressed with %s", async (encoding, compress) => {
    const scene = await GrpcScene.started();
    const answer = await scene.export(framed(Uint8Array.from(compress(traces)), 1), { "grpc-encoding": encoding });
    expect([answer.code, answer.message]).toEqual([0, ""]);
    expect(requestOf(scene.sinks.traces.payloads[0]!)).toEqual(traces);
  });

  it.each(["gzip", "identity", ""])("not compressed, though grpc-encoding is %j", async (encoding) => {
    const scene = await GrpcScene.started();
    expect((await scene.export(framed(traces), { "grpc-encoding": encoding })).code).toBe(0);
    expect(scene.sinks.traces.items).toBe(6);
  });

  it.each([
    ["application/grpc", "application/grpc"],
    ["application/grpc+proto", "application/grpc+proto"],
    ["application/grpc;proto", "application/grpc+proto"],
    ["application/grpc+", "application/grpc"],
    ["application/grpc+anything", "application/grpc+anything"],
  ])("content type %s is answered with %s", async (type, answered) => {
    const scene = await GrpcScene.started();
    const answer = await scene.export(framed(traces), { "content-type": type });
    expect([answer.code, answer.headers["content-type"]]).toEqual([0, answered]);
  });

  it("however it is cut", async () => {
    const scene = await GrpcScene.started();
    const whole = framed(traces);
    for (const size of [1, 2, 4, 5, 6, 100]) {
      const parts = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
        whole.subarray(i * size, (i + 1) * size),
      );
      expect((await scene.export(new ScriptedBody(parts))).code).toBe(0);
    }
    expect(scene.sinks.traces.payloads.every((payload) => Buffer.compare(requestOf(payload), traces) === 0)).toBe(true);
  });

  it.each([
    ["no resource", empty],
    ["a resource without spans", Uint8Array.of(0x0a, 0x00)],
  ])("66. an empty request (%s): OK, consumer not called, nothing refused", async (_, message) => {
    const scene = await GrpcScene.started();
    expect(await scene.export(framed(message))).toMatchObject({ code: 0, response: {} });
    expect([scene.sinks.traces.payloads, [...scene.recorded.counts]]).toEqual([[], []]);
  });
});

describe("a call that is none", () => {
  it("67. a signal that no pipeline takes: UNIMPLEMENTED, as grpc-go says it", async () => {
    const scene = await GrpcScene.started({ signals: ["traces"] });
    const answer = await scene.call(exportPath.metrics, framed(requestOf(generateMetrics())));
    expect(answer).toMatchObject({
      httpStatus: 200,
      code: 12,
      message: "unknown service opentelemetry.proto.collector.metrics.v1.MetricsService",
    });
    expect(scene.recorded.count("otlp.refused_requests{status=UNIMPLEMENTED}")).toBe(1);
    expect((await scene.export(framed(traces))).code).toBe(0);
  });

  it.each([
    [
      "/opentelemetry.proto.collector.trace.v1.TraceService/Import",
      /^unknown method Import for service .+TraceService$/,
    ],
    ["/grpc.health.v1.Health/Check", /^unknown service grpc\.health\.v1\.Health$/],
    ["/Export", /^malformed method name: "\/Export"$/],
    ["Export", /^malformed method name: "Export"$/],
    ["/v1/traces", /^unknown service v1$/],
  ])("path %s: UNIMPLEMENTED", async (path, message) => {
    const scene = await GrpcScene.started();
    expect(await scene.call(path, framed(traces))).toMatchObject({
      code: 12,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each(["application/json", "", "application/grpcx", "text/plain", "application/grpc-web+proto"])(
    "content type %j: HTTP 415, and a status for who reads it",
    async (type) => {
      const scene = await GrpcScene.started();
      expect(await scene.export(framed(traces), { "content-type": type })).toMatchObject({
        httpStatus: 415,
        headers: { "content-type": "application/grpc" },
        code: 3,
        message: `invalid gRPC request content-type ${JSON.stringify(type)}`,
      });
      expect(scene.sinks.traces.payloads).toEqual([]);
    },
  );

  it("another method than POST: HTTP 405 and INTERNAL", async () => {
    const scene = await GrpcScene.started();
    expect(await scene.call(exportPath.traces, framed(traces), {}, { method: "PUT" })).toMatchObject({
      httpStatus: 405,
      code: 13,
      message: 'Received a HEADERS frame with :method "PUT" which should be POST',
    });
  });

  it("an encoding that is not there: UNIMPLEMENTED, with those that are", async () => {
    const scene = await GrpcScene.started();
    expect(await scene.export(framed(traces, 1), { "grpc-encoding": "br" })).toMatchObject({
      code: 12,
      message: 'grpc: Decompressor is not installed for grpc-encoding "br"',
      headers: { "grpc-accept-encoding": "identity,gzip,snappy,zstd" },
    });
  });
});

describe("a body that is not one message", () => {
  const cut = "unexpected EOF";
  const many = "cardinality violation: received multiple request messages for non-client-streaming RPC";

  it.each([
    ["nothing", empty, 13, "cardinality violation: received no request message from non-client-streaming RPC"],
    ["half a prefix", framed(traces).subarray(0, 3), 13, cut],
    ["half a message", framed(traces).subarray(0, 50), 13, cut],
    ["a message without its last byte", framed(traces).subarray(0, -1), 13, cut],
    ["two messages", concat([framed(traces), framed(traces)]), 13, many],
    ["a byte too many", concat([framed(traces), Uint8Array.of(0)]), 13, many],
    ["a flag that means nothing", framed(traces, 2), 13, "grpc: received unexpected payload format 2"],
    [
      "a flag for compression without one",
      framed(traces, 1),
      13,
      "grpc: compressed flag set with identity or empty encoding",
    ],
    [
      "a length beyond the limit",
      framed(empty, 0, 4_194_305),
      8,
      "grpc: received message larger than max (4194305 vs. 4194304)",
    ],
    [
      "the largest length",
      framed(empty, 0, 0xffff_ffff),
      8,
      "grpc: received message larger than max (4294967295 vs. 4194304)",
    ],
  ])("%s: the status of grpc-go, without a delay", async (_, body, code, message) => {
    for (const parts of [[body], [...body].slice(0, 10_000).map((byte) => Uint8Array.of(byte))]) {
      const scene = await GrpcScene.started();
      const answer = await scene.export(new ScriptedBody(parts));
      expect(answer).toMatchObject({ httpStatus: 200, code, message, retryDelay: undefined, response: undefined });
      expect(scene.sinks.traces.payloads).toEqual([]);
    }
  });

  it("what is not compressed as it says: INTERNAL", async () => {
    const scene = await GrpcScene.started();
    for (const encoding of ["gzip", "zstd"]) {
      expect(await scene.export(framed(traces, 1), { "grpc-encoding": encoding })).toMatchObject({
        code: 13,
        message: `grpc: failed to decompress the message: ${encoding}: invalid data`,
      });
    }
  });

  it("malformed protobuf: INTERNAL, with offset and path", async () => {
    const scene = await GrpcScene.started();
    // ResourceSpans { scope_spans { spans: a length beyond its parent } }
    const broken = Uint8Array.of(0x0a, 0x04, 0x12, 0x02, 0x12, 0x7f);
    const answer = await scene.export(framed(broken));
    expect(answer.code).toBe(13);
    expect(answer.message).toMatch(
      /^grpc: failed to unmarshal the received message: .+ at byte \d+ in resource_spans\[0\]\.scope_spans\[0\]/,
    );
    expect(scene.recorded.count("otlp.refused_requests{status=INTERNAL}")).toBe(1);
    expect(scene.recorded.logs.map(({ level }) => level)).not.toContain("error");
  });

  it("57. a trace ID of 15 bytes: refused at the door with `validate: full`; an empty one is none", async () => {
    const span = (id: readonly number[]): Uint8Array => Uint8Array.of(0x0a, id.length, ...id);
    const request = (id: readonly number[]): Uint8Array => {
      const bytes = span(id);
      const scope = [0x12, bytes.length, ...bytes];
      return Uint8Array.of(0x0a, scope.length + 2, 0x12, scope.length, ...scope);
    };
    const scene = await GrpcScene.started({ config: { validate: "full" } });
    const answer = await scene.export(framed(request(Array.from({ length: 15 }, () => 1))));
    expect(answer).toMatchObject({ code: 13, message: expect.stringContaining("spans[0].trace_id") as string });
    expect((await scene.export(framed(request([])))).code).toBe(0);
    expect(scene.sinks.traces.spans).toMatchObject([{ traceId: new Uint8Array() }]);
  });
});

describe("what the pipeline says", () => {
  const down = (kind: CollectorError["kind"], more: object = {}): CollectorError =>
    new CollectorError("SINK_SAYS", "the sink says no", { kind, ...more });

  it.each([
    ["retryable", down("retryable"), 14, undefined],
    ["retryable with a delay", down("retryable", { retryAfterMs: 2_000 }), 14, { seconds: "2" }],
    ["retryable with a part of a second", down("retryable", { retryAfterMs: 1 }), 14, { nanos: 1_000_000 }],
    ["refused: strict clients retry only with a delay", down("refused"), 8, { seconds: "1" }],
    ["refused with a delay", down("refused", { retryAfterMs: 7_500 }), 8, { seconds: "7", nanos: 500_000_000 }],
    ["misconfigured", down("misconfigured"), 13, undefined],
    ["malformed, which may be our own doing", down("malformed"), 13, undefined],
    [
      "malformed, as it was sent",
      new CollectorError("PDATA_MALFORMED", "the sink says no", { kind: "malformed" }),
      3,
      undefined,
    ],
  ] as const)("65. %s", async (_, error, code, retryDelay) => {
    const scene = await GrpcScene.started();
    scene.sinks.traces.failWith(error);
    const answer = await scene.export(framed(traces));
    expect(answer).toMatchObject({ httpStatus: 200, code, message: "the sink says no" });
    expect(answer.retryDelay).toEqual(retryDelay);
  });

  it("65. a bug: INTERNAL, without its text, and an error in the log", async () => {
    const scene = await GrpcScene.started();
    scene.sinks.traces.failWith(new TypeError("cannot read SECRET of undefined"));
    expect(await scene.export(framed(traces))).toMatchObject({ code: 13, message: "internal error" });
    expect(scene.recorded.logs.map(({ level }) => level)).toContain("error");
  });

  it("a gap: OK with a partial success, which is not to be sent again", async () => {
    const scene = await GrpcScene.started();
    const rejected = [
      { items: 2, reason: "too_old" },
      { items: 1, reason: "duplicate" },
    ];
    scene.sinks.traces.failWith(new CollectorError("SINK_GAP", "too old", { kind: "gap", rejected }));
    expect(await scene.export(framed(traces))).toMatchObject({
      code: 0,
      response: { partialSuccess: { rejected: "3", errorMessage: "too old" } },
    });
    scene.sinks.traces.recover();
    scene.sinks.traces.failWith(down("gap"));
    expect((await scene.export(framed(traces))).response).toMatchObject({ partialSuccess: { rejected: "6" } });
    scene.sinks.traces.recover();
    const merged = [{ items: 1_000, reason: "too_old" }];
    scene.sinks.traces.failWith(new CollectorError("SINK_GAP", "too old", { kind: "gap", rejected: merged }));
    expect((await scene.export(framed(traces))).response).toMatchObject({ partialSuccess: { rejected: "6" } });
  });

  it("a message of any text arrives, and a long one is cut: clients bound their headers", async () => {
    const scene = await GrpcScene.started();
    scene.sinks.traces.failWith(new CollectorError("SINK_DOWN", "100 % naïve —\n", { kind: "retryable" }), 1);
    expect((await scene.export(framed(traces))).message).toBe("100 % naïve —\n");
    scene.sinks.traces.failWith(new CollectorError("SINK_DOWN", "x".repeat(50_000), { kind: "refused" }), 1);
    const long = await scene.export(framed(traces));
    expect(long.message).toBe("x".repeat(1_500));
    expect(JSON.stringify(long.headers).length).toBeLessThan(8_192);
    expect(long.retryDelay).toEqual({ seconds: "1" });
  });
});

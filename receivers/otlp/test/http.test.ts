import { gzipSync } from "node:zlib";
import { encodeJson, type Payload, type Signal } from "@genai-collector/pdata";
import { concat, generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { decodeAnswer, OtlpScene } from "./otlp-scene.ts";

const bodyOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));
const traces = bodyOf(generateTraces({ resources: 2, items: 3 }));
const json = { "content-type": "application/json" };
const gzip = { "content-encoding": "gzip" };

const signals: readonly (readonly [Signal, () => Payload])[] = [
  ["traces", () => generateTraces({ resources: 2 })],
  ["metrics", () => generateMetrics({ resources: 2 })],
  ["logs", () => generateLogs({ resources: 2 })],
];

describe("a request that is well", () => {
  it.each(signals)("%s as protobuf: 200 with an empty message, and the same bytes arrive", async (signal, generate) => {
    const scene = await OtlpScene.started();
    const body = bodyOf(generate());
    const answer = await scene.post(`/v1/${signal}`, body);
    expect([answer.status, answer.headers["content-type"], answer.body.length]).toEqual([
      200,
      "application/x-protobuf",
      0,
    ]);
    expect(scene.sinks[signal].payloads.map((payload) => bodyOf(payload))).toEqual([body]);
  });

  it.each(signals)(
    '%s as JSON: 200 with `{"partialSuccess":{}}`, and the same data arrive',
    async (signal, generate) => {
      const scene = await OtlpScene.started();
      const answer = await scene.post(`/v1/${signal}`, encodeJson(generate()), json);
      expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([
        200,
        "application/json",
        '{"partialSuccess":{}}',
      ]);
      expect(scene.sinks[signal].payloads.map((payload) => bodyOf(payload))).toEqual([bodyOf(generate())]);
    },
  );

  it.each(signals)("%s compressed with gzip", async (signal, generate) => {
    const scene = await OtlpScene.started();
    const body = bodyOf(generate());
    expect((await scene.post(`/v1/${signal}`, gzipSync(body), gzip)).status).toBe(200);
    expect(bodyOf(scene.sinks[signal].payloads[0]!)).toEqual(body);
    expect((await scene.post(`/v1/${signal}`, gzipSync(encodeJson(generate())), { ...gzip, ...json })).status).toBe(
      200,
    );
    expect(scene.sinks[signal].payloads).toHaveLength(2);
  });

  it.each(["application/x-protobuf; charset=utf-8", "Application/X-Protobuf", " application/x-protobuf ;boundary=x"])(
    "content type with parameters: %s",
    async (type) => {
      const scene = await OtlpScene.started();
      expect((await scene.post("/v1/traces", traces, { "content-type": type })).status).toBe(200);
      expect((await scene.post("/v1/traces?x=y", traces, { "content-type": type })).status).toBe(200);
      expect(scene.sinks.traces.items).toBe(12);
    },
  );

  it.each([
    ["no body", new Uint8Array(), {}],
    ["a resource without spans", new Uint8Array([0x0a, 0x00]), {}],
    ["an empty JSON object", new TextEncoder().encode("{}"), json],
  ])("66. zero items (%s): success, pipeline not invoked", async (_, body, headers) => {
    const scene = await OtlpScene.started();
    const answer = await scene.post("/v1/traces", body, headers);
    expect([answer.status, scene.sinks.traces.payloads.length]).toEqual([200, 0]);
  });

  it("other fields of the request are left out", async () => {
    const scene = await OtlpScene.started();
    const unknown = new Uint8Array([0x12, 0x03, 1, 2, 3]);
    expect((await scene.post("/v1/traces", [unknown, traces, unknown])).status).toBe(200);
    expect(bodyOf(scene.sinks.traces.payloads[0]!)).toEqual(traces);
  });

  it("68. paths of the configuration, with or without a leading slash", async () => {
    const scene = await OtlpScene.started({ http: { traces_url_path: "in/traces", logs_url_path: "/l" } });
    expect((await scene.post("/in/traces", traces)).status).toBe(200);
    expect((await scene.post("/v1/traces", traces)).status).toBe(404);
    expect((await scene.post("/l", bodyOf(generateLogs()))).status).toBe(200);
    expect((await scene.post("/v1/metrics", bodyOf(generateMetrics()))).status).toBe(200);
  });
});

describe("a request that is not", () => {
  it.each([
    ["unknown path", "/v1/profiles", "POST", 404, "404 page not found\n"],
    ["a path below", "/v1/traces/", "POST", 404, "404 page not found\n"],
    ["GET", "/v1/traces", "GET", 405, "405 method not allowed, supported: [POST]"],
    ["OPTIONS", "/v1/traces", "OPTIONS", 405, "405 method not allowed, supported: [POST]"],
  ])("61. %s: its status as plain text", async (_, path, method, status, text) => {
    const scene = await OtlpScene.started();
    const answer = await scene.post(path, [], {}, { method });
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(answer.headers["content-type"]).toMatch(/^text\/plain/);
    expect(answer.headers["allow"]).toBe(status === 405 ? "POST" : undefined);
  });

  it("67. a signal that no pipeline takes: 404", async () => {
    const scene = await OtlpScene.started({ signals: ["traces"] });
    expect((await scene.post("/v1/metrics", bodyOf(generateMetrics()))).status).toBe(404);
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
  });

  it.each(["text/plain", "application/octet-stream", "", "application/x-protobuf, application/json"])(
    "61. content type %j: 415",
    async (type) => {
      const scene = await OtlpScene.started();
      const answer = await scene.post("/v1/traces", traces, { "content-type": type });
      expect([answer.status, answer.text]).toEqual([
        415,
        "415 unsupported media type, supported: [application/json, application/x-protobuf]",
      ]);
    },
  );

  it.each(["br", "gzip, gzip", "identity"])("61. content encoding %s: 400", async (encoding) => {
    const scene = await OtlpScene.started();
    const answer = await scene.post("/v1/traces", traces, { "content-encoding": encoding });
    expect(answer.status).toBe(400);
    expect(decodeAnswer("Status", answer)).toEqual({ code: 3, message: `unsupported Content-Encoding: ${encoding}` });
  });

  it("an encoding that the configuration leaves out: 400", async () => {
    const scene = await OtlpScene.started({ http: { compression_algorithms: [""] } });
    expect((await scene.post("/v1/traces", gzipSync(traces), gzip)).status).toBe(400);
    const none = await OtlpScene.started({ http: { compression_algorithms: ["gzip"] } });
    const answer = await none.post("/v1/traces", encodeJson(generateTraces()), json);
    expect([answer.status, answer.text]).toEqual([400, '{"code":3,"message":"unsupported Content-Encoding: none"}']);
  });

  it("61. corrupt compression: 400 in the request's encoding", async () => {
    const scene = await OtlpScene.started();
    const answer = await scene.post("/v1/traces", traces, { ...gzip, ...json });
    expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([
      400,
      "application/json",
      '{"code":3,"message":"gzip: invalid data"}',
    ]);
    const cut = await scene.post("/v1/traces", gzipSync(traces).subarray(0, 40), gzip);
    expect(decodeAnswer("Status", cut)).toEqual({ code: 3, message: "gzip: invalid data" });
  });

  it("62. malformed protobuf: 400 with offset and path, as protobuf", async () => {
    const scene = await OtlpScene.started();
    const broken = traces.slice(0, -1);
    const answer = await scene.post("/v1/traces", broken);
    expect([answer.status, answer.headers["content-type"]]).toEqual([400, "application/x-protobuf"]);
    expect(decodeAnswer("Status", answer)).toMatchObject({
      code: 3,
      message: expect.stringMatching(/at byte \d+/) as string,
    });
    expect(scene.sinks.traces.payloads).toHaveLength(0);
  });

  it("malformed protobuf within a span: its path is told", async () => {
    const scene = await OtlpScene.started();
    // ResourceSpans { scope_spans { spans: a length beyond its parent } }
    const bytes = new Uint8Array([0x0a, 0x04, 0x12, 0x02, 0x12, 0x7f]);
    expect(decodeAnswer("Status", await scene.post("/v1/traces", bytes))).toMatchObject({
      message: expect.stringMatching(/^.+ at byte \d+ in resource_spans\[0\]\.scope_spans\[0\]/) as string,
    });
  });

  it("malformed JSON: 400 with the path, or the position", async () => {
    const scene = await OtlpScene.started();
    const post = (text: string): Promise<{ readonly status: number; readonly text: string }> =>
      scene.post("/v1/traces", new TextEncoder().encode(text), json);
    const wrong = await post('{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}');
    expect([wrong.status, JSON.parse(wrong.text)]).toEqual([
      400,
      {
        code: 3,
        message: "expected 32 hex digits, found a string at byte 0 in resourceSpans[0].scopeSpans[0].spans[0].traceId",
      },
    ]);
    const cut = await post('{"resourceSpans":');
    expect([cut.status, cut.text]).toEqual([400, expect.stringMatching(/no valid JSON at byte \d+/)]);
    expect((await post("[]")).status).toBe(400);
  });

  // A span whose name is no UTF-8: ResourceSpans { scope_spans { spans { name: "\\xff" } } }
  const bytes = new Uint8Array([0x0a, 0x07, 0x12, 0x05, 0x12, 0x03, 0x2a, 0x01, 0xff]);

  it("validate: full looks inside spans, items does not", async () => {
    const shallow = await OtlpScene.started();
    expect((await shallow.post("/v1/traces", bytes)).status).toBe(200);
    const full = await OtlpScene.started({ config: { validate: "full" } });
    const answer = await full.post("/v1/traces", bytes);
    expect(answer.status).toBe(400);
    expect(decodeAnswer("Status", answer)).toMatchObject({
      message: expect.stringContaining("resource_spans[0].scope_spans[0].spans[0].name") as string,
    });
    expect(full.sinks.traces.payloads).toHaveLength(0);
  });

  it("looks inside spans for five minutes after such bytes have reached a sink", async () => {
    const scene = await OtlpScene.started();
    const status = async (): Promise<number> => (await scene.post("/v1/traces", bytes)).status;
    expect(await status()).toBe(200);
    scene.suspicion.report();
    expect(await status()).toBe(400);
    await scene.world.advance(299_000);
    expect(await status()).toBe(400);
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
    await scene.world.advance(2_000);
    expect(await status()).toBe(200);
  });

  it("61. a body that ends early: 400", async () => {
    const scene = await OtlpScene.started();
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield traces.subarray(0, 10);
      throw new Error("ECONNRESET");
    }
    const body = cut() as unknown as readonly Uint8Array[]; // arrives chunk by chunk
    const answer = await scene.post("/v1/traces", body);
    expect([answer.status, decodeAnswer("Status", answer)]).toEqual([
      400,
      { code: 3, message: "the request body ended early" },
    ]);
  });

  it.each(["many", "-1", ""])("a length that is no number (%j) is none", async (length) => {
    const scene = await OtlpScene.started({ config: { max_in_flight_bytes: 2 * traces.length } });
    for (let i = 0; i < 3; i++)
      expect((await scene.post("/v1/traces", traces, { "content-length": length })).status).toBe(200);
    scene.sinks.traces.hold();
    const held = [1, 2].map(() => scene.send("/v1/traces", traces));
    await scene.world.advance(100);
    expect((await scene.post("/v1/traces", traces)).status).toBe(429);
    scene.sinks.traces.release();
    expect((await scene.world.until(Promise.all(held))).map(({ status }) => status)).toEqual([200, 200]);
  });
});

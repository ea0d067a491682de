import { CollectorError } from "@genai-collector/component";
import { encodeJson, type Payload, type Signal } from "@genai-collector/pdata";
import { concat, generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { encodeExportResponse } from "../src/export-response.ts";
import { decodeAnswer, OtlpScene, retryDelayOf } from "./otlp-scene.ts";

// What a sender is told of what a pipeline said: https://opentelemetry.io/docs/specs/otlp/#failures-1

const bodyOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));
const traces = bodyOf(generateTraces({ resources: 2, items: 3 }));
const json = { "content-type": "application/json" };

const signals: readonly (readonly [Signal, () => Payload])[] = [
  ["traces", () => generateTraces({ resources: 2 })],
  ["metrics", () => generateMetrics({ resources: 2 })],
  ["logs", () => generateLogs({ resources: 2 })],
];

describe("what the pipeline says", () => {
  const down = (kind: CollectorError["kind"], more: object = {}): CollectorError =>
    new CollectorError("SINK_SAYS", "the sink says no", { kind, ...more });

  it.each([
    ["retryable", down("retryable"), 503, 14, undefined],
    ["retryable with a delay", down("retryable", { retryAfterMs: 2_000 }), 503, 14, "2"],
    ["retryable with a delay of less than a second", down("retryable", { retryAfterMs: 1 }), 503, 14, "1"],
    ["retryable with a part of a second", down("retryable", { retryAfterMs: 2_100 }), 503, 14, "3"],
    ["refused", down("refused"), 429, 8, "1"],
    ["refused with a delay", down("refused", { retryAfterMs: 7_000 }), 429, 8, "7"],
    ["misconfigured", down("misconfigured"), 500, 13, undefined],
    ["malformed, which may be our own doing", down("malformed"), 500, 13, undefined],
    [
      "malformed, as it was sent",
      new CollectorError("PDATA_MALFORMED", "the sink says no", { kind: "malformed" }),
      400,
      3,
      undefined,
    ],
  ] as const)("65. %s", async (_, error, status, code, retryAfter) => {
    for (const headers of [{}, json]) {
      const scene = await OtlpScene.started();
      scene.sinks.traces.failWith(error);
      const isJson = "content-type" in headers;
      const answer = await scene.post("/v1/traces", isJson ? encodeJson(generateTraces()) : traces, headers);
      expect([answer.status, answer.headers["retry-after"]]).toEqual([status, retryAfter]);
      const said = isJson ? (JSON.parse(answer.text) as unknown) : decodeAnswer("Status", answer);
      const delay = { [isJson ? "@type" : "typeUrl"]: "type.googleapis.com/google.rpc.RetryInfo" };
      const details = retryAfter === undefined ? {} : { details: [expect.objectContaining(delay)] };
      expect(said).toEqual({ code, message: "the sink says no", ...details });
    }
  });

  it("65. tells the delay as asked for, in the details of its status as well", async () => {
    const scene = await OtlpScene.started();
    scene.sinks.traces.failWith(down("refused", { retryAfterMs: 2_500 }));
    const answer = await scene.post("/v1/traces", traces);
    expect(retryDelayOf(answer.body)).toEqual({ seconds: "2", nanos: 500_000_000 });
    const told = await scene.post("/v1/traces", encodeJson(generateTraces()), json);
    expect(JSON.parse(told.text)).toMatchObject({ details: [{ retryDelay: "2.5s" }] });
  });

  it("65. a bug: 500, without its text, and an error in the log", async () => {
    const scene = await OtlpScene.started();
    scene.sinks.traces.failWith(new TypeError("cannot read SECRET of undefined"));
    const answer = await scene.post("/v1/traces", traces);
    expect([answer.status, decodeAnswer("Status", answer)]).toEqual([500, { code: 13, message: "internal error" }]);
    expect(scene.recorded.logs.map(({ level }) => level)).toContain("error");
  });

  it.each(signals)("a gap in %s: partial success, which is not to be sent again", async (signal, generate) => {
    const field = { traces: "rejectedSpans", metrics: "rejectedDataPoints", logs: "rejectedLogRecords" }[signal];
    const gap = new CollectorError("SINK_GAP", "too old", {
      kind: "gap",
      rejected: [
        { items: 2, reason: "too_old" },
        { items: 1, reason: "duplicate" },
      ],
    });
    const scene = await OtlpScene.started();
    scene.sinks[signal].failWith(gap);
    const answer = await scene.post(`/v1/${signal}`, bodyOf(generate()));
    expect([answer.status, decodeAnswer("Response", answer)]).toEqual([
      200,
      { partialSuccess: { rejected: "3", errorMessage: "too old" } },
    ]);
    const told = await scene.post(`/v1/${signal}`, encodeJson(generate()), json);
    expect([told.status, JSON.parse(told.text)]).toEqual([
      200,
      { partialSuccess: { [field]: "3", errorMessage: "too old" } },
    ]);
  });

  it("a gap that names no part is all of the request", async () => {
    const scene = await OtlpScene.started();
    scene.sinks.traces.failWith(down("gap"));
    expect(decodeAnswer("Response", await scene.post("/v1/traces", traces))).toMatchObject({
      partialSuccess: { rejected: "6" },
    });
  });

  it("no more is rejected of a request than it has: others' items were in the same batch", async () => {
    const scene = await OtlpScene.started();
    const rejected = [{ items: 1_000, reason: "x" }];
    scene.sinks.traces.failWith(down("gap", { rejected }));
    expect(decodeAnswer("Response", await scene.post("/v1/traces", traces))).toMatchObject({
      partialSuccess: { rejected: "6" },
    });
  });

  it("a long message and a large number survive the wire", async () => {
    const scene = await OtlpScene.started();
    const message = "naïve — ".repeat(200);
    const body = encodeExportResponse({ rejected: 2 ** 31, message });
    expect(decodeAnswer("Response", { body })).toEqual({
      partialSuccess: { rejected: String(2 ** 31), errorMessage: message },
    });
    scene.sinks.traces.failWith(new CollectorError("SINK_DOWN", message, { kind: "retryable" }), 1);
    expect(decodeAnswer("Status", await scene.post("/v1/traces", traces))).toEqual({ code: 14, message });
  });

  it.each([
    ["accepted", {}],
    ["delivered", { acknowledge: "delivered" }],
  ])("acknowledge: %s goes along", async (acknowledge, config) => {
    const scene = await OtlpScene.started({ config });
    await scene.post("/v1/traces", traces);
    expect(scene.sinks.traces.contexts[0]).toMatchObject({ acknowledge });
    expect(scene.sinks.traces.contexts[0]!.coverage).toBeUndefined();
  });
});

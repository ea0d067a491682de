import { gzipSync } from "node:zlib";
import { encodeJson, type Payload } from "@genai-collector/pdata";
import { concat, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { decodeAnswer, OtlpScene, type Answered } from "./otlp-scene.ts";

const bodyOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));
const traces = bodyOf(generateTraces({ items: 3 }));
const gzip = { "content-encoding": "gzip" };
const announced = (bytes: number): { "content-length": string } => ({ "content-length": String(bytes) });
const tooLarge = (limit: number): object => ({
  code: 3,
  message: `http: request body too large, the limit is ${limit} bytes`,
});

/** Spans whose one attribute compresses a thousandfold. */
function bomb(bytes: number): Uint8Array {
  const filler = new Uint8Array(bytes);
  return gzipSync(filler, { level: 9 });
}

describe("size", () => {
  const limit = traces.length;
  const http = { max_request_body_size: limit };

  it("63. a body of exactly the limit is taken, one byte more is answered with 413", async () => {
    const scene = await OtlpScene.started({ http });
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
    const answer = await scene.post("/v1/traces", [traces, new Uint8Array(1)]);
    expect([answer.status, decodeAnswer("Status", answer)]).toEqual([413, tooLarge(limit)]);
    expect(scene.sinks.traces.payloads).toHaveLength(1);
    expect(scene.recorded.count("otlp.refused_requests{status=413}")).toBe(1);
  });

  it("an announced body over the limit is refused before it is read", async () => {
    const scene = await OtlpScene.started({ http });
    let read = 0;
    async function* body(): AsyncGenerator<Uint8Array> {
      read += 1;
      yield traces;
    }
    const chunks = body() as unknown as readonly Uint8Array[]; // a body that tells when it is asked for
    const answer = await scene.post("/v1/traces", chunks, announced(limit + 1));
    expect([answer.status, read]).toEqual([413, 0]);
  });

  it("63. the limit holds for the decompressed size as well", async () => {
    const scene = await OtlpScene.started({ http });
    expect((await scene.post("/v1/traces", gzipSync(traces), gzip)).status).toBe(200);
    const answer = await scene.post("/v1/traces", gzipSync(concat([traces, traces])), gzip);
    expect([answer.status, decodeAnswer("Status", answer)]).toEqual([413, tooLarge(limit)]);
  });

  it("64. a gzip bomb is bounded by the limit: no memory blow-up, pipeline not called", async () => {
    const scene = await OtlpScene.started();
    const body = bomb(200 * 1_048_576);
    expect(body.length).toBeLessThan(300_000);
    const before = process.memoryUsage().arrayBuffers;
    const answer = await scene.post("/v1/traces", body, gzip);
    expect([answer.status, decodeAnswer("Status", answer)]).toEqual([413, tooLarge(20 * 1_048_576)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1_048_576);
    expect(scene.sinks.traces.payloads).toHaveLength(0);
  });

  it("0 means the default of 20 MiB", async () => {
    const scene = await OtlpScene.started({ http: { max_request_body_size: 0 } });
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
    const answer = await scene.post("/v1/traces", [], announced(20 * 1_048_576 + 1));
    expect(answer.status).toBe(413);
  });
});

describe("time", () => {
  /** A body that sends its first part and then nothing. */
  async function* stuck(): AsyncGenerator<Uint8Array> {
    yield traces.subarray(0, 10);
    await new Promise(() => undefined);
  }
  const slow = (): readonly Uint8Array[] => stuck() as unknown as readonly Uint8Array[]; // arrives chunk by chunk

  it.each([
    ["whose length was announced", announced(traces.length)],
    ["of unknown length", {}],
  ])("a body %s that does not arrive within read_timeout: 408", async (_, headers) => {
    const scene = await OtlpScene.started({ http: { read_timeout: "5s" } });
    const began = scene.world.now;
    const answer = await scene.post("/v1/traces", slow(), headers);
    expect([answer.status, decodeAnswer("Status", answer)]).toEqual([
      408,
      { code: 4, message: "the request body did not arrive within 5000 ms" },
    ]);
    expect(scene.world.now - began).toBeLessThan(5_100);
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
    await scene.stop();
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("is not limited where read_timeout is 0", async () => {
    const scene = await OtlpScene.started({ http: { read_timeout: "0s" } });
    const client = new AbortController();
    let answered: Answered | undefined;
    const sent = scene.send("/v1/traces", slow(), {}, { signal: client.signal }).then(
      (answer) => void (answered = answer),
      () => undefined,
    );
    await scene.world.advance(3_600_000);
    expect(answered).toBeUndefined();
    client.abort(new Error("gone"));
    await scene.world.until(sent);
    await scene.stop();
  });
});

describe("memory of requests that are under way", () => {
  const config = { max_in_flight_bytes: 2 * traces.length };

  it("holds max_in_flight_bytes: 429 with a delay beyond them, and room again when others leave", async () => {
    const scene = await OtlpScene.started({ config });
    scene.sinks.traces.hold();
    const first = [1, 2].map(() => scene.send("/v1/traces", traces));
    await scene.world.advance(100);
    const refused = await scene.post("/v1/traces", traces);
    expect([refused.status, refused.headers["retry-after"], decodeAnswer("Status", refused)]).toEqual([
      429,
      "1",
      {
        code: 8,
        message: `${2 * traces.length} bytes of requests are under way already`,
        details: [expect.anything()],
      },
    ]);
    expect(scene.recorded.count("otlp.refused_requests{status=429}")).toBe(1);
    scene.sinks.traces.release();
    expect((await scene.world.until(Promise.all(first))).map(({ status }) => status)).toEqual([200, 200]);
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
  });

  it("counts what was decompressed, and what arrives unannounced", async () => {
    const scene = await OtlpScene.started({ config });
    scene.sinks.traces.hold();
    const packed = gzipSync(concat([traces, traces]));
    void scene.send("/v1/traces", packed, { ...gzip, ...announced(packed.length) });
    await scene.world.advance(100);
    expect((await scene.post("/v1/traces", traces.subarray(0, 2))).status).toBe(429);
    scene.sinks.traces.release();
    await scene.world.advance(100);
  });

  it("a request that is larger is let in when it is alone", async () => {
    const scene = await OtlpScene.started({ config: { max_in_flight_bytes: 1 } });
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
    expect((await scene.post("/v1/traces", gzipSync(traces), { ...gzip, ...announced(99) })).status).toBe(200);
  });

  it("is shared out among workers", async () => {
    const scene = await OtlpScene.started({ config, workers: 2 });
    scene.sinks.traces.hold();
    void scene.send("/v1/traces", traces);
    await scene.world.advance(100);
    expect((await scene.post("/v1/traces", traces)).status).toBe(429);
    scene.sinks.traces.release();
    await scene.world.advance(100);
  });

  it("is given back whatever becomes of a request", async () => {
    const scene = await OtlpScene.started({ config });
    const bad: readonly (readonly [Uint8Array, object])[] = [
      [traces.subarray(1), {}],
      [traces, gzip],
      [encodeJson(generateTraces()), {}],
      [traces, { "content-encoding": "br" }],
    ];
    for (let i = 0; i < 20; i++) {
      for (const [body, headers] of bad)
        expect((await scene.post("/v1/traces", body, { ...headers, ...announced(body.length) })).status).toBe(400);
    }
    scene.sinks.traces.hold();
    const held = [1, 2].map(() => scene.send("/v1/traces", traces));
    await scene.world.advance(100);
    scene.sinks.traces.release();
    expect((await scene.world.until(Promise.all(held))).map(({ status }) => status)).toEqual([200, 200]);
  });
});

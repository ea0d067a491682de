import { encodeJson, type Payload } from "@genai-collector/pdata";
import { concat, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { decodeAnswer, OtlpScene } from "./otlp-scene.ts";

const bodyOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));
const traces = bodyOf(generateTraces({ items: 20 }));
const mebibyte = 1_048_576;

/** The `Content-Encoding` of each, with the algorithm that it stands for. */
const encodings = [
  ["gzip", "gzip"],
  ["GZIP", "gzip"],
  ["zstd", "zstd"],
  ["zlib", "zlib"],
  ["deflate", "zlib"],
  ["lz4", "lz4"],
  ["snappy", "snappy"],
  ["snappy", "x-snappy-framed"],
  ["x-snappy-framed", "x-snappy-framed"],
] as const;

describe.each(encodings)("content encoding %s (as %s)", (name, algorithm) => {
  const headers = { "content-encoding": name };
  const label = name.toLowerCase();

  it("is taken, as protobuf and as JSON", async () => {
    const scene = await OtlpScene.started();
    const { compress } = scene.runtime.compress;
    const pack = (bytes: Uint8Array): Promise<Uint8Array> => compress.call(scene.runtime.compress, algorithm, [bytes]);
    expect((await scene.post("/v1/traces", await pack(traces), headers)).status).toBe(200);
    const json = await pack(encodeJson(generateTraces({ items: 20 })));
    const asJson = { ...headers, "content-type": "application/json" };
    expect((await scene.post("/v1/traces", json, asJson)).status).toBe(200);
    expect(scene.sinks.traces.payloads.map((payload) => bodyOf(payload))).toEqual([traces, traces]);
  });

  it("61. garbage: 400 with a status", async () => {
    const scene = await OtlpScene.started();
    for (const garbage of [traces, new Uint8Array(), Uint8Array.of(0xff, 0x06, 0, 0)]) {
      const answer = await scene.post("/v1/traces", garbage, headers);
      expect([answer.status, decodeAnswer("Status", answer)]).toEqual([
        400,
        { code: 3, message: `${label}: invalid data` },
      ]);
    }
    expect(scene.sinks.traces.payloads).toEqual([]);
  });

  it("61. data that ends early, or goes on: 400", async () => {
    const scene = await OtlpScene.started();
    const packed = await scene.runtime.compress.compress(algorithm, [traces]);
    expect((await scene.post("/v1/traces", packed.subarray(0, -1), headers)).status).toBe(400);
    expect((await scene.post("/v1/traces", packed.subarray(0, packed.length >> 1), headers)).status).toBe(400);
  });

  it("63. the limit holds for the decompressed size as well", async () => {
    const scene = await OtlpScene.started({ http: { max_request_body_size: traces.length } });
    const pack = (...parts: readonly Uint8Array[]): Promise<Uint8Array> =>
      scene.runtime.compress.compress(algorithm, parts);
    expect((await scene.post("/v1/traces", await pack(traces), headers)).status).toBe(200);
    const more = await pack(traces, Uint8Array.of(0x0a, 0x00));
    // It is the size unpacked that is judged: as it was sent it is within the limit.
    expect(more.length).toBeLessThan(traces.length);
    expect((await scene.post("/v1/traces", more, headers)).status).toBe(413);
    expect(scene.sinks.traces.payloads).toHaveLength(1);
  });

  it("64. a bomb is bounded by the limit: no memory blow-up, pipeline not called", async () => {
    const scene = await OtlpScene.started();
    const bomb = await scene.runtime.compress.compress(algorithm, [new Uint8Array(160 * mebibyte)]);
    expect(bomb.length).toBeLessThan(20 * mebibyte);
    const before = process.memoryUsage().arrayBuffers;
    const answer = await scene.post("/v1/traces", bomb, headers);
    expect(answer.status).toBe(413);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * mebibyte);
    expect(scene.sinks.traces.payloads).toEqual([]);
  });

  it("is refused where the configuration leaves it out", async () => {
    const scene = await OtlpScene.started({ http: { compression_algorithms: [""] } });
    const answer = await scene.post("/v1/traces", traces, headers);
    expect([answer.status, decodeAnswer("Status", answer)]).toEqual([
      400,
      { code: 3, message: `unsupported Content-Encoding: ${label}` },
    ]);
  });
});

it("64. snappy that claims more than the limit is refused by its claim", async () => {
  const scene = await OtlpScene.started();
  const headers = { "content-encoding": "snappy" };
  // One block that claims 4 GiB - 1 and holds nothing can be no block at all; one that claims 32 MiB may be.
  const [impossible, possible] = [
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00),
    Uint8Array.of(0x80, 0x80, 0x80, 0x10),
  ];
  const before = process.memoryUsage().arrayBuffers;
  expect((await scene.post("/v1/traces", impossible, headers)).status).toBe(400);
  expect((await scene.post("/v1/traces", [possible, new Uint8Array(2 * mebibyte)], headers)).status).toBe(413);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * mebibyte);
});

it("decompresses a few bodies at a time, however many there are", async () => {
  const scene = await OtlpScene.started();
  let [running, most] = [0, 0];
  const { compress } = scene.runtime;
  const packed = await compress.compress("gzip", [traces]);
  compress.decompress = async () => {
    most = Math.max(most, (running += 1));
    await scene.runtime.timers.sleep(10, new AbortController().signal);
    running -= 1;
    return traces;
  };
  const posts = Array.from({ length: 30 }, () => scene.send("/v1/traces", packed, { "content-encoding": "gzip" }));
  const answers = await scene.world.until(Promise.all(posts));
  expect([answers.every(({ status }) => status === 200), most]).toEqual([true, 4]);
});

it("names an encoding that it does not know, printable and short", async () => {
  const scene = await OtlpScene.started();
  const strange = `b\u0001r${"x".repeat(200)}`;
  const answer = await scene.post("/v1/traces", traces, { "content-encoding": strange });
  expect(decodeAnswer("Status", answer)).toEqual({
    code: 3,
    message: `unsupported Content-Encoding: b?r${"x".repeat(61)}`,
  });
});

import type { CompressionAlgorithm } from "@genai-collector/component";
import { concat, generateLogs, generateMetrics, generateTraces, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { rawBody, setScene } from "./scene.ts";

const ok: Answer = { status: 200 };
const busy: Answer = { status: 503 };

const compressions: readonly (readonly [compression: string, algorithm: CompressionAlgorithm])[] = [
  ["gzip", "gzip"],
  ["zstd", "zstd"],
  ["zlib", "zlib"],
  ["deflate", "zlib"],
  ["snappy", "snappy"],
  ["x-snappy-framed", "x-snappy-framed"],
  ["lz4", "lz4"],
];

/** What was sent first, and what a server makes of it by its header. */
async function sent(config: object) {
  const scene = setScene([ok], config);
  const payload = generateTraces({ resources: 3, items: 50 });
  const plain = Buffer.from(concat(payload.encoded().map(({ bytes }) => bytes)));
  expect(await scene.outcome(payload)).toBeUndefined();
  const request = scene.requests[0]!;
  return { scene, plain, request, body: concat(request.body ?? []) };
}

describe("compression", () => {
  it.each(compressions)("%s: says so, is smaller, and unpacks to what was given", async (compression, algorithm) => {
    const { scene, plain, request, body } = await sent({ compression });
    expect(request.headers["content-encoding"]).toBe(compression);
    expect(body.length).toBeLessThan(plain.length);
    const unpacked = await scene.runtime.compress.decompress(algorithm, body, plain.length);
    expect(plain.equals(unpacked)).toBe(true);
  });

  it("none: no header, and the payload's own bytes, each range as it is", async () => {
    const { plain, request, body } = await sent({ compression: "none" });
    expect(request.headers).not.toHaveProperty("content-encoding");
    expect(plain.equals(body)).toBe(true);
    expect(request.body).toHaveLength(3);
  });

  it("is gzip where nothing is said", async () => {
    expect((await sent({})).request.headers["content-encoding"]).toBe("gzip");
  });

  it.each(compressions)("%s: packed once, whatever the number of attempts", async (compression) => {
    const scene = setScene([busy, busy, ok], { compression });
    expect(await scene.outcome(generateMetrics())).toBeUndefined();
    expect(new Set(scene.requests.map(rawBody)).size).toBe(1);
    expect(scene.runtime.callsBySeam.get("compress.compress")).toBe(1);
  });

  it("of JSON, too", async () => {
    const scene = setScene([ok], { encoding: "json", compression: "zstd" });
    await scene.outcome(generateLogs());
    const { headers, body } = scene.requests[0]!;
    expect(headers).toMatchObject({ "content-type": "application/json", "content-encoding": "zstd" });
    const text = await scene.runtime.compress.decompress("zstd", concat(body!), 1_000_000);
    expect(JSON.parse(new TextDecoder().decode(text))).toHaveProperty("resourceLogs");
  });
});

describe("compression_params", () => {
  it.each([
    ["gzip", 9, 1],
    ["zlib", -1, -2],
    ["deflate", 9, 1],
    ["zstd", 19, 1],
  ])("level: %s makes requests smaller at %i than at %i", async (compression, high, low) => {
    const [hard, easy] = [high, low].map((level) => sent({ compression, compression_params: { level } }));
    expect((await hard!).body.length).toBeLessThan((await easy!).body.length);
  });

  it.each([0, undefined])("level %j is left to the runtime", async (level) => {
    const own = await sent({ compression: "gzip", compression_params: { level } });
    expect(own.body).toEqual((await sent({ compression: "gzip" })).body);
  });
});

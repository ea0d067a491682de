import { gzipSync, zstdCompressSync } from "node:zlib";
import { concat, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { exportPath, framed, GrpcScene, requestOf, type GrpcAnswer } from "./grpc-scene.ts";
import { ScriptedBody } from "./scripted-body.ts";

const traces = requestOf(generateTraces({ items: 3 }));
const request = framed(traces);
const mebibyte = 1_048_576;

/** Bytes that no request can be told from at the door: an unknown field of this length. */
function fillerOf(length: number): Uint8Array {
  const filler = new Uint8Array(length);
  const varint = [0x7a, ...encodeVarint(length - 6)]; // field 15, wire type 2
  filler.set(varint);
  return filler;
}

function encodeVarint(value: number): number[] {
  return Array.from({ length: 5 }, (_, i) => ((value >>> (7 * i)) & 0x7f) | (i < 4 ? 0x80 : 0));
}

describe("size", () => {
  it("63. a message of exactly 4 MiB is taken, a byte more is RESOURCE_EXHAUSTED without a delay", async () => {
    const scene = await GrpcScene.started();
    expect((await scene.export(framed(fillerOf(4 * mebibyte)))).code).toBe(0);
    expect(await scene.export(framed(fillerOf(4 * mebibyte + 1)))).toMatchObject({
      code: 8,
      message: "grpc: received message larger than max (4194305 vs. 4194304)",
      retryDelay: undefined,
    });
    expect(scene.recorded.count("otlp.refused_requests{status=RESOURCE_EXHAUSTED}")).toBe(1);
  });

  it("63. max_recv_msg_size_mib moves the limit; 0 means 4", async () => {
    const scene = await GrpcScene.started({ grpc: { max_recv_msg_size_mib: 5 } });
    expect((await scene.export(framed(fillerOf(5 * mebibyte)))).code).toBe(0);
    expect((await scene.export(framed(fillerOf(5 * mebibyte + 1)))).message).toContain("(5242881 vs. 5242880)");
    const zero = await GrpcScene.started({ grpc: { max_recv_msg_size_mib: 0 } });
    expect((await zero.export(framed(fillerOf(5 * mebibyte)))).message).toContain("(5242880 vs. 4194304)");
  });

  it("a message that says that it is too large is refused before it arrives", async () => {
    const scene = await GrpcScene.started();
    const prefix = framed(new Uint8Array(), 0, 5 * mebibyte);
    const answer = await scene.export(new ScriptedBody([prefix.subarray(0, 2), prefix.subarray(2)], "stuck"));
    expect(answer).toMatchObject({ code: 8, message: "grpc: received message larger than max (5242880 vs. 4194304)" });
  });

  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("63. the limit holds for what %s unpacks to", async (encoding, compress) => {
    const scene = await GrpcScene.started();
    const exportPacked = (bytes: Uint8Array): Promise<GrpcAnswer> =>
      scene.export(framed(Uint8Array.from(compress(bytes)), 1), { "grpc-encoding": encoding });
    expect((await exportPacked(fillerOf(4 * mebibyte))).code).toBe(0);
    expect(await exportPacked(fillerOf(4 * mebibyte + 1))).toMatchObject({
      code: 8,
      message: "grpc: received message after decompression larger than max 4194304",
      retryDelay: undefined,
    });
  });

  it.each(["gzip", "snappy", "zstd"] as const)(
    "64. a %s bomb is bounded by the limit: no memory blow-up, pipeline not called",
    async (encoding) => {
      const scene = await GrpcScene.started({ grpc: { max_recv_msg_size_mib: 16 } });
      const bomb = await scene.runtime.compress.compress(encoding, [new Uint8Array(128 * mebibyte)]);
      expect(bomb.length).toBeLessThan(16 * mebibyte);
      const before = process.memoryUsage().arrayBuffers;
      const answer = await scene.export(framed(bomb, 1), { "grpc-encoding": encoding });
      expect(answer).toMatchObject({ code: 8, message: expect.stringContaining("after decompression") as string });
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * mebibyte);
      expect(scene.sinks.traces.payloads).toEqual([]);
    },
  );

  it.each([
    ["one block", "snappy"],
    ["framed", "x-snappy-framed"],
  ] as const)("takes snappy, %s", async (_, algorithm) => {
    const scene = await GrpcScene.started();
    const packed = await scene.runtime.compress.compress(algorithm, [traces]);
    expect((await scene.export(framed(packed, 1), { "grpc-encoding": "snappy" })).code).toBe(0);
    expect(requestOf(scene.sinks.traces.payloads[0]!)).toEqual(traces);
  });
});

describe("time", () => {
  const stuck = (): ScriptedBody => new ScriptedBody([request.subarray(0, 20)], "stuck");

  it("a message that does not arrive within read_timeout: DEADLINE_EXCEEDED, and its room is free again", async () => {
    const scene = await GrpcScene.started({
      grpc: { read_timeout: "5s" },
      config: { max_in_flight_bytes: request.length },
    });
    const began = scene.world.now;
    expect(await scene.export(stuck())).toMatchObject({
      code: 4,
      message: "the request body did not arrive within 5000 ms",
    });
    expect(scene.world.now - began).toBe(5_000);
    expect((await scene.export(request)).code).toBe(0);
    await scene.stop();
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("grpc-timeout while the message arrives: DEADLINE_EXCEEDED", async () => {
    const scene = await GrpcScene.started({ config: { max_in_flight_bytes: request.length } });
    const began = scene.world.now;
    expect(await scene.export(stuck(), { "grpc-timeout": "1500m" })).toMatchObject({
      code: 4,
      message: "context deadline exceeded",
    });
    expect(scene.world.now - began).toBe(1_500);
    expect((await scene.export(request)).code).toBe(0);
  });

  it("grpc-timeout while the pipeline works: DEADLINE_EXCEEDED, and the work's signal fires", async () => {
    const scene = await GrpcScene.started({ config: { acknowledge: "delivered" } });
    scene.sinks.traces.hold();
    const sent = scene.send(exportPath.traces, request, { "grpc-timeout": "2S" });
    await scene.world.advance(1_999);
    expect(scene.sinks.traces.waiting.map(({ context }) => context.signal.aborted)).toEqual([false]);
    await scene.world.advance(1);
    expect(await scene.world.until(sent)).toMatchObject({ code: 4, message: "context deadline exceeded" });
    expect(scene.sinks.traces.waiting).toEqual([]);
    expect(scene.recorded.count("otlp.refused_requests{status=DEADLINE_EXCEEDED}")).toBe(1);
  });

  it("a pipeline that goes on after the deadline keeps its room until it is done", async () => {
    const scene = await GrpcScene.started({ config: { max_in_flight_bytes: request.length } });
    const done = Promise.withResolvers<void>();
    scene.sinks.traces.consume = () => done.promise;
    expect((await scene.export(request, { "grpc-timeout": "1S" })).code).toBe(4);
    expect(await scene.export(request)).toMatchObject({ code: 8, retryDelay: { seconds: "1" } });
    done.resolve();
    await scene.world.advance(1);
    expect((await scene.export(request)).code).toBe(0);
  });

  it("a deadline that is far away leaves nothing behind", async () => {
    const scene = await GrpcScene.started();
    for (let i = 0; i < 10; i++) expect((await scene.export(request, { "grpc-timeout": "1H" })).code).toBe(0);
    await scene.stop();
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("no time at all: DEADLINE_EXCEEDED before anything is read", async () => {
    const scene = await GrpcScene.started();
    expect(await scene.export(request, { "grpc-timeout": "0n" })).toMatchObject({
      code: 4,
      message: "context deadline exceeded",
    });
    expect(scene.sinks.traces.payloads).toEqual([]);
  });

  it("a timeout that is none: HTTP 400 and INTERNAL", async () => {
    const scene = await GrpcScene.started();
    expect(await scene.export(request, { "grpc-timeout": "10s" })).toMatchObject({
      httpStatus: 400,
      code: 13,
      message: 'malformed grpc-timeout: transport: timeout unit is not recognized: "10s"',
    });
  });
});

describe("a client that leaves", () => {
  it.each([{}, { "grpc-timeout": "10S" }])(
    "while it waits for delivery ends what it waited for (%j)",
    async (headers) => {
      const scene = await GrpcScene.started({ config: { acknowledge: "delivered" } });
      scene.sinks.traces.hold();
      const client = new AbortController();
      const sent = scene.send(exportPath.traces, request, headers, { signal: client.signal });
      await scene.world.advance(100);
      expect(scene.sinks.traces.waiting).toHaveLength(1);
      client.abort(new Error("the client left"));
      await scene.world.until(sent);
      expect(scene.sinks.traces.waiting).toEqual([]);
      expect(scene.recorded.logs.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
    },
  );

  it("within its message gives its room back", async () => {
    const scene = await GrpcScene.started({ config: { max_in_flight_bytes: request.length } });
    const cut = new ScriptedBody([request.subarray(0, 20), new Error("the client left within the body")]);
    expect(await scene.export(cut)).toMatchObject({ code: 1, message: "context canceled" });
    expect((await scene.export(request)).code).toBe(0);
    expect(scene.sinks.traces.payloads).toHaveLength(1);
  });
});

describe("memory of requests that are under way", () => {
  it("holds max_in_flight_bytes: RESOURCE_EXHAUSTED with a delay beyond them, before the message arrives", async () => {
    const scene = await GrpcScene.started({ config: { max_in_flight_bytes: 2 * request.length } });
    scene.sinks.traces.hold();
    const first = [1, 2].map(() => scene.send(exportPath.traces, request));
    await scene.world.advance(100);
    const answer = await scene.export(new ScriptedBody([request.subarray(0, 5)], "stuck"));
    expect(answer).toMatchObject({
      code: 8,
      message: `${2 * request.length} bytes of requests are under way already`,
      retryDelay: { seconds: "1" },
    });
    scene.sinks.traces.release();
    expect((await scene.world.until(Promise.all(first))).map(({ code }) => code)).toEqual([0, 0]);
    expect((await scene.export(request)).code).toBe(0);
  });

  it("counts what was unpacked", async () => {
    const scene = await GrpcScene.started({ config: { max_in_flight_bytes: 2 * request.length } });
    scene.sinks.traces.hold();
    const packed = framed(Uint8Array.from(gzipSync(concat([traces, traces]))), 1);
    const first = scene.send(exportPath.traces, packed, { "grpc-encoding": "gzip" });
    await scene.world.advance(100);
    expect((await scene.export(request)).code).toBe(8);
    scene.sinks.traces.release();
    expect((await scene.world.until(first)).code).toBe(0);
  });

  it("is given back whatever becomes of a request", async () => {
    const scene = await GrpcScene.started({ config: { max_in_flight_bytes: request.length } });
    const bad: readonly (readonly [Uint8Array, Record<string, string>])[] = [
      [request.subarray(0, 30), {}],
      [framed(traces, 1), { "grpc-encoding": "gzip" }],
      [framed(traces.subarray(1)), {}],
      [concat([request, request]), {}],
    ];
    for (let i = 0; i < 5; i++) {
      for (const [body, headers] of bad) expect((await scene.export(body, headers)).code).toBe(13);
    }
    scene.sinks.traces.hold();
    const held = scene.send(exportPath.traces, request);
    await scene.world.advance(100);
    expect(scene.sinks.traces.waiting).toHaveLength(1);
    expect((await scene.export(request)).code).toBe(8);
    scene.sinks.traces.release();
    expect((await scene.world.until(held)).code).toBe(0);
  });
});

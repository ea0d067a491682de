import { once } from "node:events";
import { constants } from "node:http2";
import type { Http2Options, ServerRequest } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import {
  continuationFrame,
  dataFrame,
  headersFrame,
  literalField,
  openHeadersFrame,
  pingFrame,
  preface,
  readFrames,
  resetFrame,
  settingsAck,
  widePreface,
} from "../../../test/http2-frames.ts";
import { ask, grpcOk, listen, never, ok, openHttp2, openSocket, utf8 } from "../../../test/server-scene.ts";

const withLimits = (http2: Http2Options) => ({ protocol: "http2", http2 }) as const;
const http2 = withLimits({});
const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_NO_ERROR } = constants;
const hanging = (): Promise<never> => new Promise(() => undefined);

async function goawaysOf(closed: Promise<Buffer>) {
  return readFrames(await closed).filter(({ type }) => type === "GOAWAY");
}

describe("an HTTP/2 connection", () => {
  it.each([
    ["says nothing", ""],
    ["speaks HTTP/1.1", "GET / HTTP/1.1\r\nhost: h\r\n\r\n"],
    ["speaks nonsense", "\0".repeat(100)],
    ["stops within its preface", "PRI * HTTP/2.0"],
  ])("that %s is ended, and asks no handler", async (_what, bytes) => {
    const asked: ServerRequest[] = [];
    const server = await listen(async (request) => (asked.push(request), grpcOk), http2, { headersTimeoutMs: 50 });
    const { socket, closed } = openSocket(server);
    socket.write(bytes);
    await closed;
    expect(asked).toEqual([]);
    expect((await ask(openHttp2(server))).status).toBe(200);
  });

  it("that is idle for long is told to go", async () => {
    const server = await listen(async () => grpcOk, withLimits({ maxConnectionIdleMs: 60 }));
    const session = openHttp2(server);
    await ask(session);
    const asked = performance.now();
    const [code] = (await once(session, "goaway")) as [number];
    expect(code).toBe(NGHTTP2_NO_ERROR);
    expect(performance.now() - asked).toBeGreaterThan(40);
    if (!session.closed) await once(session, "close");
  });

  it("that is not idle stays", async () => {
    const server = await listen(hanging, withLimits({ maxConnectionIdleMs: 30 }));
    const session = openHttp2(server);
    ask(session).catch(() => undefined);
    const goaway = once(session, "goaway").then(() => "gone");
    const stays = new Promise((resolve) => setTimeout(resolve, 100, "stays"));
    expect(await Promise.race([goaway, stays])).toBe("stays");
  });

  it("that is old is told to go, and broken when its streams do not end in time", async () => {
    const server = await listen(hanging, withLimits({ maxConnectionAgeMs: 40, maxConnectionAgeGraceMs: 40 }));
    const session = openHttp2(server);
    const broken = expect(ask(session)).rejects.toThrow();
    await once(session, "goaway");
    await broken;
  });

  it("on which nothing comes is asked for a sign of life, and ended without one", async () => {
    const server = await listen(hanging, withLimits({ pingAfterMs: 40, pingTimeoutMs: 40 }));
    const dead = openSocket(server);
    dead.socket.write(Buffer.concat([preface, headersFrame(1)]));
    const living = openHttp2(server);
    ask(living).catch(() => undefined);
    const frames = readFrames(await dead.closed);
    expect(frames.map(({ type }) => type)).toContain("PING");
    expect([living.closed, living.destroyed]).toEqual([false, false]);
  });

  it.each([
    ["without a stream", {}, false],
    ["without a stream, though that is allowed", { allowsPingWithoutStream: true, minClientPingMs: 60_000 }, false],
    ["with a stream", { minClientPingMs: 60_000 }, true],
  ])("whose client pings too often %s is told to calm down", async (_when, options, hasStream) => {
    const server = await listen(hanging, withLimits(options));
    const { socket, closed } = openSocket(server);
    socket.write(Buffer.concat([preface, ...(hasStream ? [headersFrame(1)] : []), ...Array(5).fill(pingFrame())]));
    const [first] = await goawaysOf(closed);
    expect(first).toMatchObject({ code: NGHTTP2_ENHANCE_YOUR_CALM, text: "too_many_pings" });
  });

  it("whose client pings between answers, as gRPC's do to measure, stays", async () => {
    const server = await listen(async () => grpcOk, http2);
    const session = openHttp2(server);
    for (let time = 0; time < 20; time++) {
      await ask(session);
      await new Promise((resolve) => session.ping(resolve));
    }
    expect(session.destroyed).toBe(false);
  });

  it("over the limit is refused", async () => {
    const server = await listen(async () => grpcOk, { ...http2, maxConnections: 1 });
    const session = openHttp2(server);
    await ask(session);
    await expect(ask(openHttp2(server))).rejects.toThrow();
    await ask(session);
  });
});

describe("an HTTP/2 client", () => {
  it("may have no more streams than it is told", async () => {
    let asked = 0;
    const server = await listen(() => (asked++, hanging()), withLimits({ maxConcurrentStreams: 2 }));
    const frames = [preface, headersFrame(1), headersFrame(3), headersFrame(5)];
    const early = openSocket(server);
    early.socket.write(Buffer.concat(frames));
    // It cannot know yet: the stream is refused, and may be opened again.
    await early.until((got) => readFrames(got).some(({ type }) => type === "RST_STREAM"));
    const refused = readFrames(early.got).find(({ type }) => type === "RST_STREAM");
    expect(refused).toMatchObject({ stream: 5, code: constants.NGHTTP2_REFUSED_STREAM });

    const knowing = openSocket(server);
    knowing.socket.write(Buffer.concat([preface, settingsAck, ...frames.slice(1)]));
    const [goaway] = await goawaysOf(knowing.closed);
    expect(goaway?.code).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
    expect(asked).toBe(4);
  });

  it("that opens streams to reset them at once is ended soon", async () => {
    let asked = 0;
    const server = await listen(async ({ body }) => {
      asked++;
      await body.read(1_000);
      return grpcOk;
    }, http2);
    const attack = openSocket(server);
    const pairs: Buffer[] = [];
    for (let stream = 1; stream < 100_000; stream += 2)
      pairs.push(headersFrame(stream), resetFrame(stream, constants.NGHTTP2_CANCEL));
    const before = process.cpuUsage();
    attack.socket.write(Buffer.concat([preface, settingsAck, ...pairs]));
    const [first] = await goawaysOf(attack.closed);
    const { user, system } = process.cpuUsage(before);
    expect(first?.code).not.toBe(NGHTTP2_NO_ERROR);
    expect(asked).toBeLessThan(10_000);
    expect((user + system) / 1e6).toBeLessThan(3);
    expect((await ask(openHttp2(server))).status).toBe(200);
  });

  it.each([
    ["one field that is too large", () => [headersFrame(1, { more: manyFields(700) })]],
    ["headers without end", () => [openHeadersFrame(1), ...Array(5_000).fill(continuationFrame(1, manyFields(5)))]],
    ["too many fields", () => [headersFrame(1, { more: manyFields(300, 1) })]],
  ])("that sends %s asks no handler", async (_what, frames) => {
    let asked = 0;
    const server = await listen(async () => (asked++, grpcOk), http2);
    const connection = openSocket(server);
    connection.socket.write(Buffer.concat([preface, settingsAck, ...frames()]));
    await connection.until((got) => readFrames(got).some(({ type }) => type === "RST_STREAM" || type === "GOAWAY"));
    expect(asked).toBe(0);
    expect((await ask(openHttp2(server))).status).toBe(200);
  });

  it("that sends its body too slowly is told so, and its reader too", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const server = await listen(
      async ({ body }) => {
        resolve(await body.read(100).catch((error: unknown) => error));
        return grpcOk;
      },
      http2,
      { headersTimeoutMs: 40, requestTimeoutMs: 60 },
    );
    const connection = openSocket(server);
    connection.socket.write(Buffer.concat([preface, settingsAck, headersFrame(1), dataFrame(1, "part")]));
    expect(await promise).toBeInstanceOf(Error);
    await connection.until((got) => readFrames(got).some(({ type }) => type === "RST_STREAM"));
  });

  it("that takes nothing of its answer loses it, whether it is whole or comes bit by bit", async () => {
    async function* endless() {
      for (;;) yield utf8("x".repeat(10_000));
    }
    for (const body of [[utf8("x".repeat(1_000_000))], endless()]) {
      const { promise, resolve } = Promise.withResolvers<AbortSignal>();
      const server = await listen(async ({ signal }) => (resolve(signal), { ...grpcOk, body }), {
        ...http2,
        writeTimeoutMs: 60,
      });
      const connection = openSocket(server);
      // A window of 64 KiB, which is never made larger.
      connection.socket.write(Buffer.concat([preface, settingsAck, headersFrame(1, { end: true })]));
      await connection.until((got) => readFrames(got).some(({ type }) => type === "RST_STREAM"));
      const signal = await promise;
      if (!signal.aborted) await once(signal, "abort");
    }
  });

  it("that does not even read that it lost its answer loses its connection", async () => {
    const { promise, resolve } = Promise.withResolvers<AbortSignal>();
    const handle = async ({ signal }: ServerRequest) => {
      resolve(signal);
      return { ...grpcOk, body: [new Uint8Array(64_000_000)] };
    };
    const server = await listen(handle, { ...http2, writeTimeoutMs: 60 });
    const { socket } = openSocket(server);
    socket.pause();
    socket.write(Buffer.concat([widePreface, settingsAck, headersFrame(1, { end: true })]));
    const signal = await promise;
    if (!signal.aborted) await once(signal, "abort");
    await server.close(never);
  });

  it("that breaks the protocol loses its connection, and no other", async () => {
    const server = await listen(ok, http2);
    const other = openHttp2(server);
    await ask(other);
    const broken = openSocket(server);
    // Data on a stream that nobody opened.
    broken.socket.write(Buffer.concat([preface, settingsAck, dataFrame(7, "x")]));
    await broken.closed;
    expect((await ask(other)).status).toBe(200);
  });

  it("that goes away in the middle of everything harms nobody", async () => {
    const server = await listen(async ({ body }) => {
      await body.read(10_000_000);
      return grpcOk;
    }, http2);
    for (const cut of [1, 30, 60, 70, 80, 100]) {
      const { socket, closed } = openSocket(server);
      const all = Buffer.concat([preface, settingsAck, headersFrame(1), dataFrame(1, "part")]);
      socket.write(all.subarray(0, cut), () => socket.resetAndDestroy());
      await closed;
    }
    expect((await ask(openHttp2(server))).status).toBe(200);
    await server.close(never);
  });
});

/** Fields of 100 bytes or of `size`. */
function manyFields(count: number, size = 100): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, at) => literalField(`x-${at}`, "y".repeat(size))));
}

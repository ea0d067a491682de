import { once } from "node:events";
import { constants } from "node:http2";
import type { ServerRequest, ServerResponse } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { dataFrame, headersFrame, preface, readFrames, resetFrame } from "../../../test/http2-frames.ts";
import { ask, grpcOk, listen, never, ok, openHttp2, openSocket, utf8 } from "../../../test/server-scene.ts";

const http2 = { protocol: "http2" } as const;
const answering = (answer: Partial<ServerResponse>) => async (): Promise<ServerResponse> => ({
  status: 200,
  headers: {},
  body: [],
  ...answer,
});

describe("a request over HTTP/2", () => {
  it("has its method, path, authority and joined headers, and no pseudo-headers", async () => {
    const { promise, resolve } = Promise.withResolvers<ServerRequest>();
    const server = await listen(async (request) => (resolve(request), grpcOk), http2);
    const session = openHttp2(server);
    const sent = {
      ":method": "PUT",
      ":path": "/a?b=c",
      ":authority": "collector:4317",
      "X-Many": ["1", "2"],
      te: "trailers",
    };
    await ask(session, "", { ...sent, cookie: ["a=1", "b=2"] });
    const { method, url, headers, peer } = await promise;
    expect({ method, url }).toEqual({ method: "PUT", url: "/a?b=c" });
    expect({ ...headers }).toEqual({ host: "collector:4317", "x-many": "1, 2", te: "trailers", cookie: "a=1; b=2" });
    expect(peer).toBe(`127.0.0.1:${session.socket.localPort}`);
  });

  it.each([0, 1, 5_000, 300_000, 5_000_000])(
    "of %i bytes is read whole, whether its length is told or not",
    async (size) => {
      const server = await listen(async ({ body }) => {
        const bytes = await body.read(10_000_000);
        return { ...grpcOk, body: [utf8(`${bytes.length} ${bytes.every((byte) => byte === 0x78)}`)] };
      }, http2);
      const session = openHttp2(server);
      const body = "x".repeat(size);
      expect((await ask(session, body)).body).toBe(`${size} true`);
      expect((await ask(session, body, { "content-length": size })).body).toBe(`${size} true`);
    },
  );

  it("may be read part by part", async () => {
    const server = await listen(async ({ body }) => {
      let size = 0;
      for await (const part of body) size += part.length;
      return { ...grpcOk, body: [utf8(String(size))] };
    }, http2);
    expect((await ask(openHttp2(server), "x".repeat(200_000))).body).toBe("200000");
  });

  it("that is too long is refused with an answer, and the rest of it is not asked for", async () => {
    const server = await listen(async ({ body }) => {
      const error = await body.read(3).catch((reason: unknown) => reason);
      return { ...grpcOk, body: [utf8(String(error))] };
    }, http2);
    const connection = openSocket(server);
    connection.socket.write(Buffer.concat([preface, headersFrame(1), dataFrame(1, "long")]));
    await connection.until((got) => readFrames(got).some(({ type }) => type === "RST_STREAM"));
    const frames = readFrames(connection.got).filter(({ stream }) => stream === 1);
    expect(frames.map(({ type, ends }) => [type, ends])).toEqual([
      ["HEADERS", false],
      ["DATA", false],
      ["HEADERS", true],
      ["RST_STREAM", false],
    ]);
    expect(frames[1]!.text).toBe("RangeError: more than 3 bytes");
    expect(frames[3]!.code).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it.each([
    ["CANCEL", constants.NGHTTP2_CANCEL],
    ["NO_ERROR", constants.NGHTTP2_NO_ERROR],
    ["INTERNAL_ERROR", constants.NGHTTP2_INTERNAL_ERROR],
  ])("that is reset with %s in its body is not taken for whole, and its signal fires", async (_name, code) => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<ServerRequest>();
    const server = await listen(async (request) => {
      arrive(request);
      await once(request.signal, "abort");
      return grpcOk;
    }, http2);
    const { socket } = openSocket(server);
    socket.write(Buffer.concat([preface, headersFrame(1), dataFrame(1, "part")]));
    const { body, signal } = await arrived;
    const outcome = expect(body.read(1_000)).rejects.toThrow("the client left within the body");
    socket.write(resetFrame(1, code));
    await outcome;
    expect(signal.aborted).toBe(true);
    await expect(body.read(1_000)).rejects.toThrow("the client left within the body");
  });

  it("whose client leaves while it is handled fires its signal", async () => {
    const { promise, resolve } = Promise.withResolvers<AbortSignal>();
    const server = await listen(({ signal }) => {
      resolve(signal);
      return new Promise(() => undefined);
    }, http2);
    const session = openHttp2(server);
    ask(session).catch(() => undefined);
    const signal = await promise;
    session.destroy();
    if (!signal.aborted) await once(signal, "abort");
    expect(signal.reason).toEqual(new Error("the client left"));
  });

  it("that was answered does not fire its signal when its client leaves", async () => {
    const { promise, resolve } = Promise.withResolvers<AbortSignal>();
    const server = await listen(async ({ signal }) => (resolve(signal), grpcOk), http2);
    const session = openHttp2(server);
    await ask(session);
    session.destroy();
    await once(session, "close");
    await server.close(never);
    expect((await promise).aborted).toBe(false);
  });
});

describe("an answer over HTTP/2", () => {
  it("has headers, body and trailers", async () => {
    const server = await listen(async () => grpcOk, http2);
    const { status, headers, body, trailers } = await ask(openHttp2(server));
    expect({ status, body, trailers }).toEqual({
      status: 200,
      body: "message",
      trailers: { "grpc-status": "0" },
    });
    expect(headers["content-type"]).toBe("application/grpc");
  });

  it.each([
    ["headers alone", { headers: { "grpc-status": "5" } }, {}],
    ["headers and trailers alone", { trailers: { "grpc-status": "5" } }, { "grpc-status": "5" }],
  ])("may have %s", async (_what, answer, expected) => {
    const server = await listen(answering(answer), http2);
    const answered = await ask(openHttp2(server));
    expect(answered.trailers).toEqual(expected);
    expect(answered.body).toBe("");
  });

  it("may be large and in parts", async () => {
    const parts = [utf8("a".repeat(200_000)), utf8(""), utf8("b".repeat(3_000_000))];
    const server = await listen(answering({ body: parts }), http2);
    const { body } = await ask(openHttp2(server));
    expect(body).toBe("a".repeat(200_000) + "b".repeat(3_000_000));
  });

  it("has no body where the method asks for none", async () => {
    const server = await listen(answering({ body: [utf8("unasked")] }), http2);
    expect(await ask(openHttp2(server), "", { ":method": "HEAD" })).toMatchObject({ status: 200, body: "" });
  });

  it("may come bit by bit, for as long as the client stays", async () => {
    let left = "";
    async function* ticks(signal: AbortSignal) {
      try {
        for (let tick = 0; ; tick++) {
          yield utf8(`${tick} `);
          if (tick === 2) await once(signal, "abort");
          signal.throwIfAborted();
        }
      } finally {
        left = String(signal.reason);
      }
    }
    const server = await listen(async ({ signal }) => ({ ...grpcOk, body: ticks(signal) }), http2);
    const session = openHttp2(server);
    const stream = session.request({ ":path": "/" });
    let got = "";
    for await (const part of stream) {
      got += String(part);
      if (got === "0 1 2 ") break;
    }
    await server.close(never);
    expect(left).toBe("Error: the client left");
  });

  it("that comes bit by bit ends with trailers, and is reset where its source breaks", async () => {
    async function* broken() {
      yield utf8("part");
      throw new Error("SECRET");
    }
    async function* whole() {
      yield utf8("a");
      yield utf8("b");
    }
    const server = await listen(async ({ url }) => ({ ...grpcOk, body: url === "/whole" ? whole() : broken() }), http2);
    const session = openHttp2(server);
    expect(await ask(session, "", { ":path": "/whole" })).toMatchObject({
      body: "ab",
      trailers: { "grpc-status": "0" },
    });
    await expect(ask(session)).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
  });

  it.each([
    ["throws", () => Promise.reject(new Error("SECRET"))],
    ["names a field that HTTP/2 forbids", answering({ headers: { connection: "close" } })],
    ["names a field that is none", answering({ headers: { "x\n": "y" } })],
    ["has a status that is none", answering({ status: 42 })],
  ])("of a handler that %s is a 500 that says no more", async (_what, handle) => {
    const server = await listen(handle, http2);
    const session = openHttp2(server);
    for (let time = 0; time < 2; time++)
      expect(await ask(session)).toMatchObject({ status: 500, body: "internal error" });
  });

  it("with trailers that are none is reset", async () => {
    const server = await listen(answering({ trailers: { "x\n": "y" } }), http2);
    const session = openHttp2(server);
    await expect(ask(session)).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
    await expect(ask(session)).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
  });
});

describe("closing an HTTP/2 server", () => {
  it("tells its clients to go, answers what is under way, and takes nothing more", async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const server = await listen(async () => {
      arrive();
      await told;
      return grpcOk;
    }, http2);
    const session = openHttp2(server);
    const answer = ask(session);
    await arrived;
    const closed = server.close(never);
    const goaway = once(session, "goaway");
    const [code] = (await goaway) as [number];
    expect(code).toBe(constants.NGHTTP2_NO_ERROR);
    tell();
    expect((await answer).trailers["grpc-status"]).toBe("0");
    await closed;
    await expect(ask(session)).rejects.toThrow();
    await expect(ask(openHttp2(server))).rejects.toThrow("ECONNREFUSED");
  });

  it("answers all requests that its clients sent before they could know", async () => {
    let handled = 0;
    const server = await listen(async () => (handled++, grpcOk), http2);
    const session = openHttp2(server);
    await ask(session);
    const answers = Array.from({ length: 50 }, () =>
      ask(session).then(
        () => "answered",
        (error: Error) => error.message,
      ),
    );
    const closed = server.close(never);
    const outcomes = await Promise.all(answers);
    await closed;
    expect(handled).toBe(51);
    expect(new Set(outcomes)).toEqual(new Set(["answered"]));
  });

  it("breaks what is under way when its time is over", async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<AbortSignal>();
    const server = await listen(({ signal }) => {
      arrive(signal);
      return new Promise(() => undefined);
    }, http2);
    const session = openHttp2(server);
    const broken = expect(ask(session)).rejects.toThrow();
    const signal = await arrived;
    const deadline = new AbortController();
    const closed = server.close(deadline.signal);
    deadline.abort();
    await Promise.all([closed, broken]);
    expect(signal.aborted).toBe(true);
  });

  it("waits for no client that has connected and says nothing", async () => {
    const server = await listen(ok, http2);
    const session = openHttp2(server);
    await once(session, "remoteSettings");
    await server.close(never);
  });
});

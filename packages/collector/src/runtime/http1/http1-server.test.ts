import { once } from "node:events";
import type { ServerRequest, ServerResponse } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { listen, never, ok, openSocket, text, utf8 } from "../../../test/server-scene.ts";

const get = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";
const getAndClose = "GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
const post = (body: string, fields = ""): string =>
  `POST / HTTP/1.1\r\nhost: h\r\n${fields}content-length: ${body.length}\r\n\r\n${body}`;

const answering = (answer: Partial<ServerResponse>) => async (): Promise<ServerResponse> => ({
  status: 200,
  headers: {},
  body: [],
  ...answer,
});

/** Sends bytes and reads until the server closes the connection. */
async function exchange(handle: Parameters<typeof listen>[0], bytes: string, options = {}): Promise<string> {
  const { socket, closed } = openSocket(await listen(handle, options));
  socket.write(bytes);
  return (await closed).toString();
}

const countOf = (got: Buffer): number => got.toString().split("HTTP/1.1 ").length - 1;

describe("a request over HTTP/1.1", () => {
  it.each([0, 1, 5_000, 60_000, 300_000, 5_000_000])("with a body of %i bytes is read whole", async (size) => {
    const body = "x".repeat(size);
    const read = async (request: ServerRequest): Promise<ServerResponse> => {
      const bytes = await request.body.read(10_000_000);
      return { status: 200, headers: {}, body: [utf8(`${bytes.length} ${bytes.every((byte) => byte === 0x78)}`)] };
    };
    expect(await exchange(read, post(body, "connection: close\r\n"))).toMatch(new RegExp(`\r\n\r\n${size} true$`));
    const chunks = `transfer-encoding: chunked\r\n\r\n${size === 0 ? "" : `${size.toString(16)}\r\n${body}\r\n`}0\r\n\r\n`;
    const chunked = `POST / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n${chunks}`;
    expect(await exchange(read, chunked)).toMatch(new RegExp(`\r\n\r\n${size} true$`));
  });

  it("may be read part by part, and watched while it is read", async () => {
    const parts: number[] = [];
    const handle = async ({ body, url }: ServerRequest): Promise<ServerResponse> => {
      let size = 0;
      if (url === "/watch")
        size = (await body.read(1_000_000, (part, total) => parts.push(total - part.length))).length;
      else for await (const part of body) size += part.length;
      return { status: 200, headers: {}, body: [utf8(String(size))] };
    };
    expect(await exchange(handle, post("x".repeat(200_000), "connection: close\r\n"))).toContain("200000");
    const watched = post("x".repeat(200_000), "connection: close\r\n").replace(" / ", " /watch ");
    expect(await exchange(handle, watched)).toContain("200000");
    expect(parts[0]).toBe(0);
    expect(parts.length).toBeGreaterThan(1);
  });

  it("is given up by what its watcher throws, and is answered", async () => {
    const handle = async ({ body }: ServerRequest): Promise<ServerResponse> => {
      const refuse = (): never => {
        throw new Error("enough");
      };
      const error = await body.read(100, refuse).catch((reason: unknown) => reason);
      return { status: 413, headers: {}, body: [utf8(String(error))] };
    };
    expect(await exchange(handle, post("body"))).toMatch(/^HTTP\/1\.1 413 [^]*Error: enough$/);
  });

  it("is told to go on with its body only when the body is asked for", async () => {
    const handle = async ({ body, url }: ServerRequest): Promise<ServerResponse> =>
      url === "/no"
        ? { status: 401, headers: {}, body: [] }
        : { status: 200, headers: {}, body: [await body.read(10)] };
    const expecting = (path: string): string =>
      `POST ${path} HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\n`;
    const taken = openSocket(await listen(handle));
    taken.socket.write(expecting("/yes"));
    await once(taken.socket, "data");
    expect(taken.got.toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    taken.socket.write("ok");
    expect((await taken.closed).toString()).toMatch(/HTTP\/1\.1 200 OK[^]*ok$/);
    expect(await exchange(handle, expecting("/no"))).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("whose client closed its side is answered all the same", async () => {
    const server = await listen(async ({ body }) => ({ status: 200, headers: {}, body: [await body.read(10)] }));
    const { socket, closed } = openSocket(server);
    socket.end(post("body"));
    expect((await closed).toString()).toMatch(/body$/);
  });

  it("has no field that its client did not send", async () => {
    const seen: unknown[] = [];
    const handle = async ({ headers }: ServerRequest): Promise<ServerResponse> => {
      seen.push(headers["constructor"], headers["__proto__"], Object.keys(headers).toSorted());
      return { status: 200, headers: {}, body: [] };
    };
    await exchange(handle, getAndClose);
    await exchange(handle, getAndClose.replace("host", "__proto__: p\r\nHost"));
    expect(seen).toEqual([
      undefined,
      undefined,
      ["connection", "host"],
      undefined,
      "p",
      ["__proto__", "connection", "host"],
    ]);
  });
});

describe("an answer over HTTP/1.1", () => {
  it("may be large and in parts", async () => {
    const body = [utf8("a".repeat(500_000)), utf8(""), utf8("b".repeat(500_000))];
    const got = await exchange(answering({ body }), getAndClose);
    expect(got).toContain("content-length: 1000000\r\n");
    expect(got.endsWith("a".repeat(500_000) + "b".repeat(500_000))).toBe(true);
  });

  it("of 204 has neither body nor length", async () => {
    const got = await exchange(answering({ status: 204 }), getAndClose);
    expect(got).toMatch(/^HTTP\/1\.1 204 /);
    expect(got).not.toMatch(/content-length|transfer-encoding/i);
  });

  it.each([
    ["names a field that is none", { headers: { "x\n": "y" } }],
    ["has a value that is none", { headers: { x: "a\r\nset-cookie: b" } }],
    ["has a status that is none", { status: 42 }],
    ["comes bit by bit, which is HTTP/2's", { body: (async function* () {})() }],
    ["has trailers, which are HTTP/2's", { trailers: { a: "b" } }],
  ])("that %s is a 500 that says no more", async (_what, answer) => {
    const got = await exchange(answering(answer), getAndClose);
    expect(got).toMatch(/^HTTP\/1\.1 500 [^]*\r\n\r\ninternal error$/);
    expect(got).not.toContain("set-cookie");
  });

  it("says only once what the server says itself", async () => {
    const headers = { "content-length": "99", connection: "keep-alive", "content-type": "a/b" };
    const got = await exchange(answering({ headers, body: [utf8("four")] }), getAndClose);
    const said = got.toLowerCase().match(/(?:content-length|connection): \S+/g);
    expect(said).toEqual(["content-length: 4", "connection: close"]);
  });

  it("that its client does not take is broken off", async () => {
    const handle = answering({ body: [new Uint8Array(32_000_000)] });
    const { socket, closed } = openSocket(await listen(handle, { writeTimeoutMs: 60 }));
    socket.pause();
    socket.write(get);
    const began = performance.now();
    setTimeout(() => socket.resume(), 600);
    expect((await closed).length).toBeLessThan(32_000_000);
    expect(performance.now() - began).toBeGreaterThan(50);
  });
});

describe("a connection of HTTP/1.1", () => {
  it("is closed when it was idle for long", async () => {
    const server = await listen(ok, { idleTimeoutMs: 40 });
    const { socket, closed } = openSocket(server);
    socket.write(get);
    expect(countOf(await closed)).toBe(1);
  });

  it("is closed after each answer where that is asked for", async () => {
    expect(await exchange(ok, get, { keepsAlive: false })).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
  });

  it("carries several requests that came at once, in order", async () => {
    let count = 0;
    const handle = async (): Promise<ServerResponse> => ({ status: 200, headers: {}, body: [utf8(`<${++count}>`)] });
    const got = await exchange(handle, get.repeat(20) + getAndClose);
    expect(got.match(/<\d+>/g)).toEqual(Array.from({ length: 21 }, (_, at) => `<${at + 1}>`));
  });

  it("over the limit is closed at once", async () => {
    const server = await listen(ok, { maxConnections: 1 });
    const first = openSocket(server);
    first.socket.write(get);
    await first.until((got) => countOf(got) === 1);
    expect(await openSocket(server).closed).toHaveLength(0);
    first.socket.write(get);
    await first.until((got) => countOf(got) === 2);
  });

  it("on which nothing was asked does not keep the server from closing", async () => {
    const server = await listen(ok);
    const { socket, closed } = openSocket(server);
    await once(socket, "connect");
    // So that the server has it.
    const other = openSocket(server);
    other.socket.write(getAndClose);
    await other.closed;
    await server.close(never);
    await closed;
  });

  it("in the middle of a request is waited for when the server closes", async () => {
    const handle = async ({ body }: ServerRequest): Promise<ServerResponse> => ({
      status: 200,
      headers: {},
      body: [utf8(text(await body.read(100)))],
    });
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const server = await listen((request) => (arrive(), handle(request)));
    const { socket, closed } = openSocket(server);
    socket.write(post("body").slice(0, -2));
    await arrived;
    const closing = server.close(never);
    socket.write("dy");
    expect((await closed).toString()).toMatch(/connection: close[^]*body$/i);
    await closing;
  });
});

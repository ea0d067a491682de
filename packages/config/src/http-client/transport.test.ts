import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";
import type { HttpClientOptions, HttpRequest } from "@genai-collector/component";
import { afterEach, describe, expect, it } from "vitest";
import { undiciClientsWith } from "./transport.ts";
import type { Resolve } from "./transport-lookup.ts";

const never = new AbortController().signal;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function listen<S extends Server | TcpServer>(server: S): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An HTTP server on a free port of loopback; and the connections that were made to it. */
async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const connections: Socket[] = [];
  const server = createServer(handle).on("connection", (socket: Socket) => connections.push(socket));
  return { address: await listen(server), connections };
}

/** A server that says what it is told to, byte by byte, to whoever connects. */
async function serveBytes(bytes: string, end = true): Promise<string> {
  return listen(
    createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => (end ? socket.end(bytes) : socket.write(bytes)));
    }),
  );
}

/** Resolves when the other side has closed the connection, or broken it. */
async function closed(socket: Socket): Promise<void> {
  while (!socket.destroyed) await once(socket, "close").catch(() => undefined);
}

function open(options: HttpClientOptions = {}, resolve?: Resolve) {
  const client = undiciClientsWith(resolve).open(options);
  cleanups.push(() => client.close());
  const request = (url: string, more: Partial<HttpRequest> = {}) =>
    client.request({ method: "GET", url, headers: {}, signal: never, ...more });
  const read = async (url: string, more: Partial<HttpRequest> = {}): Promise<string> =>
    new TextDecoder().decode(await (await request(url, more)).body.read(1_000));
  return { client, request, read };
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("an exchange", () => {
  it("carries method, path, headers and a body in parts, and adds no header of its own", async () => {
    const { address } = await serve((request, response) => {
      void request.toArray().then((chunks) => {
        const body = Buffer.concat(chunks as Buffer[]).toString();
        response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
      });
    });
    const { read } = open();
    const headers = { "x-key": "k", "content-type": "text/plain" };
    const echo = await read(`http://${address}/a%20b?c=d#e`, {
      method: "POST",
      headers,
      body: [text("one "), text("two")],
    });
    expect(JSON.parse(echo)).toEqual({
      method: "POST",
      url: "/a%20b?c=d",
      headers: { ...headers, host: address, connection: "keep-alive", "content-length": "7" },
      body: "one two",
    });
  });

  it("gives any status as an answer, with repeated headers joined", async () => {
    const { address } = await serve((_request, response) => {
      response.writeHead(429, { "Retry-After": "3", "X-Many": ["a", "b"] }).end("slow down");
    });
    const response = await open().request(`http://${address}/`);
    expect(response).toMatchObject({ status: 429, headers: { "retry-after": "3", "x-many": "a, b" } });
    expect(new TextDecoder().decode(await response.body.read(100))).toBe("slow down");
  });

  it("follows no redirect and unpacks nothing", async () => {
    const { address } = await serve((_request, response) => {
      response.writeHead(302, { location: "/elsewhere", "content-encoding": "gzip" }).end("not gzip");
    });
    const { request } = open();
    const response = await request(`http://${address}/`);
    expect([response.status, response.headers["location"]]).toEqual([302, "/elsewhere"]);
    expect(new TextDecoder().decode(await response.body.read(100))).toBe("not gzip");
  });

  it.each(["a\r\nx-injected: 1", "a\nb", "a\0b"])("sends nothing for a header value %j", async (value) => {
    const { address, connections } = await serve((_request, response) => response.end());
    await expect(open().request(`http://${address}/`, { headers: { "x-key": value } })).rejects.toThrow();
    expect(connections).toEqual([]);
  });
});

describe("connections", () => {
  it("are used again after a body was read, and no more than allowed are opened at once", async () => {
    const { address, connections } = await serve((_request, response) => response.end("ok"));
    const { read } = open({ connections: 1 });
    await Promise.all([read(`http://${address}/`), read(`http://${address}/`), read(`http://${address}/`)]);
    await read(`http://${address}/`);
    expect(connections).toHaveLength(1);
  });

  it("end with the client: idle ones at once, and what is under way is given up", async () => {
    const { address, connections } = await serve((request, response) => {
      if (request.url === "/") response.end("ok");
    });
    const { client, read, request } = open();
    await read(`http://${address}/`);
    const hanging = request(`http://${address}/hang`).catch((error: unknown) => error);
    await client.close();
    expect(await hanging).toBeInstanceOf(Error);
    await Promise.all(connections.map(closed));
    await expect(request(`http://${address}/`)).rejects.toThrow();
  });
});

describe("addresses", () => {
  const refused: unknown = expect.objectContaining({ code: "HTTP_ADDRESS_REFUSED" });
  const isLoopback = (ip: string): boolean => ip === "127.0.0.1";

  it("are asked for when a name was looked up, and a refused one is not dialled", async () => {
    const { address, connections } = await serve((_request, response) => response.end());
    const asked: string[] = [];
    const { request } = open({ allowAddress: (ip) => (asked.push(ip), false) });
    const port = address.split(":")[1]!;
    await expect(request(`http://localhost:${port}/`)).rejects.toEqual(refused);
    await expect(request(`http://${address}/`)).rejects.toEqual(refused);
    await expect(request(`http://[::1]:${port}/`)).rejects.toEqual(refused);
    expect(asked.toSorted()).toEqual(expect.arrayContaining(["127.0.0.1", "::1"]));
    expect(connections).toEqual([]);
  });

  it("must all be allowed, though the first of them is", async () => {
    const { address, connections } = await serve((_request, response) => response.end());
    const resolve: Resolve = (_name, _options, callback) =>
      callback(null, [
        { address: "127.0.0.1", family: 4 },
        { address: "169.254.169.254", family: 4 },
      ]);
    const { request } = open({ allowAddress: isLoopback }, resolve);
    await expect(request(`http://two.example:${address.split(":")[1]}/`)).rejects.toEqual(refused);
    expect(connections).toEqual([]);
  });

  it("are checked at each new connection: a name that changes its address in between gains nothing", async () => {
    const { address, connections } = await serve((_request, response) => {
      response.writeHead(200, { connection: "close" }).end("ok");
    });
    const answers = ["127.0.0.1", "169.254.169.254"];
    const resolve: Resolve = (_name, _options, callback) => callback(null, [{ address: answers.shift()!, family: 4 }]);
    const { read, request } = open({ allowAddress: isLoopback }, resolve);
    const url = `http://rebinding.example:${address.split(":")[1]}/`;
    expect(await read(url)).toBe("ok");
    await expect(request(url)).rejects.toEqual(refused);
    expect(connections).toHaveLength(1);
  });
});

describe("bodies", () => {
  it.each([
    ["shorter than announced", "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort"],
    ["cut within a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n50\r\nshort"],
    ["with a chunk of no size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n"],
    ["of two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 5\r\n\r\nhello"],
    ["behind headers without end", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}`],
    ["of no HTTP", "220 smtp.example.com ESMTP\r\n"],
  ])("%s are an error, not an answer", async (_what, bytes) => {
    const { read } = open();
    await expect(read(`http://${await serveBytes(bytes)}/`)).rejects.toThrow();
  });

  it("longer than announced end where they were announced to", async () => {
    const address = await serveBytes("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello and more", false);
    expect(await open().read(`http://${address}/`)).toBe("hello");
  });

  it("past the limit are not waited for: the connection ends", async () => {
    const { address, connections } = await serve((_request, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return;
      };
      response.on("drain", more).writeHead(200);
      more();
    });
    const { body } = await open().request(`http://${address}/`);
    await expect(body.read(1_000_000)).rejects.toThrow(RangeError);
    await closed(connections[0]!);
  });

  it("left early by a reader end the connection", async () => {
    const { address, connections } = await serve((_request, response) => void response.writeHead(200).write("first"));
    const { body } = await open().request(`http://${address}/`);
    for await (const chunk of body) {
      expect(new TextDecoder().decode(chunk)).toBe("first");
      break;
    }
    await closed(connections[0]!);
  });
});

describe("a signal ends", () => {
  it("a lookup that nobody answers", async () => {
    const leaving = new AbortController();
    const reading = open({}, () => undefined).read("http://slow.example/", { signal: leaving.signal });
    leaving.abort(new Error("left"));
    await expect(reading).rejects.toThrow("left");
  });

  it.each([
    ["a dial that does not become a connection", "https", ""],
    ["a wait for headers", "http", ""],
    ["a body that stalls", "http", "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort"],
  ])("%s", async (_what, scheme, bytes) => {
    const address = await serveBytes(bytes, false);
    const leaving = new AbortController();
    const reading = open().read(`${scheme}://${address}/`, { signal: leaving.signal });
    const started = performance.now();
    setTimeout(() => leaving.abort(new Error("left")), 20);
    await expect(reading).rejects.toThrow("left");
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

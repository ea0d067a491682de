import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { ServerHandler, ServerRequest } from "@genai-collector/component";
import { describe, expect, it, onTestFinished } from "vitest";
import { defaultServerLimits } from "./server-limits.ts";
import { serversWith, systemServers } from "./servers.ts";

const quick = {
  ...defaultServerLimits,
  headersTimeoutMs: 60,
  requestTimeoutMs: 120,
  keepAliveTimeoutMs: 60_000,
  checkEveryMs: 10,
};
const ok: ServerHandler = async () => ({ status: 200, headers: {}, body: [new TextEncoder().encode("ok")] });

/** A connection to a server; `sends` writes to it, `answer` is all that comes back until it is closed. */
async function open(handle: ServerHandler, servers = systemServers) {
  const server = await servers.listen("127.0.0.1:0", handle);
  onTestFinished(() => server.close(AbortSignal.abort()));
  const socket: Socket = connect({ host: "127.0.0.1", port: Number(server.endpoint.split(":")[1]) });
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString()));
  // A server that has answered and closes may reset what it did not read.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const answer = once(socket, "close").then(() => text);
  return { socket, answer, sends: (bytes: string) => void socket.write(bytes) };
}

const firstLine = async (answer: Promise<string>): Promise<string> => (await answer).split("\r\n", 1)[0]!;

/** A handler that reads the body up to a limit and tells how that went. */
function reading(limit: number) {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const handle: ServerHandler = async (request) => {
    const outcome = await request.body.read(limit).then(
      (bytes) => new TextDecoder().decode(bytes),
      (error: unknown) => error,
    );
    resolve(outcome);
    return { status: typeof outcome === "string" ? 200 : 413, headers: {}, body: [] };
  };
  return { handle, outcome: promise };
}

describe("a server", () => {
  it.each([
    ["nonsense", "220 smtp.example.com\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    [
      "headers that are too large",
      `GET / HTTP/1.1\r\nhost: h\r\nx: ${"y".repeat(20_000)}`,
      "HTTP/1.1 431 Request Header Fields Too Large",
    ],
    [
      "two lengths",
      "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
      "HTTP/1.1 400 Bad Request",
    ],
    [
      "a length and chunks",
      "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 400 Bad Request",
    ],
    ["no host", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    ["a line break in a header", "GET / HTTP/1.1\r\nhost: h\r\nx: a\nb\r\n\r\n", "HTTP/1.1 400 Bad Request"],
  ])("refuses %s, and asks no handler", async (_what, bytes, line) => {
    const asked: ServerRequest[] = [];
    const { sends, answer } = await open(async (request) => (asked.push(request), ok(request)));
    sends(bytes);
    expect(await firstLine(answer)).toBe(line);
    expect(asked).toEqual([]);
  });

  it("ends a connection whose headers come too slowly", async () => {
    const { sends, answer } = await open(ok, serversWith(quick));
    sends("GET / HTTP/1.1\r\nhost: h\r\n");
    expect(await firstLine(answer)).toBe("HTTP/1.1 408 Request Timeout");
  });

  it("ends a request whose body comes too slowly, and tells its reader", async () => {
    const { handle, outcome } = reading(100);
    const { sends, answer } = await open(handle, serversWith(quick));
    sends("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\nabc");
    expect(await outcome).toBeInstanceOf(Error);
    await answer;
  });

  it("reads a body up to the limit", async () => {
    const { handle, outcome } = reading(3);
    const { sends, answer } = await open(handle);
    sends("POST / HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc");
    expect(await outcome).toBe("abc");
    expect(await firstLine(answer)).toBe("HTTP/1.1 200 OK");
  });

  it.each([
    ["announced", "content-length: 4\r\n\r\nabcd"],
    ["in chunks", "transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"],
    ["without end", `content-length: 1000000000\r\n\r\n${"x".repeat(100_000)}`],
  ])(
    "stops reading a body past the limit (%s), answers, and keeps no connection with a rest in it",
    async (_how, rest) => {
      const { handle, outcome } = reading(3);
      const { sends, answer, socket } = await open(handle);
      sends(`POST / HTTP/1.1\r\nhost: h\r\n${rest}`);
      expect(await outcome).toEqual(new RangeError("more than 3 bytes"));
      if (!rest.includes("1000000000")) socket.end();
      expect(await firstLine(answer)).toBe("HTTP/1.1 413 Payload Too Large");
    },
  );

  it("tells a handler that its client left: before the answer, and within the body", async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<ServerRequest>();
    const { sends, socket } = await open((request) => {
      arrive(request);
      return new Promise(() => undefined);
    });
    sends("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\nabc");
    const { body, signal } = await arrived;
    const outcome = expect(body.read(100)).rejects.toThrow();
    socket.destroy();
    await outcome;
    if (!signal.aborted) await once(signal, "abort");
  });

  it("answers 500 for a handler that throws, without saying why, and goes on", async () => {
    const { sends, answer } = await open(() => Promise.reject(new Error("SECRET")));
    sends("GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
    const text = await answer;
    expect(text).toMatch(/^HTTP\/1\.1 500 /);
    expect(text).toContain("internal error");
    expect(text).not.toContain("SECRET");
  });

  it("gives what was asked: method, URL, joined headers, the peer's address", async () => {
    const { promise, resolve } = Promise.withResolvers<ServerRequest>();
    const { sends, socket } = await open((request) => (resolve(request), ok(request)));
    sends("PUT /a?b=c HTTP/1.1\r\nHost: h\r\nX-Many: 1\r\nx-many: 2\r\nconnection: close\r\n\r\n");
    const { method, url, headers, peer } = await promise;
    expect({ method, url, peer }).toEqual({ method: "PUT", url: "/a?b=c", peer: `127.0.0.1:${socket.localPort}` });
    expect(headers).toMatchObject({ host: "h", "x-many": "1, 2" });
  });
});

describe("listening", () => {
  it.each(["", ":", "localhost", "127.0.0.1:http", "127.0.0.1:-1", "127.0.0.1:65536"])(
    "on %j is refused",
    async (endpoint) => {
      await expect(systemServers.listen(endpoint, ok)).rejects.toThrow(`"${endpoint}" is not host:port`);
    },
  );

  it("on an address of another machine says so", async () => {
    await expect(systemServers.listen("192.0.2.1:0", ok)).rejects.toThrow(
      "cannot listen on 192.0.2.1:0: EADDRNOTAVAIL",
    );
  });
});

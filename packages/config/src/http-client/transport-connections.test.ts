// How connections are kept and ended, over loopback.
import type { HttpClientOptions, HttpRequest } from "@genai-collector/component";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { aMoment, listening, type Server } from "../../test/loopback.ts";
import { undiciClientsWith } from "./transport.ts";

async function serving(server: Server) {
  const { port, connections } = await listening(server);
  const open = (): number => connections.filter((socket) => !socket.destroyed).length;
  return { url: `http://127.0.0.1:${port}/`, connections, open };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;
const serve = (handle: Handle) => serving(Object.assign(createServer(handle), { keepAliveTimeout: 60_000 }));

function open(options: HttpClientOptions = {}) {
  const client = undiciClientsWith().open(options);
  onTestFinished(() => client.close());
  return async (url: string, more: Partial<HttpRequest> = {}): Promise<string> => {
    const signal = AbortSignal.timeout(5_000);
    const response = await client.request({ method: "POST", url, headers: {}, signal, ...more });
    return new TextDecoder().decode(await response.body.read(1_000_000));
  };
}

const many = (count: number, run: () => Promise<unknown>) => Promise.all(Array.from({ length: count }, run));

describe("idle connections", () => {
  it("stay, by default as many as there were requests at once", async () => {
    const server = await serve((_request, response) => void setTimeout(() => response.end("ok"), 20));
    const request = open();
    await many(8, () => request(server.url));
    await aMoment(30);
    expect(server.open()).toBe(8);
    await many(8, () => request(server.url));
    expect(server.connections).toHaveLength(8);
  });

  it.each<HttpClientOptions>([{ maxIdleConnections: 3 }, { maxIdleConnectionsPerOrigin: 3 }])("%j", async (options) => {
    const server = await serve((_request, response) => void setTimeout(() => response.end("ok"), 20));
    const request = open(options);
    for (let rush = 0; rush < 3; rush++) {
      await many(8, () => request(server.url));
      await aMoment(50);
      expect(server.open()).toBeLessThanOrEqual(3);
      expect(server.open()).toBeGreaterThan(0);
    }
  });

  it("are limited for all origins together, and for each", async () => {
    const handle: Handle = (_request, response) => void setTimeout(() => response.end("ok"), 20);
    const [one, other] = [await serve(handle), await serve(handle)];
    const rush = async (options: HttpClientOptions): Promise<readonly number[]> => {
      const request = open(options);
      await Promise.all([many(4, () => request(one.url)), many(4, () => request(other.url))]);
      await aMoment(50);
      return [one.open(), other.open()];
    };
    expect(await rush({ maxIdleConnections: 4 })).toEqual([4, 0]);
    expect(await rush({ maxIdleConnectionsPerOrigin: 2 })).toEqual([6, 2]);
  });

  it("end after their time", async () => {
    const server = await serve((_request, response) => response.end("ok"));
    const request = open({ idleTimeoutMs: 50 });
    await request(server.url);
    await aMoment(20);
    expect(server.open()).toBe(1);
    while (server.open() > 0) await aMoment();
  });

  it("end sooner where the server says so", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "keep-alive": "timeout=1", connection: "keep-alive" }).end("ok");
    });
    await open({ idleTimeoutMs: 60_000 })(server.url);
    while (server.open() > 0) await aMoment();
  });

  it("are none where each request has its own", async () => {
    const asked: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      asked.push(request.headers.connection);
      response.end("ok");
    });
    const request = open({ idleTimeoutMs: 0 });
    for (let i = 0; i < 3; i++) await request(server.url);
    expect([asked, server.connections.length]).toEqual([["close", "close", "close"], 3]);
  });
});

describe("requests at once", () => {
  it("are no more than connections are allowed; the others wait", async () => {
    let [now, most] = [0, 0];
    const server = await serve((_request, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        response.end("ok");
      }, 10);
    });
    const request = open({ connections: 2 });
    await many(7, () => request(server.url));
    expect([most, server.connections.length]).toEqual([2, 2]);
  });

  it("one that is given up while it waits is never sent", async () => {
    const asked: string[] = [];
    const server = await serve((request, response) => {
      asked.push(request.url!);
      setTimeout(() => response.end("ok"), 30);
    });
    const request = open({ connections: 1 });
    const leaving = new AbortController();
    const first = request(`${server.url}first`);
    const second = request(`${server.url}second`, { signal: leaving.signal });
    leaving.abort(new Error("left"));
    await expect(second).rejects.toThrow("left");
    await first;
    expect(await request(`${server.url}third`)).toBe("ok");
    expect(asked).toEqual(["/first", "/third"]);
  });
});

describe("a server that", () => {
  it("answers before it has read the body is listened to", async () => {
    const server = await serving(
      createTcpServer((socket) => {
        socket.once("data", () => {
          socket.pause();
          socket.write("HTTP/1.1 413 Payload Too Large\r\nconnection: close\r\ncontent-length: 5\r\n\r\nlarge");
        });
      }),
    );
    const body = Array.from({ length: 64 }, () => Buffer.alloc(1_000_000));
    const client = undiciClientsWith().open({});
    onTestFinished(() => client.close());
    const signal = AbortSignal.timeout(5_000);
    const response = await client.request({ method: "POST", url: server.url, headers: {}, signal, body });
    expect([response.status, new TextDecoder().decode(await response.body.read(10))]).toEqual([413, "large"]);
  });

  it("resets the connection in the middle of a body is an error, and the next request goes on another", async () => {
    let isFirst = true;
    const server = await serve((request, response) => {
      if (isFirst) request.once("data", () => request.socket.resetAndDestroy());
      else request.resume().on("end", () => response.end("ok"));
      isFirst = false;
    });
    const request = open();
    const body = Array.from({ length: 16 }, () => Buffer.alloc(1_000_000));
    await expect(request(server.url, { body })).rejects.toThrow();
    expect(await request(server.url, { body })).toBe("ok");
  });

  it("resets it in the middle of its answer is an error of the body", async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => request.socket.resetAndDestroy(), 10);
    });
    await expect(open()(server.url)).rejects.toThrow();
  });

  it("is asked to continue first, or hinted at, is not taken for one that has answered", async () => {
    const server = await serve((_request, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: "</a>; rel=preload" }, () => response.end("ok"));
    });
    expect(await open()(server.url)).toBe("ok");
  });

  it("sends faster than anybody reads is made to wait", async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      const more = (): void => {
        do sent += 65_536;
        while (response.write(Buffer.alloc(65_536)) && sent < 100_000_000);
      };
      response.on("drain", more);
      more();
    });
    const client = undiciClientsWith().open({});
    onTestFinished(() => client.close());
    const leaving = new AbortController();
    const { body } = await client.request({ method: "GET", url: server.url, headers: {}, signal: leaving.signal });
    await aMoment(200);
    const before = sent;
    await aMoment(100);
    // What the system's buffers on both sides hold, and not all of it.
    expect([sent === before, sent < 50_000_000]).toEqual([true, true]);
    let read = 0;
    for await (const chunk of body) if ((read += chunk.length) > 20_000_000) break;
    expect(sent).toBeGreaterThan(before);
    leaving.abort();
  });
});

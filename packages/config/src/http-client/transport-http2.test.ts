// HTTP/2 over loopback, with the certificates of testdata/tls.
import type { HttpClientOptions, TlsClientOptions } from "@genai-collector/component";
import { createSecureServer } from "node:http2";
import { createServer } from "node:https";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { aMoment, listening, pem } from "../../test/loopback.ts";
import { undiciClientsWith } from "./transport.ts";

const ca = [pem("ca")];
const pair = { cert: pem("server"), key: pem("server-key") };

function open(tls: TlsClientOptions, options: HttpClientOptions = {}) {
  const client = undiciClientsWith().open({ ...options, tls: () => tls });
  onTestFinished(() => client.close());
  return async (url: string): Promise<Record<string, string>> => {
    const response = await client.request({ method: "GET", url, headers: {}, signal: AbortSignal.timeout(5_000) });
    return JSON.parse(new TextDecoder().decode(await response.body.read(10_000))) as Record<string, string>;
  };
}

describe("HTTP/2", () => {
  /** Speaks both, as load balancers do; and says how many connections there were. */
  async function serveBoth() {
    let connections = 0;
    const bodies: Buffer[] = [];
    const server = createSecureServer({ ...pair, allowHTTP1: true }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        bodies.push(Buffer.concat(chunks));
        const { httpVersion, headers } = request;
        response.end(JSON.stringify({ httpVersion, host: headers[":authority"] ?? headers.host }));
      });
    });
    server.on("secureConnection", () => connections++);
    const { port } = await listening(server);
    return { port, bodies, connections: () => connections };
  }

  it("is spoken where it is allowed and offered, over one connection for all requests", async () => {
    const { port, connections } = await serveBoth();
    const request = open({ ca }, { allowsHttp2: true });
    const answers = await Promise.all(Array.from({ length: 20 }, () => request(`https://localhost:${port}/`)));
    expect(new Set(answers.map(({ httpVersion }) => httpVersion))).toEqual(new Set(["2.0"]));
    expect(connections()).toBe(1);
  });

  it.each<[string, HttpClientOptions]>([
    ["it is not allowed", {}],
    ["each request has its own connection", { allowsHttp2: true, idleTimeoutMs: 0 }],
  ])("is not where %s", async (_what, options) => {
    const { port } = await serveBoth();
    expect(await open({ ca }, options)(`https://localhost:${port}/`)).toHaveProperty("httpVersion", "1.1");
  });

  it("is not where the server does not offer it", async () => {
    const { port } = await listening(createServer(pair, (_request, response) => response.end('{"httpVersion":"1.1"}')));
    expect(await open({ ca }, { allowsHttp2: true })(`https://localhost:${port}/`)).toHaveProperty(
      "httpVersion",
      "1.1",
    );
  });

  it("takes the request's host, and bodies in parts", async () => {
    const { port, bodies } = await serveBoth();
    const client = undiciClientsWith().open({ tls: () => ({ ca }), allowsHttp2: true });
    onTestFinished(() => client.close());
    const body = [Buffer.alloc(40_000, 1), Buffer.alloc(90_000, 2), Buffer.alloc(200, 3), Buffer.alloc(70_000, 4)];
    const url = `https://localhost:${port}/`;
    const headers = { host: "tenant.test" };
    const { body: answer } = await client.request({
      method: "POST",
      url,
      headers,
      body,
      signal: AbortSignal.timeout(5_000),
    });
    const said = JSON.parse(new TextDecoder().decode(await answer.read(1_000))) as { readonly host: string };
    expect(said.host).toBe("tenant.test");
    expect(bodies[0]!.equals(Buffer.concat(body))).toBe(true);
  });

  it("a connection that gives no sign of life is ended, and the next request has a new one", async () => {
    const { port, connections } = await serveBoth();
    const ways: Socket[] = [];
    const { port: way } = await listening(
      createTcpServer((socket) => {
        ways.push(socket);
        const on = connect(port, "127.0.0.1");
        onTestFinished(() => void on.destroy());
        socket.pipe(on).pipe(socket);
        for (const each of [socket, on]) each.on("error", () => undefined);
      }),
    );
    const request = open({ ca }, { allowsHttp2: true, pingAfterMs: 50, pingTimeoutMs: 50 });
    await request(`https://localhost:${way}/`);
    ways[0]!.unpipe().pause(); // as when the other side has lost its power: nothing is closed, nothing answers
    await expect(request(`https://localhost:${way}/`)).rejects.toThrow();
    expect(await request(`https://localhost:${way}/`)).toHaveProperty("httpVersion", "2.0");
    expect(connections()).toBe(2);
  });

  it("one that answers pings stays, however long nobody asks anything of it", async () => {
    const { port, connections } = await serveBoth();
    const request = open({ ca }, { allowsHttp2: true, pingAfterMs: 20, pingTimeoutMs: 60 });
    await request(`https://localhost:${port}/`);
    await aMoment(400);
    await request(`https://localhost:${port}/`);
    expect(connections()).toBe(1);
  });
});

// Proxies over loopback: plain requests, CONNECT, TLS to the proxy, SOCKS5.
import type { HttpClientOptions, HttpRequest } from "@genai-collector/component";
import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage, type RequestListener } from "node:http";
import { createSecureServer as createHttp2Server } from "node:http2";
import { createServer as createSecureServer } from "node:https";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { listening, pem, type Server } from "../../test/loopback.ts";
import { undiciClientsWith } from "./transport.ts";
import type { Resolve } from "./transport-lookup.ts";

const ca = [pem("ca")];
const pair = { cert: pem("server"), key: pem("server-key") };

const portOf = async (server: Server): Promise<number> => (await listening(server)).port;

const echo: RequestListener = (request, response) => {
  void request.toArray().then((chunks) => {
    const body = Buffer.concat(chunks as Buffer[]).toString();
    response.end(JSON.stringify({ method: request.method, url: request.url, host: request.headers.host, body }));
  });
};

const target = {
  http: () => portOf(createServer(echo)),
  https: () => portOf(createSecureServer(pair, echo)),
};

/** Pipes bytes both ways; what one side ends, the other side sees. */
function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const socket of [one, other]) socket.on("error", () => undefined);
  onTestFinished(() => void other.destroy());
}

/** A proxy that does what it is asked, and notes it. */
async function proxy(scheme: "http" | "https" | "h2" = "http") {
  const asked: string[] = [];
  const auth: (string | undefined)[] = [];
  const onRequest: RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    auth.push(request.headers["proxy-authorization"]);
    const { "proxy-authorization": _own, ...headers } = request.headers;
    const on = forward(request.url!, { method: request.method!, headers }, (answer) => answer.pipe(response));
    request.pipe(on);
  };
  const servers = {
    http: () => createServer(onRequest),
    https: () => createSecureServer(pair, onRequest),
    h2: () => createHttp2Server({ ...pair, allowHTTP1: true }, onRequest as unknown as () => void),
  };
  const server: Server = servers[scheme]();
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    auth.push(request.headers["proxy-authorization"]);
    const on = connect(Number(request.url!.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      join(socket, on);
    });
  });
  return { port: await portOf(server), asked, auth };
}

function open(options: HttpClientOptions, resolve?: Resolve) {
  const client = undiciClientsWith(resolve).open({ tls: () => ({ ca }), ...options });
  onTestFinished(() => client.close());
  return async (url: string, more: Partial<HttpRequest> = {}): Promise<Record<string, string>> => {
    const signal = AbortSignal.timeout(5_000);
    const response = await client.request({ method: "GET", url, headers: {}, signal, ...more });
    return JSON.parse(new TextDecoder().decode(await response.body.read(1_000_000))) as Record<string, string>;
  };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("an HTTP proxy", () => {
  it("is asked for http in whole URLs, bodies included, over connections that are used again", async () => {
    const [port, to] = [await target.http(), await proxy()];
    const request = open({ proxyUrl: `http://127.0.0.1:${to.port}` });
    const answer = await request(`http://localhost:${port}/v1/traces?a=b`, {
      method: "POST",
      body: [bytes("one "), bytes("two")],
    });
    expect(answer).toEqual({ method: "POST", url: "/v1/traces?a=b", host: `localhost:${port}`, body: "one two" });
    expect(to.asked).toEqual([`POST http://localhost:${port}/v1/traces?a=b`]);
    expect(to.auth).toEqual([undefined]);
  });

  it("is asked for https with a tunnel, through which only the target reads", async () => {
    const [port, to] = [await target.https(), await proxy()];
    const request = open({ proxyUrl: `http://127.0.0.1:${to.port}` });
    const body = [Buffer.alloc(300_000, "a"), Buffer.alloc(1_000, "b")];
    const answer = await request(`https://localhost:${port}/in`, { method: "POST", body });
    expect(answer).toMatchObject({ url: "/in", body: Buffer.concat(body).toString() });
    expect(to.asked).toEqual([`CONNECT localhost:${port}`]);
  });

  it.each(["http", "https"] as const)("is told who asks, the target is not: %s", async (scheme) => {
    const [port, to] = [await target[scheme](), await proxy()];
    const request = open({ proxyUrl: `http://us%40er:pass@127.0.0.1:${to.port}` });
    await request(`${scheme}://localhost:${port}/`);
    expect(to.auth).toEqual([`Basic ${Buffer.from("us@er:pass").toString("base64")}`]);
  });

  it("keeps the request's own host", async () => {
    const [port, to] = [await target.http(), await proxy()];
    const request = open({ proxyUrl: `http://127.0.0.1:${to.port}` });
    expect(await request(`http://localhost:${port}/`, { headers: { host: "tenant.test" } })).toHaveProperty(
      "host",
      "tenant.test",
    );
  });

  it.each(["https", "h2"] as const)("may itself be reached by TLS, and is asked in HTTP/1.1: %s", async (scheme) => {
    const [plain, encrypted, to] = [await target.http(), await target.https(), await proxy(scheme)];
    const request = open({ proxyUrl: `https://localhost:${to.port}`, allowsHttp2: true });
    expect(await request(`http://localhost:${plain}/a`)).toHaveProperty("url", "/a");
    expect(await request(`https://localhost:${encrypted}/b`)).toHaveProperty("url", "/b");
    expect(to.asked).toEqual([`GET http://localhost:${plain}/a`, `CONNECT localhost:${encrypted}`]);
  });

  it("that refuses a tunnel is an error with its status", async () => {
    const server = createServer();
    server.on("connect", (_request, socket: Socket) =>
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    );
    const request = open({ proxyUrl: `http://127.0.0.1:${await portOf(server)}` });
    await expect(request("https://localhost:1/")).rejects.toMatchObject({ code: "EPROXY407" });
  });

  it.each([
    ["is not there", undefined],
    ["says no HTTP", "220 smtp\r\n"],
    ["hangs up", ""],
  ])("that %s is an error, and not dialled for ever", async (_what, says) => {
    let dials = 0;
    const server = createTcpServer((socket) => {
      dials++;
      socket.once("data", () => socket.end(says ?? ""));
    });
    const port = await portOf(server);
    if (says === undefined) server.close();
    const request = open({ proxyUrl: `http://127.0.0.1:${says === undefined ? 1 : port}` });
    await expect(request("https://localhost:1/")).rejects.toThrow();
    expect(dials).toBeLessThan(3);
  });

  it("is asked for nothing that may not be reached, by address or by name", async () => {
    const to = await proxy();
    const resolve: Resolve = (_name, _options, callback) => callback(null, [{ address: "169.254.169.254", family: 4 }]);
    const allowAddress = (ip: string): boolean => ip !== "169.254.169.254";
    const request = open({ proxyUrl: `http://127.0.0.1:${to.port}`, allowAddress }, resolve);
    for (const url of [
      "http://metadata.test/",
      "https://metadata.test/",
      "http://169.254.169.254/",
      "https://169.254.169.254/",
    ])
      await expect(request(url)).rejects.toMatchObject({ code: "HTTP_ADDRESS_REFUSED" });
    expect(to.asked).toEqual([]);
  });
});

/** A SOCKS5 proxy by RFC 1928, that notes what it was asked. */
async function socksProxy(options: { readonly reply?: number; readonly method?: number } = {}) {
  const asked: string[] = [];
  const port = await portOf(
    createTcpServer((socket) => {
      void (async () => {
        const take = async (length: number): Promise<Buffer> => {
          for (;;) {
            const chunk = socket.read(length) as Buffer | null;
            if (chunk !== null) return chunk;
            await once(socket, "readable");
          }
        };
        const [, count] = await take(2);
        const methods = await take(count!);
        const method = options.method ?? methods[0]!;
        socket.write(Uint8Array.of(5, method));
        if (method === 2) {
          const user = await take((await take(2))[1]!);
          const password = await take((await take(1))[0]!);
          asked.push(`${String(user)}/${String(password)}`);
          socket.write(Uint8Array.of(1, password.toString() === "pass" ? 0 : 1));
        }
        const type = (await take(4))[3];
        const host = type === 3 ? String(await take((await take(1))[0]!)) : (await take(type === 1 ? 4 : 16)).join(".");
        const to = (await take(2)).readUInt16BE();
        asked.push(`${host}:${to}`);
        const reply = options.reply ?? 0;
        const on = connect(to, "127.0.0.1", () => {
          socket.write(Uint8Array.of(5, reply, 0, 1, 127, 0, 0, 1, 0, 80));
          if (reply === 0) join(socket, on);
        });
        on.on("error", () => socket.destroy());
      })().catch(() => socket.destroy());
    }),
  );
  return { port, asked };
}

describe("a SOCKS5 proxy", () => {
  it.each(["http", "https"] as const)("leads to %s, and looks names up by itself", async (scheme) => {
    const [port, to] = [await target[scheme](), await socksProxy()];
    const request = open({ proxyUrl: `socks5://127.0.0.1:${to.port}` });
    const answer = await request(`${scheme}://localhost:${port}/a?b`, {
      method: "POST",
      body: [Buffer.alloc(200_000, "x")],
    });
    expect(answer).toMatchObject({ method: "POST", url: "/a?b", host: `localhost:${port}` });
    expect(to.asked).toEqual([`localhost:${port}`]);
  });

  it("is told name and password, and given addresses as addresses", async () => {
    const [port, to] = [await target.http(), await socksProxy()];
    const request = open({ proxyUrl: `socks5://user:pass@127.0.0.1:${to.port}` });
    await request(`http://127.0.0.1:${port}/`);
    expect(to.asked).toEqual(["user/pass", `127.0.0.1:${port}`]);
  });

  it.each([
    ["a wrong password", "user:wrong@", {}, "EPROXYAUTH"],
    ["a method that was not offered", "", { method: 255 }, "EPROXYAUTH"],
    ["its rules", "", { reply: 2 }, "EPROXYREFUSED"],
    ["a target that refuses", "", { reply: 5 }, "ECONNREFUSED"],
    ["an unknown reply", "", { reply: 99 }, "EPROXYFAILED"],
  ])("that refuses for %s is an error that says so", async (_what, user, options, code) => {
    const [port, to] = [await target.http(), await socksProxy(options)];
    const request = open({ proxyUrl: `socks5://${user}127.0.0.1:${to.port}` });
    await expect(request(`http://localhost:${port}/`)).rejects.toMatchObject({ code });
  });

  it("that hangs up in between is one too", async () => {
    const server = createTcpServer((socket) => socket.once("data", () => socket.end(Uint8Array.of(5))));
    const request = open({ proxyUrl: `socks5://127.0.0.1:${await portOf(server)}` });
    await expect(request("http://localhost:1/")).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});

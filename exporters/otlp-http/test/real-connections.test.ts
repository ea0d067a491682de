// TLS, proxies, and sinks that misbehave, over loopback with real time.
import { generateLogs, generateTraces } from "@genai-collector/testkit";
import { createServer as createHttpServer, request as forward, type IncomingMessage } from "node:http";
import { createSecureServer } from "node:http2";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { context, exporterFor, listening, pem, sink } from "./real-exporter.ts";

const pair = { cert: pem("server"), key: pem("server-key") };
const once = { retry_on_failure: { enabled: false } };

/** The client's name, as its certificate says it. */
const clientOf = (request: IncomingMessage): unknown => (request.socket as TLSSocket).getPeerCertificate().subject?.CN;

describe("TLS", () => {
  it("delivers to a sink whose authority is configured", async () => {
    const bodies: Buffer[] = [];
    const endpoint = await sink((body, _request, response) => {
      bodies.push(body);
      response.end();
    }, pair);
    const { exporter } = await exporterFor(endpoint, { tls: { ca_pem: pem("ca") } });
    const payload = generateTraces();
    const expected = Buffer.concat(payload.encoded().map(({ bytes }) => bytes));
    await exporter.traces!.consume(payload, context());
    expect(gunzipSync(bodies[0]!).equals(expected)).toBe(true);
  });

  it("does not send a byte to a sink that it does not trust, and says why", async () => {
    let requests = 0;
    const endpoint = await sink((_body, _request, response) => {
      requests++;
      response.end();
    }, pair);
    const { exporter } = await exporterFor(endpoint, once);
    const failure = exporter.logs!.consume(generateLogs(), context());
    await expect(failure).rejects.toMatchObject({
      code: "HTTP_UNREACHABLE",
      kind: "retryable",
      message: expect.stringMatching(
        /cannot reach https:\/\/localhost:\d+\/v1\/logs: (UNABLE_TO_|SELF_SIGNED|DEPTH_)/,
      ) as string,
    });
    expect(requests).toBe(0);
  });

  it("mutual: shows its certificate, and a renewed one on the next connection", async () => {
    const clients: unknown[] = [];
    const endpoint = await sink(
      (_body, request, response) => {
        clients.push(clientOf(request));
        response.end();
      },
      { ...pair, ca: [pem("ca"), pem("other-ca")], requestCert: true, rejectUnauthorized: true },
    );
    const files = { "/tls/cert.pem": pem("client"), "/tls/key.pem": pem("client-key") };
    const tls = { ca_pem: pem("ca"), cert_file: "/tls/cert.pem", key_file: "/tls/key.pem", reload_interval: "20ms" };
    const { exporter, write } = await exporterFor(endpoint, { tls, disable_keep_alives: true }, { files });
    await exporter.logs!.consume(generateLogs(), context());
    await write("/tls/cert.pem", pem("other-client"));
    await write("/tls/key.pem", pem("other-client-key"));
    while (clients.at(-1) === "client") await exporter.logs!.consume(generateLogs(), context());
    expect(new Set(clients)).toEqual(new Set(["client", "other-client"]));
  });

  it("mutual: without a certificate, the sink takes nothing", async () => {
    const endpoint = await sink((_body, _request, response) => response.end(), {
      ...pair,
      ca: pem("ca"),
      requestCert: true,
      rejectUnauthorized: true,
    });
    const { exporter } = await exporterFor(endpoint, { ...once, tls: { ca_pem: pem("ca") } });
    await expect(exporter.logs!.consume(generateLogs(), context())).rejects.toMatchObject({ kind: "retryable" });
  });

  it("a certificate that cannot be read is told at start, with its key", async () => {
    const starting = exporterFor("https://localhost:1", { tls: { ca_file: "/tls/none.pem" } });
    await expect(starting).rejects.toMatchObject({
      code: "CONFIG_FILE_UNREADABLE",
      message: expect.stringContaining("tls::ca_file") as string,
    });
  });

  it.each([
    [true, "2.0"],
    [false, "1.1"],
  ])("force_attempt_http2: %s: HTTP/%s, where the sink offers both", async (force_attempt_http2, version) => {
    const versions: string[] = [];
    const port = await listening(
      createSecureServer({ ...pair, allowHTTP1: true }, (request, response) => {
        versions.push(request.httpVersion);
        request.resume().on("end", () => response.end());
      }),
    );
    const config = { force_attempt_http2, compression: "none", tls: { ca_pem: pem("ca") } };
    const { exporter } = await exporterFor(`https://localhost:${port}`, config);
    await exporter.traces!.consume(generateTraces({ resources: 20, items: 200 }), context());
    expect(versions).toEqual([version]);
  });
});

describe("proxy_url", () => {
  it("is used for this machine too, and told its password", async () => {
    const paths: (string | undefined)[] = [];
    const endpoint = await sink((_body, request, response) => {
      paths.push(request.url);
      response.end();
    });
    const asked: (string | undefined)[] = [];
    const proxy = createHttpServer((request, response) => {
      asked.push(request.url, request.headers["proxy-authorization"]);
      request.pipe(forward(request.url!, { method: "POST" }, (answer) => answer.pipe(response)));
    });
    const proxy_url = `http://user:pass@127.0.0.1:${await listening(proxy)}`;
    const { exporter } = await exporterFor(endpoint, { proxy_url });
    await exporter.logs!.consume(generateLogs(), context());
    expect(paths).toEqual(["/v1/logs"]);
    expect(asked).toEqual([`${endpoint}/v1/logs`, `Basic ${Buffer.from("user:pass").toString("base64")}`]);
  });

  it("leads to an encrypted sink through a tunnel", async () => {
    const asked: (string | undefined)[] = [];
    const endpoint = await sink((_body, _request, response) => response.end(), pair);
    const proxy = createHttpServer().on("connect", (request: IncomingMessage, socket: Socket) => {
      asked.push(request.url);
      const on = connect(Number(new URL(endpoint).port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(on).pipe(socket);
      });
      for (const each of [on, socket]) each.on("error", () => undefined);
    });
    const config = { proxy_url: `http://127.0.0.1:${await listening(proxy)}`, tls: { ca_pem: pem("ca") } };
    const { exporter } = await exporterFor(endpoint, config);
    await exporter.logs!.consume(generateLogs(), context());
    expect(asked).toEqual([new URL(endpoint).host]);
  });
});

describe("a sink that", () => {
  /** Answers whoever has said anything with these bytes, and then stays silent. */
  const saying = (bytes: string, then: (socket: Socket) => void = () => undefined): Promise<number> =>
    listening(
      createTcpServer((socket) => {
        socket.once("data", () => {
          socket.write(bytes);
          then(socket);
        });
      }),
    );

  it("hangs after it has taken the request costs the timeout", async () => {
    const { exporter } = await exporterFor(`http://localhost:${await saying("")}`, { ...once, timeout: "200ms" });
    const failure = exporter.logs!.consume(generateLogs(), context());
    await expect(failure).rejects.toMatchObject({ code: "EXPORT_TIMEOUT", kind: "retryable" });
  });

  it("hangs within its answer has answered: the status stands", async () => {
    const port = await saying("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
    const { exporter, recorded } = await exporterFor(`http://localhost:${port}`, { ...once, timeout: "200ms" });
    await exporter.logs!.consume(generateLogs(), context());
    expect(recorded.count("otlp_http.unreadable_answers")).toBe(1);
  });

  it("resets the connection within a refusal has refused, in the words that came", async () => {
    const port = await saying("HTTP/1.1 400 Bad Request\r\ncontent-length: 99\r\n\r\nno tenant", (socket) =>
      setTimeout(() => socket.resetAndDestroy(), 50),
    );
    const { exporter } = await exporterFor(`http://localhost:${port}`);
    const failure = exporter.logs!.consume(generateLogs(), context());
    await expect(failure).rejects.toMatchObject({
      message: `http://localhost:${port}/v1/logs answered 400: no tenant`,
    });
  });

  it("refuses with more than 64 KiB is not read to its end, and the connection ends", async () => {
    let sent = 0;
    const closed = Promise.withResolvers<void>();
    const endpoint = await sink((_body, request, response) => {
      request.socket.on("close", () => closed.resolve());
      response.writeHead(400, { "content-type": "text/plain" });
      const more = (): void => {
        do sent += 65_536;
        while (response.write("no room ".repeat(8_192)) && sent < 1_000_000_000);
      };
      response.on("drain", more);
      more();
    });
    const { exporter } = await exporterFor(endpoint);
    const failure = exporter.logs!.consume(generateLogs(), context());
    await expect(failure).rejects.toMatchObject({
      code: "EXPORT_REFUSED",
      message: expect.stringContaining("answered 400: no room no room") as string,
    });
    await closed.promise;
    expect(sent).toBeLessThan(50_000_000);
  });

  it("answers before it has read the request is believed", async () => {
    const port = await saying("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 4\r\n\r\nbusy");
    const { exporter } = await exporterFor(`http://localhost:${port}`, { ...once, compression: "none" });
    const failure = exporter.traces!.consume(generateTraces({ resources: 50, items: 500 }), context());
    await expect(failure).rejects.toMatchObject({ code: "EXPORT_UNAVAILABLE" });
  });

  it("says no HTTP is unreachable", async () => {
    const { exporter } = await exporterFor(`http://localhost:${await saying("SSH-2.0-OpenSSH_9.9\r\n")}`, once);
    await expect(exporter.logs!.consume(generateLogs(), context())).rejects.toMatchObject({ code: "HTTP_UNREACHABLE" });
  });
});

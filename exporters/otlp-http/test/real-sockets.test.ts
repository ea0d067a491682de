// The exporter over real sockets of loopback, with real time: what the virtual network cannot show.
import { isCollectorError, timersOver, type Runtime } from "@genai-collector/component";
import { undiciClients } from "@genai-collector/config/http-client/transport";
import { parseRequest } from "@genai-collector/pdata";
import {
  createSettings,
  decodeConfig,
  generateLogs,
  generateTraces,
  Recorded,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { otlpHttpExporterFactory } from "../src/index.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

const after: Runtime["timers"]["after"] = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Real sockets, time and compression; the rest is not used. */
function realRuntime(): Runtime {
  const { files, servers, random, process } = new VirtualRuntime(new World());
  const timers = {
    after,
    ...timersOver(after),
    pause: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  };
  const compress = {
    compress: (_algorithm: string, parts: readonly Uint8Array[]) =>
      promisify<Uint8Array, Buffer>(gzip)(Buffer.concat(parts)),
    decompress: async (_algorithm: string, bytes: Uint8Array) => gunzipSync(bytes),
  };
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  return { clock, timers, random, http: undiciClients, servers, files, compress, process };
}

/** A sink on a free port, that answers with `handle` once the request's body is there. */
async function sink(
  handle: (body: Buffer, request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => handle(Buffer.concat(chunks), request, response));
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function exporterFor(endpoint: string, config: object = {}) {
  const recorded = new Recorded();
  const { instruments } = otlpHttpExporterFactory;
  const settings = createSettings<NonNullable<typeof instruments>>("otlp_http", realRuntime(), {
    recorded,
    instruments,
  });
  const quick = { initial_interval: "10ms", max_elapsed_time: "10s" };
  const decoded = decodeConfig(
    otlpHttpExporterFactory.config,
    { endpoint, retry_on_failure: quick, ...config },
    "otlp_http",
  );
  const exporter = otlpHttpExporterFactory.create(settings, decoded);
  cleanups.push(() => exporter.shutdown!(AbortSignal.abort()));
  return { exporter, recorded };
}

const context = (signal = new AbortController().signal) => ({ acknowledge: "delivered", signal }) as const;

describe("over real sockets", () => {
  it("delivers what it was given, survives a busy sink and a broken connection, and repeats the same bytes", async () => {
    const bodies: Buffer[] = [];
    const headers: IncomingMessage["headers"][] = [];
    const endpoint = await sink((body, request, response) => {
      headers.push(request.headers);
      switch (bodies.push(body)) {
        case 1:
          return void response.writeHead(503, { "retry-after": "0" }).end("busy");
        case 2:
          return void request.socket.destroy();
        default:
          return void response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
      }
    });
    const { exporter, recorded } = exporterFor(endpoint, { headers: { Authorization: "Bearer t" } });
    const payload = generateTraces({ resources: 3, items: 200 });
    const expected = Buffer.concat(payload.encoded().map(({ bytes }) => bytes));
    await exporter.traces!.consume(payload, context());
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(gunzipSync(bodies[0]!)).toEqual(expected);
    expect(parseRequest("traces", gunzipSync(bodies[0]!), { validate: "full" }).items).toBe(600);
    expect(headers[2]).toMatchObject({
      authorization: "Bearer t",
      "content-encoding": "gzip",
      "content-type": "application/x-protobuf",
      "content-length": String(bodies[0]!.length),
      "user-agent": "genai-collector-otlp-http-exporter",
    });
    const outcomes = ["2xx", "5xx", "none"].map((outcome) => recorded.count(`otlp_http.requests{outcome=${outcome}}`));
    expect(outcomes).toEqual([1, 1, 1]);
  });

  it("several ranges without compression are one body of known length", async () => {
    const lengths: (string | undefined)[] = [];
    const endpoint = await sink((body, request, response) => {
      lengths.push(request.headers["content-length"], String(body.length));
      response.end();
    });
    const { exporter } = exporterFor(endpoint, { compression: "none" });
    const payload = generateLogs({ resources: 5 });
    const { bytes } = payload;
    await exporter.logs!.consume(payload, context());
    expect(lengths).toEqual([String(bytes), String(bytes)]);
  });

  it("tells a connection that nobody accepts as retryable, without quoting headers", async () => {
    const endpoint = await sink(() => undefined);
    const closed = endpoint.replace(/:\d+$/, ":1"); // a port that nobody listens on
    const config = { headers: { Authorization: "Bearer s3cret" }, retry_on_failure: { enabled: false } };
    const error: unknown = await exporterFor(closed, config)
      .exporter.logs!.consume(generateLogs(), context())
      .catch((reason: unknown) => reason);
    expect(isCollectorError(error) && [error.code, error.kind]).toEqual(["HTTP_UNREACHABLE", "retryable"]);
    expect(String(error)).toMatch(/cannot reach http:\/\/127\.0\.0\.1:1\/v1\/logs: ECONNREFUSED/);
    expect(String(error)).not.toContain("s3cret");
  });

  it("a silent sink costs the timeout, a sender that leaves costs nothing, and both close the connection", async () => {
    const arrivals: Promise<unknown>[] = [];
    let arrived = Promise.withResolvers<void>();
    const endpoint = await sink((_body, request) => {
      arrivals.push(once(request.socket, "close"));
      arrived.resolve();
    });
    const late = exporterFor(endpoint, { timeout: "500ms", retry_on_failure: { enabled: false } }).exporter;
    await expect(late.logs!.consume(generateLogs(), context())).rejects.toMatchObject({ code: "EXPORT_TIMEOUT" });
    await Promise.all(arrivals);
    arrived = Promise.withResolvers<void>();
    const sender = new AbortController();
    const outcome = exporterFor(endpoint).exporter.logs!.consume(generateLogs(), context(sender.signal));
    const aborted = expect(outcome).rejects.toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
    await arrived.promise;
    sender.abort(new Error("gone"));
    await aborted;
    await Promise.all(arrivals);
  });
});

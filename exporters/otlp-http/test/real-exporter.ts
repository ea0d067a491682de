import { timersOver, type BatchContext, type Provided, type Runtime } from "@genai-collector/component";
import { undiciClients } from "@genai-collector/config/http-client/transport";
import { createHost, createSettings, decodeConfig, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { once, type EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { onTestFinished } from "vitest";
import { otlpHttpExporterFactory } from "../src/index.ts";

/** A certificate or key of the tests' own. */
export const pem = (name: string): string =>
  readFileSync(new URL(`../../../packages/config/testdata/tls/${name}.pem`, import.meta.url), "utf8");

const after: Runtime["timers"]["after"] = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

async function write(files: Runtime["files"], path: string, text: string): Promise<void> {
  const file = await files.open(path, "truncate");
  await file.write(new TextEncoder().encode(text));
  await file.close();
}

/** Real sockets and time; compression and files as in virtual runtimes, the latter with `files`. */
async function realRuntime(files: Readonly<Record<string, string>>): Promise<Runtime> {
  const virtual = new VirtualRuntime(new World());
  for (const [path, text] of Object.entries(files)) await write(virtual.files, path, text);
  const pause = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return {
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: { after, ...timersOver(after), pause },
    random: virtual.random,
    http: undiciClients,
    servers: virtual.servers,
    files: virtual.files,
    compress: virtual.compress,
    process: virtual.process,
  };
}

/** What a sink does with a request whose body is there. */
export type Handle = (body: Buffer, request: IncomingMessage, response: ServerResponse) => void;

interface Server extends EventEmitter {
  listen(port: number, host: string): unknown;
  address(): string | AddressInfo | null;
  close(): unknown;
}

/** Has a server listen on a free port of loopback until the test is over. */
export async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A sink, over TLS where it has a certificate. */
export async function sink(handle: Handle, tls?: TlsOptions): Promise<string> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => handle(Buffer.concat(chunks), request, response));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  return `http${tls === undefined ? "" : "s"}://localhost:${await listening(server)}`;
}

interface RealOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, readonly Provided[]>>;
}

/** An exporter that has started, without a queue and quick to try again. */
export async function exporterFor(endpoint: string, config: object = {}, options: RealOptions = {}) {
  const recorded = new Recorded();
  const { instruments } = otlpHttpExporterFactory;
  const runtime = await realRuntime(options.files ?? {});
  const settings = createSettings<NonNullable<typeof instruments>>("otlp_http", runtime, { recorded, instruments });
  const quick = { initial_interval: "10ms", max_elapsed_time: "10s" };
  const raw = { endpoint, retry_on_failure: quick, sending_queue: { enabled: false }, ...config };
  const exporter = otlpHttpExporterFactory.create(
    settings,
    decodeConfig(otlpHttpExporterFactory.config, raw, "otlp_http"),
  );
  onTestFinished(() => exporter.shutdown!(AbortSignal.abort()));
  await exporter.start!(createHost(options.extensions));
  return { exporter, recorded, write: (path: string, text: string) => write(runtime.files, path, text) };
}

/** What a sender asks who waits for the sink. */
export function context(signal: AbortSignal = new AbortController().signal): BatchContext {
  return { acknowledge: "delivered", signal };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { listen } from "./local-server.ts";
import type { OtlpSignal } from "./otlp-schema.ts";
import type { Stage } from "./stage.ts";

/** A request as it came, its body decompressed. */
export interface SinkRequest {
  readonly signal: OtlpSignal;
  readonly headers: IncomingMessage["headers"];
  readonly body: Uint8Array;
}

/** What the sink does with a request. */
export interface SinkAnswer {
  /** Default 200. What is not answered with 200 is not kept. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: what says that everything was taken, or nothing. */
  readonly body?: string | Uint8Array;
  /** Wait so long before answering; what is kept is kept at once. */
  readonly delayMs?: number;
  /** Keep it, and break the connection instead of answering. */
  readonly losesAnswer?: boolean;
}

/** An OTLP sink on a free port of loopback, in this process. Knows nothing of the collector's own code. */
export class OtlpSink {
  /** What was taken, in the order in which it came. */
  readonly taken: SinkRequest[] = [];
  /** Requests that were not taken. */
  refused = 0;
  /** Decides for each request. */
  answer: (request: SinkRequest) => SinkAnswer = () => ({});
  /** Is told when a request has arrived, before it is answered, and again once its answer is written. */
  onMoment: (moment: "asked" | "answered") => void = () => undefined;
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(tls: ServerOptions | undefined) {
    const serve = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    this.#server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
    this.#scheme = tls === undefined ? "http" : "https";
  }

  /** Listens until the test ends. With `tls`, encrypted. */
  static async open(stage: Stage, port = 0, tls?: ServerOptions): Promise<OtlpSink> {
    const sink = new OtlpSink(tls);
    await listen(sink.#server, port);
    stage.defer(() => sink.close());
    return sink;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** Bodies that were taken of a signal. */
  bodies(signal: OtlpSignal): Uint8Array[] {
    return this.taken.filter((request) => request.signal === signal).map(({ body }) => body);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const signal = /^\/v1\/(traces|metrics|logs)$/.exec(request.url ?? "")?.[1] as OtlpSignal | undefined;
    const sent = await readBody(request).catch(() => undefined);
    if (sent === undefined) return; // the sender died within its body: nothing came
    if (signal === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = decompressed(sent, request.headers["content-encoding"]);
    await this.#decide({ signal, headers: request.headers, body }, response);
  }

  async #decide(request: SinkRequest, response: ServerResponse): Promise<void> {
    const { status = 200, headers = {}, body, delayMs = 0, losesAnswer = false } = this.answer(request);
    if (status === 200) this.taken.push(request);
    else this.refused++;
    this.onMoment("asked");
    if (delayMs > 0) await sleep(delayMs);
    if (losesAnswer) {
      response.destroy();
      return;
    }
    const type = request.headers["content-type"] ?? "application/x-protobuf";
    response.writeHead(status, { "content-type": type, ...headers });
    const empty = type === "application/json" && status === 200 ? "{}" : "";
    response.end(body ?? empty, () => this.onMoment("answered"));
  }
}

function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === "gzip") return gunzipSync(body);
  return encoding === "zstd" ? zstdDecompressSync(body) : body;
}

/** A whole body, as it was sent. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { SinkSignal } from "./count-items.ts";
import type { SinkCounts } from "./sink-counts.ts";

/** Certificate and key of a server, as PEM. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** An OTLP/HTTP sink that takes everything, and answers as soon as it has counted. */
export function createHttpSink(counts: SinkCounts, identity?: ServerIdentity): Server {
  const listener: RequestListener = (request, response) => take(request, response, counts);
  if (identity === undefined) return createServer(listener);
  return createTlsServer({ ...identity, minVersion: "TLSv1.3" }, listener);
}

function take(request: IncomingMessage, response: ServerResponse, counts: SinkCounts): void {
  const signal = /^\/v1\/(traces|metrics|logs)$/.exec(request.url ?? "")?.[1] as SinkSignal | undefined;
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const isGzipped = request.headers["content-encoding"] === "gzip";
    const isRead = signal !== undefined && counts.take(signal, Buffer.concat(chunks), isGzipped);
    response.writeHead(isRead ? 200 : 400, { "content-type": "application/x-protobuf", "content-length": 0 }).end();
  });
}

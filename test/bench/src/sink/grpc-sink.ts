import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { SinkSignal } from "./count-items.ts";
import type { SinkCounts } from "./sink-counts.ts";

const signalOfMethod: Readonly<Record<string, SinkSignal>> = {
  "/opentelemetry.proto.collector.trace.v1.TraceService/Export": "traces",
  "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export": "metrics",
  "/opentelemetry.proto.collector.logs.v1.LogsService/Export": "logs",
};

/** The empty message, uncompressed: what an Export answers when it has nothing to say. */
const emptyMessage = Buffer.alloc(5);
const prefixBytes = 5;
/** So that no sender ever waits for room: 64 MiB a stream and a connection. */
const windowBytes = 64 << 20;

/** An OTLP/gRPC sink on plain HTTP/2 that takes everything, and answers as soon as it has counted. */
export function createGrpcSink(counts: SinkCounts): Http2Server {
  const settings = { initialWindowSize: windowBytes, maxFrameSize: 1 << 20, maxConcurrentStreams: 1_000 };
  const server = createServer({ settings });
  server.on("session", (session) => session.setLocalWindowSize(windowBytes));
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const chunks: Buffer[] = [];
    const signal = signalOfMethod[headers[":path"] ?? ""];
    stream.on("error", () => undefined); // a sender that leaves is not counted
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => answer(stream, signal, Buffer.concat(chunks), counts));
  });
  return server;
}

/** gRPC's statuses: 0 ok, 3 invalid argument, 12 unimplemented. */
function answer(stream: ServerHttp2Stream, signal: SinkSignal | undefined, body: Buffer, counts: SinkCounts): void {
  const status = signal === undefined ? 12 : takeMessage(signal, body, counts) ? 0 : 3;
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.end(status === 0 ? emptyMessage : undefined);
}

/** A unary call has one message behind its prefix: compressed or not, and its length. */
function takeMessage(signal: SinkSignal, body: Buffer, counts: SinkCounts): boolean {
  if (body.length < prefixBytes || body.readUInt32BE(1) !== body.length - prefixBytes) return false;
  return counts.take(signal, body.subarray(prefixBytes), body[0] === 1);
}

// Sinks on loopback: gRPC's own server, which proves that the exporter speaks gRPC, and a bare HTTP/2 server, which shows
// what was sent and misbehaves as it is told.
import { Server, ServerCredentials, type Metadata, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Http2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

/** What a sink of gRPC's own server was sent. */
export interface Received {
  readonly method: string;
  readonly metadata: Metadata;
  readonly message: Buffer;
  readonly deadline: Date | number;
  /** The authority that was asked. */
  readonly host: string;
  /** Address and port of the client. */
  readonly peer: string;
}

export type Answer = (received: Received, respond: sendUnaryData<Buffer>) => void;

/** An empty `Export…ServiceResponse`: everything was taken. */
export const taken: Answer = (_received, respond) => respond(null, Buffer.alloc(0));

const bytes = (value: Buffer): Buffer => value;

function method(signal: string): { readonly path: string; readonly service: string } {
  const service = `opentelemetry.proto.collector.${signal.toLowerCase()}.v1.${signal}Service`;
  return { service, path: `/${service}/Export` };
}

export interface GrpcSink {
  /** `127.0.0.1:port`. */
  readonly endpoint: string;
  readonly received: Received[];
  /** Ends it at once: connections break. */
  stop(): void;
}

export interface GrpcSinkOptions {
  readonly answer?: Answer;
  readonly credentials?: ServerCredentials;
  /** `127.0.0.1:0` when absent. */
  readonly listen?: string;
  readonly options?: Readonly<Record<string, number>>;
}

/** Starts gRPC's own server with the three methods of OTLP. */
export async function startGrpcSink(sink: GrpcSinkOptions = {}): Promise<GrpcSink> {
  const { answer = taken, credentials = ServerCredentials.createInsecure(), listen = "127.0.0.1:0" } = sink;
  const received: Received[] = [];
  const server = new Server(sink.options ?? {});
  for (const { path, service } of ["Trace", "Metrics", "Logs"].map(method)) {
    const handle = (call: ServerUnaryCall<Buffer, Buffer>, respond: sendUnaryData<Buffer>): void => {
      const { metadata, request } = call;
      const [deadline, host, peer] = [call.getDeadline(), call.getHost(), call.getPeer()];
      const one = { method: path, metadata, message: request, deadline, host, peer };
      received.push(one);
      answer(one, respond);
    };
    const definition = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    } as const;
    server.addService({ [service]: definition }, { [service]: handle });
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return { endpoint: listen.replace(/:0$/, `:${port}`), received, stop: () => server.forceShutdown() };
}

/** What a bare sink was sent. */
export interface RawRequest {
  readonly headers: IncomingHttpHeaders;
  /** The first byte of the frame. */
  readonly flag: number;
  readonly message: Buffer;
  readonly stream: ServerHttp2Stream;
  readonly session: Http2Session;
}

export interface RawSink {
  readonly endpoint: string;
  readonly requests: RawRequest[];
  readonly sessions: Set<Http2Session>;
  stop(): void;
}

/** Starts a bare HTTP/2 server. `handle` gets a request when all of it is there. */
export async function startRawSink(handle: (request: RawRequest, number: number) => void = accept): Promise<RawSink> {
  const requests: RawRequest[] = [];
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const chunks: Buffer[] = [];
    stream.on("error", () => undefined); // the client may leave
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const frame = Buffer.concat(chunks);
      const { session } = stream;
      if (session === undefined) return; // the connection is gone
      const message = frame.subarray(5, 5 + frame.readUInt32BE(1));
      const request = { headers, flag: frame[0]!, message, stream, session };
      handle(request, requests.push(request));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sessions,
    stop: () => {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

/** Answers a request of a bare sink with a message, none where it is `null`, and a status. */
export function answerRaw(
  { stream }: RawRequest,
  status: Readonly<Record<string, string>>,
  message: Buffer | null = Buffer.alloc(0),
): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(status));
  if (message === null) stream.end();
  else {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
  }
}

function accept(request: RawRequest): void {
  answerRaw(request, { "grpc-status": "0" });
}

import { Agent, request as httpRequest } from "node:http";
import { connect, type ClientHttp2Session } from "node:http2";

/** A client with one connection of its own, which it keeps. */
export interface OtlpClient {
  /** Resolves when the collector has said yes; rejects when it has not, or the connection broke. */
  send(signal: "traces" | "logs", body: Uint8Array): Promise<void>;
  close(): void;
}

/** OTLP over HTTP/1.1. */
export function httpClient(listener: string): OtlpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { "content-type": "application/x-protobuf" };
  return {
    send: (signal, body) =>
      new Promise((resolve, reject) => {
        const request = httpRequest(
          `http://${listener}/v1/${signal}`,
          { method: "POST", agent, headers },
          (response) => {
            response.resume().once("error", reject);
            response.once("end", () =>
              response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
            );
          },
        );
        request.once("error", reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const services = {
  traces: "opentelemetry.proto.collector.trace.v1.TraceService",
  logs: "opentelemetry.proto.collector.logs.v1.LogsService",
};

/** OTLP over gRPC. */
export function grpcClient(listener: string): OtlpClient {
  const session = connect(`http://${listener}`);
  session.on("error", () => undefined); // told by the request
  return { send: (signal, body) => call(session, `/${services[signal]}/Export`, body), close: () => session.destroy() };
}

function call(session: ClientHttp2Session, path: string, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const head = { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" };
    const stream = session.request(head);
    let status: unknown;
    const heard = (headers: Readonly<Record<string, unknown>>): void => {
      status = headers["grpc-status"] ?? status;
    };
    stream.on("response", heard).on("trailers", heard).on("error", reject).resume();
    stream.on("close", () => (status === "0" ? resolve() : reject(new Error(`grpc-status ${String(status)}`))));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(body.length, 1);
    stream.end(Buffer.concat([prefix, body]));
  });
}

import { once } from "node:events";
import { connect, type ClientHttp2Session } from "node:http2";
import type { Connection, LoadTarget } from "./connection.ts";
import { saysAllTaken } from "./export-response.ts";

const methods = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};
const prefixBytes = 5;

/** A unary gRPC client on plain HTTP/2, one call at a time. */
export class GrpcConnection implements Connection {
  readonly #session: ClientHttp2Session;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #message: Buffer;

  private constructor(session: ClientHttp2Session, { signal, isGzipped }: LoadTarget, message: Buffer) {
    this.#session = session;
    this.#message = message;
    this.#headers = {
      ":method": "POST",
      ":path": methods[signal],
      "content-type": "application/grpc",
      te: "trailers",
      ...(isGzipped ? { "grpc-encoding": "gzip" } : {}),
    };
    session.on("error", () => undefined); // each call tells its own end
  }

  /** Resolves when both sides have told their settings. */
  static async open(target: LoadTarget, message = grpcMessage(target)): Promise<GrpcConnection> {
    const session = connect(`http://127.0.0.1:${target.port}`);
    await once(session, "remoteSettings");
    return new GrpcConnection(session, target, message);
  }

  send(done: (isAccepted: boolean) => void): void {
    if (this.#session.destroyed) {
      setImmediate(done, false);
      return;
    }
    const call = this.#session.request(this.#headers);
    let status: unknown;
    const chunks: Buffer[] = [];
    const readStatus = (headers: Readonly<Record<string, unknown>>): void => {
      status = headers["grpc-status"] ?? status;
    };
    call.on("response", readStatus); // an answer of trailers alone
    call.on("trailers", readStatus);
    call.on("data", (chunk: Buffer) => chunks.push(chunk));
    call.on("error", () => undefined); // "close" follows
    call.on("close", () => done(status === "0" && saysAllTaken(Buffer.concat(chunks).subarray(prefixBytes))));
    call.end(this.#message);
  }

  close(): void {
    this.#session.destroy();
  }
}

/** The body behind its prefix: compressed or not, and its length. */
export function grpcMessage({ body, isGzipped }: LoadTarget): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix[0] = isGzipped ? 1 : 0;
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

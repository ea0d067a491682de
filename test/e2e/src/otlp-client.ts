import { Agent, request as httpRequest } from "node:http";
import { connect, type ClientHttp2Session } from "node:http2";
import { connect as connectTcp } from "node:net";
import type { OtlpSignal } from "./otlp-schema.ts";

/** What became of a request, as far as its sender can know. */
export interface Told {
  /** `unknown`: no answer came. */
  readonly outcome: "taken" | "refused" | "unknown";
  /** The status, as the protocol counts; of `unknown` what went wrong. */
  readonly status: number | string;
}

/** Sends one request at a time over a connection of its own, which it makes anew when it is gone. */
export interface OtlpClient {
  /** Never rejects. */
  send(signal: OtlpSignal, body: Uint8Array): Promise<Told>;
  close(): void;
}

/** How long an answer is waited for, in milliseconds. */
const patienceMs = 20_000;

/** Pushes OTLP over HTTP to `host:port`. `from`: the address of loopback that it comes from. */
export function httpOtlpClient(listener: string, from = "127.0.0.1"): OtlpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: from });
  const [host, port] = listener.split(":");
  const send = (signal: OtlpSignal, body: Uint8Array): Promise<Told> =>
    new Promise((resolve) => {
      const unknown = (error: Error): void => resolve({ outcome: "unknown", status: error.message });
      const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
      const request = httpRequest({ agent, host, port, method: "POST", path: `/v1/${signal}`, headers });
      request.setTimeout(patienceMs, () => request.destroy(new Error("no answer in time")));
      request.once("error", unknown);
      request.once("response", (response) => {
        const { statusCode: status = 0 } = response;
        response.once("error", unknown);
        response.once("close", () => unknown(new Error("the answer broke off")));
        response.once("end", () => resolve({ outcome: status === 200 ? "taken" : "refused", status }));
        response.resume();
      });
      request.end(body);
    });
  return { send, close: () => agent.destroy() };
}

const services: Readonly<Record<OtlpSignal, string>> = {
  traces: "trace.v1.TraceService",
  metrics: "metrics.v1.MetricsService",
  logs: "logs.v1.LogsService",
};

/** Pushes OTLP over gRPC to `host:port`. `from`: the address of loopback that it comes from. */
export function grpcOtlpClient(listener: string, from = "127.0.0.1"): OtlpClient {
  let session: ClientHttp2Session | undefined;
  const [host, port] = listener.split(":");
  const connected = (): ClientHttp2Session => {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    session = connect(`http://${listener}`, {
      createConnection: () => connectTcp({ host, port: Number(port), localAddress: from }),
    });
    session.on("error", () => undefined); // its streams tell
    return session;
  };
  const send = (signal: OtlpSignal, body: Uint8Array): Promise<Told> =>
    new Promise((resolve) => {
      const unknown = (why: string): void => resolve({ outcome: "unknown", status: why });
      const stream = connected().request({
        ":method": "POST",
        ":path": `/opentelemetry.proto.collector.${services[signal]}/Export`,
        "content-type": "application/grpc",
        te: "trailers",
      });
      const told = (fields: Readonly<Record<string, unknown>>): void => {
        const status = fields["grpc-status"];
        if (status !== undefined) resolve({ outcome: status === "0" ? "taken" : "refused", status: Number(status) });
      };
      stream.setTimeout(patienceMs, () => stream.close());
      stream.once("error", (error: Error) => unknown(error.message));
      stream.once("close", () => unknown("the call broke off"));
      stream.once("response", told);
      stream.once("trailers", told);
      stream.resume();
      stream.end(framed(body));
    });
  return { send, close: () => session?.destroy() };
}

/** As one message of gRPC, not compressed. */
export function framed(body: Uint8Array): Buffer {
  const frame = Buffer.alloc(5 + body.length);
  frame.writeUInt32BE(body.length, 1);
  frame.set(body, 5);
  return frame;
}

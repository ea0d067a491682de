import { Client, credentials, Metadata, type ChannelCredentials, type ServiceError } from "@grpc/grpc-js";
import { readFileSync } from "node:fs";
import type { OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import type { Stage } from "@genai-collector/test-e2e/stage";
import type { Security } from "./cell.ts";
import { pemFile } from "./certificates.ts";

/** How a call ended. */
export interface CallOutcome {
  /** A status of gRPC; 0 is OK. */
  readonly code: number;
  readonly details: string;
  /** Of the status' details and others, what the server sent behind its answer. */
  readonly trailers: Readonly<Record<string, unknown>>;
}

const paths: Readonly<Record<OtlpSignal, string>> = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};

/** Pushes OTLP with grpc-js, which is the gRPC of most JavaScript programs. */
export class GrpcClient {
  readonly #client: Client;

  private constructor(address: string, security: Security, options: object) {
    this.#client = new Client(address, credentialsOf(security), options);
  }

  /** Until the stage ends. `options` are grpc-js's own, of the channel. */
  static open(stage: Stage, address: string, security: Security = "plain", options: object = {}): GrpcClient {
    const client = new GrpcClient(address, security, options);
    stage.defer(async () => client.#client.close());
    return client;
  }

  /** Sends one request; never rejects. */
  send(signal: OtlpSignal, body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<CallOutcome> {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return new Promise((resolve) => {
      const done = (error: ServiceError | null): void =>
        resolve({
          code: error?.code ?? 0,
          details: error?.details ?? "",
          trailers: error?.metadata.getMap() ?? {},
        });
      const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const options = { deadline: Date.now() + 30_000 };
      this.#client.makeUnaryRequest(paths[signal], asIs, (bytes) => bytes, body, metadata, options, done);
    });
  }
}

function credentialsOf(security: Security): ChannelCredentials {
  if (security === "plain") return credentials.createInsecure();
  const [ca, key, cert] = [pemFile("ca"), pemFile("client-key"), pemFile("client")].map((file) => readFileSync(file));
  return security === "tls" ? credentials.createSsl(ca) : credentials.createSsl(ca, key, cert);
}

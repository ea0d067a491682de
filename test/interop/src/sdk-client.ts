import { fromProtobuf, type OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { workspace } from "@genai-collector/test-e2e/workspace";
import { join } from "node:path";
import type { Cell } from "./cell.ts";
import { pemFile } from "./certificates.ts";
import { itemsOf, type Item } from "./items.ts";

/** A program of `clients/`. */
export interface SdkClient {
  readonly command: string;
  readonly file: string;
}

/** What a client says that it sent. */
export type Claims = Readonly<Record<OtlpSignal, readonly Item[]>>;

/** The batch processors of both SDKs wait for their exporters when they shut down. */
const patienceMs = 60_000;

/** The variables that OpenTelemetry SDKs read in every language; they say all that a cell says. */
function sdkEnvironment({ protocol, compression, security }: Cell, address: string): NodeJS.ProcessEnv {
  return {
    // By name: Node takes no IP address for a TLS server's name, and its gRPC client gives it one.
    OTEL_EXPORTER_OTLP_ENDPOINT:
      security === "plain" ? `http://${address}` : `https://${address.replace("127.0.0.1", "localhost")}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    // Python's gRPC exporter knows no "none".
    OTEL_EXPORTER_OTLP_COMPRESSION: compression === "none" ? undefined : compression,
    OTEL_EXPORTER_OTLP_TIMEOUT: undefined,
    OTEL_EXPORTER_OTLP_CERTIFICATE: security === "plain" ? undefined : pemFile("ca"),
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: security === "mtls" ? pemFile("client") : undefined,
    OTEL_EXPORTER_OTLP_CLIENT_KEY: security === "mtls" ? pemFile("client-key") : undefined,
    // Where a machine sets these, Python's HTTP client believes them rather than what it is told.
    REQUESTS_CA_BUNDLE: undefined,
    CURL_CA_BUNDLE: undefined,
  };
}

/** Runs a client that sends to one address. Rejects, with what it said, when anything that it sent was not taken. */
export async function runSdkClient(stage: Stage, client: SdkClient, cell: Cell, address: string): Promise<Claims> {
  const args = [join(workspace, "test", "interop", "clients", client.file)];
  const child = stage.start({ command: client.command, args, env: sdkEnvironment(cell, address) });
  const { code } = await child.endedWithin(patienceMs);
  if (code !== 0) throw new Error(`${client.file} ended with ${code}: not everything was taken\n${child.stderr}`);
  const claims = JSON.parse(child.stdout) as Record<OtlpSignal, string[]>;
  const itemsIn = (signal: OtlpSignal): Item[] =>
    itemsOf(
      signal,
      claims[signal].map((request) => fromProtobuf(signal, Buffer.from(request, "base64"))),
    );
  return { traces: itemsIn("traces"), metrics: itemsIn("metrics"), logs: itemsIn("logs") };
}

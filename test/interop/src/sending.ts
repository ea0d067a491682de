import type { Child } from "@genai-collector/test-e2e/child";
import { freePorts } from "@genai-collector/test-e2e/free-ports";
import type { OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import { push } from "@genai-collector/test-e2e/push";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { cellName, type Cell } from "./cell.ts";
import { clientTls } from "./certificates.ts";
import { startWith, type ProgramName } from "./program.ts";
import { signals } from "./receiving.ts";

/** A collector that sends what it is fed once for every cell. */
export interface Sending {
  readonly child: Child;
  /** Posts a protobuf request to it; rejects when it is not taken. */
  feed(signal: OtlpSignal, body: Uint8Array): Promise<void>;
}

/** Starts a program that sends, with an exporter for every cell. Nothing is tried twice: what fails is missing. */
export async function startSending(
  stage: Stage,
  program: ProgramName,
  cells: readonly Cell[],
  endpointOf: (cell: Cell) => string,
): Promise<Sending> {
  const [port] = await freePorts(1);
  const endpoint = `127.0.0.1:${port}`;
  const exporters = Object.fromEntries(cells.map((cell) => [exporterName(cell), exporter(cell, endpointOf(cell))]));
  const pipeline = { receivers: ["otlp"], exporters: Object.keys(exporters) };
  const child = await startWith(stage, program, `${program}-sending.yaml`, {
    receivers: { otlp: { protocols: { http: { endpoint } } } },
    exporters,
    service: {
      telemetry: { metrics: { level: "none" } },
      pipelines: Object.fromEntries(signals.map((signal) => [signal, pipeline])),
    },
  });
  return {
    child,
    async feed(signal, body) {
      const { status } = await push(endpoint, signal, body);
      if (status !== 200) throw new Error(`${program} answered ${status}; it said:\n${child.stderr}`);
    },
  };
}

function exporterName(cell: Cell): string {
  return `${cell.protocol === "grpc" ? "otlp_grpc" : "otlp_http"}/${cellName(cell)}`;
}

function exporter({ protocol, compression, security }: Cell, address: string): object {
  const settings = { compression, timeout: "60s", ...clientTls(security), retry_on_failure: { enabled: false } };
  if (protocol === "grpc") return { endpoint: address, ...settings };
  const scheme = security === "plain" ? "http" : "https";
  return { endpoint: `${scheme}://${address}`, encoding: protocol === "http/json" ? "json" : "proto", ...settings };
}

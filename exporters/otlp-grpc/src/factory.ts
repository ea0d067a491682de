import { defineExporter } from "@genai-collector/component";
import { otlpGrpcConfig } from "./config.ts";
import { OtlpGrpcExporter, type LoadTransport } from "./otlp-grpc-exporter.ts";
import { otlpGrpcInstruments } from "./telemetry.ts";

/** The exporter over another transport than the network: for tests. */
export function otlpGrpcExporterOver(loadTransport: LoadTransport) {
  return defineExporter({
    type: "otlp_grpc",
    aliases: ["otlp"],
    stability: { traces: "beta", metrics: "beta", logs: "beta" },
    config: otlpGrpcConfig,
    instruments: otlpGrpcInstruments,
    traits: () => ({ acknowledges: "delivered" }),
    create: (settings, config) => new OtlpGrpcExporter(settings, config, loadTransport),
  });
}

/** Sends OTLP over gRPC. */
export const otlpGrpcExporterFactory = otlpGrpcExporterOver(async () => {
  const { openGrpcChannel } = await import("./transport.ts");
  return openGrpcChannel;
});

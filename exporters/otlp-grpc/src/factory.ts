import { defineExporter } from "@genai-collector/component";
import { queueTraits } from "@genai-collector/exporterhelper";
import { otlpGrpcConfig } from "./config.ts";
import { OtlpGrpcExporter, type LoadTransport } from "./otlp-grpc-exporter.ts";
import { otlpGrpcInstruments } from "./telemetry.ts";

/** gRPC's library is large: it is loaded when an exporter starts, and only then. */
const loadTransport: LoadTransport = async () => (await import("./transport.ts")).openGrpcChannel;

/** Sends OTLP over gRPC. */
export const otlpGrpcExporterFactory = defineExporter({
  type: "otlp_grpc",
  aliases: ["otlp"],
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: otlpGrpcConfig,
  instruments: otlpGrpcInstruments,
  traits: queueTraits,
  create: (settings, config) => new OtlpGrpcExporter(settings, config, loadTransport),
});

import { defineExporter } from "@genai-collector/component";
import { describeExporter } from "@genai-collector/testkit/conformance";
import { otlpGrpcExporterFactory } from "../src/index.ts";
import { OtlpGrpcExporter } from "../src/otlp-grpc-exporter.ts";
import { virtualChannels } from "./virtual-channel.ts";

const overVirtualNetwork = defineExporter({
  ...otlpGrpcExporterFactory,
  create: (settings, config) =>
    new OtlpGrpcExporter(settings, config, () => Promise.resolve(virtualChannels(settings.runtime))),
});

for (const config of [
  {},
  { compression: "none", sending_queue: { enabled: false } },
  { sending_queue: { batch: {} } },
]) {
  describeExporter(overVirtualNetwork, {
    config: { endpoint: "otlp.example.org:4317", ...config },
    sink: () => ({ status: 200 }),
  });
}

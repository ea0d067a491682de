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

for (const compression of ["gzip", "none"]) {
  describeExporter(overVirtualNetwork, {
    config: { endpoint: "otlp.example.org:4317", compression },
    sink: () => ({ status: 200 }),
  });
}

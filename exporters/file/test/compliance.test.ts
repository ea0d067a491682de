import { describeExporter } from "@genai-collector/testkit/conformance";
import { fileExporterFactory } from "../src/index.ts";

for (const config of [
  { path: "/data/out.json", create_directory: true },
  { path: "/data/out.bin", create_directory: true, format: "proto", compression: "zstd", rotation: {} },
  { path: "/data/*.json", create_directory: true, group_by: { resource_attribute: "service.name" } },
])
  describeExporter(fileExporterFactory, { config });

import { describeExporter } from "@genai-collector/testkit/conformance";
import { otlpHttpExporterFactory } from "../src/index.ts";

for (const encoding of ["proto", "json"]) {
  describeExporter(otlpHttpExporterFactory, {
    config: { endpoint: "https://otlp.example.org", encoding },
    sink: () => ({ status: 200 }),
  });
}

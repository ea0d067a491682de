import { describeExporter } from "@genai-collector/testkit/conformance";
import { debugExporterFactory } from "../src/index.ts";

for (const verbosity of ["basic", "normal", "detailed"])
  describeExporter(debugExporterFactory, { config: { verbosity } });

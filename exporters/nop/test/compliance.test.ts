import { describeExporter } from "@genai-collector/testkit/conformance";
import { nopExporterFactory } from "../src/index.ts";

describeExporter(nopExporterFactory);

import { describeProcessor } from "@genai-collector/testkit/conformance";
import { batchProcessorFactory } from "../src/index.ts";

describeProcessor(batchProcessorFactory);

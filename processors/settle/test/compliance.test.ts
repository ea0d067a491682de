import { describeProcessor } from "@genai-collector/testkit/conformance";
import { settleProcessorFactory } from "../src/index.ts";

describeProcessor(settleProcessorFactory);

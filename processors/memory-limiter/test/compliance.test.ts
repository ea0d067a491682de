import { describeProcessor } from "@genai-collector/testkit/conformance";
import { memoryLimiterProcessorFactory } from "../src/index.ts";

describeProcessor(memoryLimiterProcessorFactory, { config: { check_interval: "1s", limit_mib: 4000 } });

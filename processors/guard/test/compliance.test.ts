import { describeProcessor } from "@genai-collector/testkit/conformance";
import { guardProcessorFactory } from "../src/index.ts";

describeProcessor(guardProcessorFactory);

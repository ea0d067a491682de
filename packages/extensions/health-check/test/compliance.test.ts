import { describeExtension } from "@genai-collector/testkit/conformance";
import { healthCheckExtensionFactory } from "../src/index.ts";

describeExtension(healthCheckExtensionFactory);

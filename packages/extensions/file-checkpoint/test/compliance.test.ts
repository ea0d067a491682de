import { describeExtension } from "@genai-collector/testkit/conformance";
import { fileCheckpointExtensionFactory } from "../src/index.ts";

describeExtension(fileCheckpointExtensionFactory);

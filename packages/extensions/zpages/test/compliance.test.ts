import { describeExtension } from "@genai-collector/testkit/conformance";
import { zpagesExtensionFactory } from "../src/index.ts";

describeExtension(zpagesExtensionFactory);

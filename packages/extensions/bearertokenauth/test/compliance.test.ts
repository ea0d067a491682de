import { describeExtension } from "@genai-collector/testkit/conformance";
import { bearerTokenAuthExtensionFactory } from "../src/index.ts";

describeExtension(bearerTokenAuthExtensionFactory, { config: { token: "abc" } });

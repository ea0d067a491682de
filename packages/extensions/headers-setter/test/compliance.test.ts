import { describeExtension } from "@genai-collector/testkit/conformance";
import { headersSetterExtensionFactory } from "../src/index.ts";

describeExtension(headersSetterExtensionFactory, { config: { headers: [{ key: "X-Tenant", value: "acme" }] } });

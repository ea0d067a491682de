import { describeConnector } from "@genai-collector/testkit/conformance";
import { forwardConnectorFactory } from "../src/index.ts";

describeConnector(forwardConnectorFactory);

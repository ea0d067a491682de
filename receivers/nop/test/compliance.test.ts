import { describeReceiver } from "@genai-collector/testkit/conformance";
import { nopReceiverFactory } from "../src/index.ts";

describeReceiver(nopReceiverFactory);

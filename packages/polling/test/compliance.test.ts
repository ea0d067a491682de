import { describeReceiver } from "@genai-collector/testkit/conformance";
import { acmeReceiverFactory } from "./acme-receiver.ts";
import { acmeAnswer } from "./acme-vendor.ts";

describeReceiver(acmeReceiverFactory, {
  config: { loops: ["usage", "events"] },
  poll: { vendor: (url, now) => acmeAnswer(url, now) },
});

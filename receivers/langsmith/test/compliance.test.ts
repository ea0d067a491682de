import { LangSmithSimulator } from "@genai-collector/simulator";
import { VendorAnswer } from "@genai-collector/testkit";
import { describeReceiver } from "@genai-collector/testkit/conformance";
import { langsmithReceiverFactory } from "../src/index.ts";

let clock = 0;
// One platform for many runs, each of which begins at the same time: budgets would count them together.
const simulator = new LangSmithSimulator({
  seed: 11,
  runsPerMinute: 5,
  now: () => clock,
  apiKey: "lsv2_sk_test",
  budgets: [],
});

describeReceiver(langsmithReceiverFactory, {
  config: { api_key: "lsv2_sk_test", loops: { sessions: { session_label_value: "name" }, usage: { cadence: "5m" } } },
  poll: {
    horizonMs: 3_600_000,
    vendor(url, now, request) {
      clock = now;
      const { cutAfter, ...answer } = simulator.handle({ ...request, url: url.href, body: request.body });
      return new VendorAnswer({ ...answer, cutAfterBytes: cutAfter });
    },
  },
});

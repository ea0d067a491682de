import { PortkeySimulator } from "@genai-collector/simulator";
import { VendorAnswer } from "@genai-collector/testkit";
import { describeReceiver } from "@genai-collector/testkit/conformance";
import { portkeyReceiverFactory } from "../src/index.ts";

let clock = 0;
const simulator = new PortkeySimulator({ seed: 11, requestsPerMinute: 5, now: () => clock, apiKey: "pk-test" });

describeReceiver(portkeyReceiverFactory, {
  config: {
    api_key: "pk-test",
    expected_workspace: "production",
    use_cases: [
      { label: "chat", api_key_ids: ["key-chat"] },
      { label: "batch", api_key_ids: ["key-batch"] },
    ],
    rate_limit: { requests_per_second: 2, burst: 10 },
    loops: { analytics: { graphs: ["latency", "requests", "tokens"] }, groups: { metadata_keys: ["use_case"] } },
  },
  poll: {
    horizonMs: 3_600_000,
    vendor(url, now, request) {
      clock = now;
      const { cutAfter, ...answer } = simulator.handle({ ...request, url: url.href, body: undefined });
      return new VendorAnswer({ ...answer, cutAfterBytes: cutAfter });
    },
  },
});

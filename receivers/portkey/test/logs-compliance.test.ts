import { PortkeySimulator } from "@genai-collector/simulator";
import { VendorAnswer } from "@genai-collector/testkit";
import { describeReceiver } from "@genai-collector/testkit/conformance";
import { portkeyReceiverFactory } from "../src/index.ts";

let clock = 0;
const simulator = new PortkeySimulator({ seed: 12, requestsPerMinute: 5, now: () => clock, apiKey: "pk-test" });

describeReceiver(portkeyReceiverFactory, {
  config: {
    api_key: "pk-test",
    use_cases: [
      { label: "chat", api_key_ids: ["key-chat"] },
      { label: "batch", api_key_ids: ["key-batch"] },
    ],
    rate_limit: { requests_per_second: 5, burst: 10 },
    loops: {
      logs_export: {
        workspace_id: simulator.workspaceId("production"),
        signed_url_allow_hosts: ["objects.example.net"],
        extra_indexed_fields: ["mode"],
        metadata_record_fields: ["team"],
        page_size: 100,
        chunk_max_records: 40,
      },
    },
  },
  poll: {
    horizonMs: 3_600_000,
    vendor(url, now, request) {
      clock = now;
      const asked = { ...request, url: url.href };
      const isObject = url.hostname === "objects.example.net";
      const { cutAfter, ...answer } = isObject ? simulator.handleObject(asked) : simulator.handle(asked);
      return new VendorAnswer({ ...answer, cutAfterBytes: cutAfter });
    },
  },
});

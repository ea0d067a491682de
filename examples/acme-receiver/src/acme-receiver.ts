import { endpoint, map, secret } from "@genai-collector/config/schema";
import { bucketed, definePollingReceiver, pollingConfig, windowed } from "@genai-collector/polling";

type Usage = readonly { readonly minute: string; readonly model: string; readonly requests: number }[];
type Events = { readonly items: readonly { readonly id: string; readonly at: number }[]; readonly next?: string };

const minute = 60_000;
const replay = { cadenceMs: minute, bootstrapMs: 50 * minute, maxBackfillMs: 90 * minute };

/** Requests per model and minute. Acme still changes a minute for about three minutes. */
const usage = bucketed({
  ...replay,
  name: "usage",
  bucketMs: minute,
  maxRangeMs: 55 * minute,
  unsettled: true,
  series: [{ name: "acme_requests", unit: "", labels: ["model"] }],
  async collect({ from, to }, io) {
    const rows = (await io.json({ url: "/usage", query: { from, to } })) as Usage;
    return rows.map((row) => ({
      series: "acme_requests",
      labels: { model: row.model },
      value: row.requests,
      bucketEnd: Date.parse(row.minute) + minute,
    }));
  },
});

/** Audit events, page by page. */
const events = windowed({
  ...replay,
  name: "events",
  windowMs: 10 * minute,
  settleMs: 5 * minute,
  async collect({ from, to, cursor }, io) {
    const page = (await io.json({ url: "/events", query: { from, to, cursor } })) as Events;
    const records = page.items.map(({ id, at }) => ({
      timeUnixNano: BigInt(at) * 1_000_000n,
      attributes: [{ key: "acme.event.id", value: { stringValue: id } }],
    }));
    return { records, cursor: page.next };
  },
});

export const acmeReceiverFactory = definePollingReceiver({
  type: "acme",
  stability: { metrics: "alpha", logs: "alpha" },
  config: map({
    ...pollingConfig,
    endpoint: endpoint({ default: "https://api.acme.example", doc: "Base URL of Acme's API." }),
    api_key: secret({ doc: "A key with the scope usage:read." }),
  }),
  loopNames: ["usage", "events"],
  source: (config) => ({
    endpoint: config.endpoint,
    headers: () => ({ authorization: `Bearer ${config.api_key.reveal()}` }),
  }),
  loops: () => [usage, events],
});

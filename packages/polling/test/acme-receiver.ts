import { duration, list, map, number, text } from "@genai-collector/config/schema";
import { bucketed, definePollingReceiver, pollingConfig, snapshot, windowed, type Loop } from "../src/index.ts";

const minute = 60_000;

const acmeConfig = map({
  ...pollingConfig,
  endpoint: text({ default: "https://api.acme.example", doc: "Base URL of the API." }),
  passes: list(text({ doc: "A project." }), { default: [""], doc: "Projects that are polled each by itself." }),
  loops: list(text({ doc: "A loop." }), { default: ["usage"], doc: "The loops that run." }),
  declared_requests: number({ default: 1, doc: "Requests that a loop says that it sends in one poll." }),
  max_backfill: duration({ default: "24h", doc: "How far back data is asked for." }),
});

type Usage = readonly { readonly end: number; readonly requests: number }[];
type Events = { readonly items: readonly { readonly id: string; readonly at: number }[]; readonly next?: string };

/** A receiver with a loop of each shape, and one whose buckets never change. */
export const acmeReceiverFactory = definePollingReceiver({
  type: "acme",
  stability: { metrics: "alpha", logs: "alpha" },
  config: acmeConfig,
  loopNames: ["usage", "final", "events", "now"],
  source: (config) => ({ endpoint: config.endpoint }),
  loops: ({ loops, passes, max_backfill, declared_requests }) => {
    const replay = {
      cadenceMs: minute,
      bootstrapMs: 50 * minute,
      maxBackfillMs: max_backfill,
      passes,
      requestsPerPoll: declared_requests,
    };
    const buckets = (name: string, unsettled: boolean): Loop =>
      bucketed({
        ...replay,
        name,
        unsettled,
        bucketMs: minute,
        maxRangeMs: 55 * minute,
        series: [{ name: `acme_${name}`, unit: "", labels: [] }],
        async collect({ from, to, pass }, io) {
          const rows = (await io.json({ url: `/${name}`, query: { from, to, pass } })) as Usage;
          return rows.map(({ end, requests }) => ({
            series: `acme_${name}`,
            labels: {},
            value: requests,
            bucketEnd: end,
          }));
        },
      });
    const events: Loop = windowed({
      ...replay,
      name: "events",
      windowMs: 10 * minute,
      settleMs: 5 * minute,
      async collect({ from, to, cursor, pass }, io) {
        const page = (await io.json({ url: "/events", query: { from, to, cursor, pass } })) as Events;
        const records = page.items.map(({ id, at }) => ({
          timeUnixNano: BigInt(at) * 1_000_000n,
          attributes: [{ key: "acme.event.id", value: { stringValue: id } }],
        }));
        return { records, cursor: page.next };
      },
    });
    const now: Loop = snapshot({
      ...replay,
      name: "now",
      bucketMs: minute,
      series: [{ name: "acme_now", unit: "1", labels: [] }],
      async collect({ at, pass }, io) {
        const rows = (await io.json({ url: "/now", query: { from: at - minute, to: at, pass } })) as Usage;
        return rows.map(({ requests }) => ({ series: "acme_now", labels: {}, value: requests }));
      },
    });
    return [buckets("usage", true), buckets("final", false), events, now].filter(({ name }) => loops.includes(name));
  },
});

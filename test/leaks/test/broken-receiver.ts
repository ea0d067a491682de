import { endpoint, list, map, oneOf, text, type ConfigOf } from "@genai-collector/config/schema";
import {
  definePollingReceiver,
  pollingConfig,
  snapshot,
  windowed,
  type Io,
  type Labels,
  type Loop,
  type PolledRecord,
} from "@genai-collector/polling";
import { vendorUrls } from "../src/scripted-vendor.ts";

const brokenConfig = map({
  ...pollingConfig,
  endpoint: endpoint({ default: vendorUrls.langsmith, doc: "Of the platform." }),
  members: oneOf(["all", "one by one"], {
    default: "all",
    doc: "All members of a run in one record, or each in a record of its own.",
  }),
  names: list(text({ doc: "A member's name." }), { default: [], doc: "Only these members. Empty: all." }),
  on: oneOf(["record", "resource"], { default: "record", doc: "Where the members go." }),
  releases: list(text({ doc: "A member's name." }), { default: [], doc: "What the loop says that the user opened." }),
});

type BrokenConfig = ConfigOf<typeof brokenConfig>;
type Row = Readonly<Record<string, unknown>>;

/** A receiver without any strip: it reads answers with `JSON.parse`, and lets every member of a run out under its name. */
export const brokenReceiverFactory = definePollingReceiver({
  type: "broken",
  stability: { metrics: "alpha", logs: "alpha" },
  config: brokenConfig,
  loopNames: ["runs", "sessions"],
  source: (config) => ({ endpoint: config.endpoint, headers: () => ({ "x-api-key": "any" }) }),
  loops: (config) => [records(config), points(config)],
});

function records(config: BrokenConfig): Loop {
  const minute = 60_000;
  return windowed({
    name: "runs",
    cadenceMs: 10_000,
    bootstrapMs: 10 * minute,
    maxBackfillMs: 60 * minute,
    windowMs: 5 * minute,
    settleMs: minute,
    releases: config.releases,
    collect: async ({ from, to }, io) => ({
      records: (await runs(from, to, io)).flatMap((run) => recordsOf(run, config)),
    }),
  });
}

/** A metric whose labels are what projects are described by. */
function points({ names }: BrokenConfig): Loop {
  const labels = names.length > 0 ? names : ["description"];
  return snapshot({
    name: "sessions",
    cadenceMs: 10_000,
    bucketMs: 60_000,
    series: labels.map((label) => ({ name: `broken_${label.replaceAll(/\W/g, "_")}`, unit: "", labels: [label] })),
    async collect(_moment, io) {
      const projects = await sessions(io);
      return labels.flatMap((label) =>
        projects.slice(0, 3).map((project, value) => ({
          series: `broken_${label.replaceAll(/\W/g, "_")}`,
          labels: { [label]: textOf(project[label] ?? project["description"]) },
          value,
        })),
      );
    },
  });
}

async function sessions(io: Io): Promise<readonly Row[]> {
  return (await io.json({
    url: "/sessions",
    query: { sort_by: "start_time", sort_by_desc: "true", limit: 20 },
  })) as readonly Row[];
}

async function runs(from: number, to: number, io: Io): Promise<readonly Row[]> {
  const time = (instant: number): string => new Date(instant).toISOString();
  const ids = (await sessions(io)).map(({ id }) => id);
  const json = { session: ids, start_time: time(from), end_time: time(to), limit: 100 };
  return ((await io.json({ url: "/runs/query", json })) as { readonly runs: readonly Row[] }).runs;
}

function recordsOf(run: Row, { members, names, on }: BrokenConfig): readonly PolledRecord[] {
  const wanted = Object.entries(run).filter(([name]) => names.length === 0 || names.includes(name));
  const groups = members === "all" ? [wanted] : wanted.map((member) => [member]);
  return groups.map((group) => recordOf(Object.fromEntries(group.map(([name, value]) => [name, textOf(value)])), on));
}

function recordOf(texts: Labels, on: BrokenConfig["on"]): PolledRecord {
  const attributes = Object.entries(texts).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  return {
    timeUnixNano: 1_772_000_000_000_000_000n,
    attributes: on === "record" ? attributes : [],
    ...(on === "record" ? {} : { resource: texts }),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

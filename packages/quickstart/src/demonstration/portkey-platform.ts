import type { TrueGroup, TrueRecord as TrueLog, TrueValue } from "@genai-collector/simulator";
import { parseDuration } from "../duration.ts";
import { pointKey } from "../point-key.ts";
import { snapshotPoints, windowRecords, type StampedTruth, type TrueSeries } from "./expectations.ts";
import { stampOf, type Delivered, type Expected } from "./items.ts";
import type { Change, Listening, LoopBook, Platform, RunFacts, Settings } from "./platform.ts";
import { answered, command } from "./simulator-client.ts";

const minuteMs = 60_000;
const workspace = "production";
/** The simulator's slowest request shows sooner. */
const settle = "20s";
const cadence = "10s";

/** As far as it is looked at of the receiver's settings. */
interface PortkeySettings {
  readonly use_cases: readonly object[];
  readonly api_key_ids: readonly string[];
  readonly loops: {
    readonly analytics?: AnalyticsSettings;
    readonly groups?: GroupsSettings;
    readonly logs_export?: ExportSettings;
  };
}

interface AnalyticsSettings {
  readonly metric_prefix: string;
  readonly bootstrap_lookback: string;
  readonly graphs: readonly string[];
}

interface GroupsSettings {
  readonly metric_prefix: string;
  readonly window_span: string;
  readonly settle: string;
  readonly metadata_keys: readonly string[];
  readonly emit_cost: boolean;
  readonly emit_prompts: boolean;
}

interface ExportSettings {
  readonly settle: string;
  readonly requested_data: readonly string[];
  readonly extra_record_fields: readonly string[];
  readonly extra_indexed_fields: readonly string[];
  readonly cost_divisor: number;
}

/** Portkey: analytics by the minute, totals by group, a log record for each request. */
export const portkeyPlatform: Platform = {
  type: "portkey",
  title: "Portkey",
  apiKey: "pk-simulated",
  simulatorArgs: ["--max-ingestion-ms", "15000", "--export-pace-ms", "2000"],
  change,
  books(settings, at) {
    const { analytics, groups, logs_export: exports } = (settings as unknown as PortkeySettings).loops;
    return [
      ...(analytics === undefined ? [] : [analyticsBook(analytics, at)]),
      ...(groups === undefined ? [] : [groupsBook(groups, at)]),
      ...(exports === undefined ? [] : [exportsBook(exports, at)]),
    ];
  },
};

async function change(settings: Settings, at: Listening): Promise<Change> {
  const { use_cases, api_key_ids, loops } = settings as unknown as PortkeySettings;
  const { analytics, groups, logs_export: exports } = loops;
  const exporting = {
    workspace_id: await command<string>(at, "workspace_id", { slug: workspace }),
    signed_url_allow_hosts: [new URL(at.objects).hostname],
    cadence,
    settle,
    min_window: cadence,
  };
  return {
    settings: {
      endpoint: `${at.endpoint}/v1`,
      api_key: portkeyPlatform.apiKey,
      api_key_header: "x-portkey-api-key",
      expected_workspace: workspace,
      // Ids of keys that the simulated platform does not have.
      use_cases: [],
      api_key_ids: [],
      http: { allow_private: true, allow_hosts: [] },
      rate_limit: { requests_per_second: 20, burst: 20 },
      loops: {
        ...(analytics === undefined ? {} : { analytics: { cadence } }),
        ...(groups === undefined ? {} : { groups: { cadence, settle } }),
        ...(exports === undefined ? {} : { logs_export: exporting }),
      },
    },
    told: [
      `cadence ${cadence}`,
      ...(groups === undefined && exports === undefined ? [] : [`settle ${settle}`]),
      ...(exports === undefined ? [] : [`min_window ${cadence}`]),
      ...(use_cases.length + api_key_ids.length === 0 ? [] : ["of all API keys, without use cases"]),
    ],
  };
}

/** Metrics of analytics, each with the graph that it comes from. */
const graphOf: Readonly<Record<string, string>> = {
  requests: "requests",
  cost_usd: "cost",
  tokens: "tokens",
  latency_seconds: "latency",
  errors: "errors",
  users: "users",
};

function analyticsBook(settings: AnalyticsSettings, at: Listening): LoopBook {
  const name = (metric: string): string => `${settings.metric_prefix}_${metric}`;
  const names = new Set(Object.keys(graphOf).map(name));
  return {
    loop: "analytics",
    owns: (series) => names.has(series),
    async expected(run, delivered) {
      const to = run.frontier("analytics") ?? 0;
      const from = firstMinute(run, parseDuration(settings.bootstrap_lookback), delivered);
      const truth = await command<readonly TrueValue[]>(at, "truth", { from, to: to + minuteMs });
      return truth
        .filter(({ metric }) => settings.graphs.includes(graphOf[metric]!))
        .map(({ metric, labels, bucketEnd, value }) => ({
          key: pointKey(name(metric), labels, bucketEnd),
          accepts: [value],
          isDue: bucketEnd <= to,
        }));
    },
  };
}

/** Where the first poll began. The collector read its clock a moment later, so a minute may have passed in between. */
function firstMinute({ startedAt }: RunFacts, bootstrapMs: number, delivered: readonly Delivered[]): number {
  const start = Math.floor((startedAt - bootstrapMs) / minuteMs) * minuteMs;
  const hasFirst = delivered.some((item) => stampOf(item) === start + minuteMs);
  return hasFirst ? start : start + minuteMs;
}

/** One group that is asked for, and how its series and labels are called. */
interface Group {
  readonly path: string;
  readonly by: string;
  readonly labels: (value: string) => Readonly<Record<string, string>>;
  /** Values are what callers wrote: addresses are no labels. */
  readonly isWritten: boolean;
}

function groupsOf({ metadata_keys, emit_prompts }: GroupsSettings): readonly Group[] {
  return [
    { path: "ai-models", by: "model", labels: (ai_model) => ({ ai_model }), isWritten: false },
    ...metadata_keys.map((metadata_key) => ({
      path: `metadata/${encodeURIComponent(metadata_key)}`,
      by: "metadata",
      labels: (metadata_value: string) => ({ metadata_key, metadata_value }),
      isWritten: true,
    })),
    ...(emit_prompts
      ? [{ path: "prompt", by: "prompt", labels: (prompt: string) => ({ prompt }), isWritten: false }]
      : []),
  ];
}

function groupsBook(settings: GroupsSettings, at: Listening): LoopBook {
  const prefixes = ["requests_by_", "cost_usd_by_"].map((each) => `${settings.metric_prefix}_${each}`);
  const spanMs = parseDuration(settings.window_span) - parseDuration(settings.settle);
  return {
    loop: "groups",
    owns: (series) => prefixes.some((prefix) => series.startsWith(prefix)),
    async expected(run) {
      const groups = new Map(groupsOf(settings).map((group) => [group.path, group]));
      const truths: StampedTruth[] = [];
      for (const request of await answered(at, "/analytics/groups/")) {
        const group = groups.get(request.url.pathname.replace(/^.*\/analytics\/groups\//, ""));
        const stamp = Date.parse(request.url.searchParams.get("time_of_generation_max") ?? "");
        if (group === undefined || Number.isNaN(stamp)) continue;
        const window = { group: group.path, from: stamp - spanMs, to: stamp, seenAt: request.at };
        const values = await command<readonly TrueGroup[]>(at, "group_truth", window);
        const isDue = stamp <= (run.frontier("groups", group.path) ?? 0);
        truths.push({ stamp, question: group.path, values: seriesOf(group, values, settings), isDue });
      }
      return snapshotPoints(truths);
    },
  };
}

/** What can be no label is added up under `_other`. */
function seriesOf(group: Group, values: readonly TrueGroup[], settings: GroupsSettings): readonly TrueSeries[] {
  const byLabel = Map.groupBy(values, ({ value }) => (isLabel(value, group.isWritten) ? value : "_other"));
  return [...byLabel].flatMap(([value, members]) => {
    const series = (what: string, numbers: readonly number[]): TrueSeries => ({
      name: `${settings.metric_prefix}_${what}_by_${group.by}`,
      labels: group.labels(value),
      value: numbers.reduce((sum, each) => sum + each, 0),
    });
    const costs = members.flatMap(({ costUsd }) => costUsd ?? []);
    const requests = series(
      "requests",
      members.map((member) => member.requests),
    );
    return settings.emit_cost && costs.length > 0 ? [requests, series("cost_usd", costs)] : [requests];
  });
}

function isLabel(text: string, isWritten: boolean): boolean {
  return /^[!-~]{0,128}$/.test(text) && !(isWritten && /@(?!\d+$)/.test(text));
}

const records = "records of portkey";
/** The receiver asks for a second more than it takes: nobody knows whether Portkey's bounds are inclusive. */
const askedMoreMs = 1_000;

function exportsBook(settings: ExportSettings, at: Listening): LoopBook {
  return {
    loop: "logs_export",
    owns: (name) => name === records,
    async expected(run): Promise<readonly Expected[]> {
      const orders = (await answered(at, "/logs/exports")).filter(
        ({ method, body }) => method === "POST" && isOrder(body),
      );
      if (orders.length === 0) return [];
      const asked = orders.map(({ body }) => Date.parse((body as Order).filters.time_of_generation_min));
      const from = Math.min(...asked) + askedMoreMs;
      const logs = await command<readonly TrueLog[]>(at, "log_truth", { from, to: orders.at(-1)!.at, workspace });
      const truth = logs.map((log) => ({
        id: log.id,
        time: log.time,
        readyAt: log.visibleAt,
        says: { time: `${log.time}000000`, ...attributesOf(log, settings) },
      }));
      const settleMs = parseDuration(settings.settle);
      const to = run.frontier("logs_export") ?? 0;
      return windowRecords(truth, { name: records, from, to, firstReadAt: orders[0]!.at, settleMs });
    },
  };
}

/** The body of a request that creates a job. */
interface Order {
  readonly filters: { readonly time_of_generation_min: string };
}

function isOrder(body: unknown): boolean {
  return typeof body === "object" && body !== null && "filters" in body;
}

/** Fields whose attributes say their unit, and what a label of a stream makes of the others. */
const units: Readonly<Record<string, string>> = { cost: "cost_usd", response_time: "response_time_ms" };
const indexed = ["ai_model", "ai_org", "response_status_code"];
/** Of closed lists, so that blanks may be in them. */
const listed = ["cache_status", "mode"];

function attributesOf(
  { fields }: TrueLog,
  settings: ExportSettings,
): Readonly<Record<string, string | number | boolean | undefined>> {
  const onResource = new Set([...indexed, ...settings.extra_indexed_fields]);
  const asked = new Set([
    ...settings.requested_data,
    ...settings.extra_record_fields,
    ...settings.extra_indexed_fields,
  ]);
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => asked.has(name))
      .map(([name, found]) => {
        const value = name === "cost" ? (found as number) / settings.cost_divisor : found;
        const isText = typeof value === "string" && !listed.includes(name);
        const told = isText && !isLabel(value, false) ? undefined : value;
        return [units[name] ?? name, onResource.has(name) && told !== undefined ? String(told) : told];
      }),
  );
}

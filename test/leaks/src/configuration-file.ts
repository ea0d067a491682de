import { vendorUrls } from "./scripted-vendor.ts";

/** What differs from one collector to the next. */
export interface Variant {
  /** The only loop that is on, as `portkey.groups`. Undefined: all of them are. */
  readonly only?: string | undefined;
  /** Instead of both receivers; each is in every pipeline. */
  readonly receivers?: Readonly<Record<string, object>> | undefined;
  /** Settings of a loop beyond those of all collectors: what is opted in. */
  readonly portkey?: { readonly groups?: object; readonly logs_export?: object } | undefined;
  readonly langsmith?: { readonly sessions?: object; readonly runs?: object; readonly usage?: object } | undefined;
  /** Processors of polled metrics and logs; by default what every configuration that ships has. */
  readonly processors?: { readonly metrics?: readonly string[]; readonly logs?: readonly string[] } | undefined;
  /** Settings of the guard. */
  readonly guard?: object | undefined;
}

/** Where exported data arrives. */
export const sinkUrls = { queue: "https://queue-sink.example/", json: "https://json-sink.example/" } as const;

/** Everything that a collector shows of itself. */
export const pages: readonly string[] = [
  "http://127.0.0.1:8888/metrics",
  "http://127.0.0.1:13133/",
  "http://127.0.0.1:13134/status?verbose",
  ...["servicez", "pipelinez", "extensionz", "featurez", "tracez", "expvarz"].map(
    (page) => `http://127.0.0.1:55679/debug/${page}`,
  ),
];

const fast = { cadence: "10s" };

/** A configuration that polls all that both platforms tell, in quick steps, into everything that there is. JSON is YAML. */
export function configurationFile(workspaceId: string, variant: Variant = {}): string {
  const receivers = variant.receivers ?? bothReceivers(workspaceId, variant);
  return JSON.stringify({
    receivers,
    processors: { settle: { after: "1m" }, guard: { max_stream_label_keys: 40, ...variant.guard } },
    exporters: {
      "otlp_http/queue": { endpoint: sinkUrls.queue, compression: "none", sending_queue: { storage: "file_storage" } },
      "otlp_http/json": { endpoint: sinkUrls.json, compression: "gzip", encoding: "json" },
      file: { path: "/var/lib/genai/telemetry.json", create_directory: true },
      debug: { verbosity: "detailed" },
    },
    extensions,
    service: {
      extensions: Object.keys(extensions),
      telemetry,
      pipelines: pipelines(receivers, variant),
    },
  });
}

/** By signal: which loops a receiver may have on for it. */
const loopsOf = { metrics: ["analytics", "groups", "sessions", "usage"], logs: ["logs_export", "runs"] };

function pipelines(receivers: Readonly<Record<string, object>>, { processors, receivers: own }: Variant): object {
  const exporters = ["otlp_http/queue", "otlp_http/json", "file", "debug"];
  const { metrics = ["settle", "guard"], logs = ["guard"] } = processors ?? {};
  const has = (id: string, loops: readonly string[]): boolean =>
    own !== undefined || loops.some((loop) => loop in (receivers[id] as { loops: object }).loops);
  const made: Record<string, object> = {};
  for (const id of Object.keys(receivers)) {
    const isUnsettled = own === undefined && has(id, ["analytics"]);
    const chain = isUnsettled ? metrics : metrics.filter((processor) => processor !== "settle");
    if (has(id, loopsOf.metrics)) made[`metrics/${id}`] = { receivers: [id], processors: chain, exporters };
    if (has(id, loopsOf.logs)) made[`logs/${id}`] = { receivers: [id], processors: logs, exporters };
  }
  return made;
}

function bothReceivers(workspaceId: string, variant: Variant): Readonly<Record<string, object>> {
  const all = { portkey: portkey(workspaceId, variant.portkey), langsmith: langsmith(variant.langsmith) };
  if (variant.only === undefined) return all;
  const [id, loop] = variant.only.split(".") as ["portkey" | "langsmith", string];
  const receiver = all[id];
  const loops = receiver.loops as Readonly<Record<string, object>>;
  return { [id]: { ...receiver, loops: { [loop]: loops[loop] } } };
}

const extensions = {
  file_checkpoint: { path: "/var/lib/genai/checkpoint.json" },
  file_storage: { directory: "/var/lib/genai/queue", create_directory: true, segment_size: "64KiB" },
  health_check: { endpoint: "127.0.0.1:13133" },
  healthcheckv2: {
    use_v2: true,
    http: {
      endpoint: "127.0.0.1:13134",
      status: { enabled: true, path: "/status" },
    },
  },
  zpages: { endpoint: "127.0.0.1:55679", expvar: { enabled: true } },
};

const telemetry = {
  logs: { level: "debug", sampling: { enabled: false } },
  metrics: {
    level: "detailed",
    readers: [
      { pull: { exporter: { prometheus: { host: "127.0.0.1", port: 8888 } } } },
      { periodic: { interval: 60_000, exporter: { console: {} } } },
    ],
  },
};

/** Far more requests than a platform would take: what counts here is what they are answered. */
const rate_limit = { requests_per_second: 1_000, burst: 1_000 };

function portkey(workspaceId: string, loops: Variant["portkey"]) {
  return {
    endpoint: vendorUrls.portkey,
    api_key: "pk-of-the-collector",
    rate_limit,
    expected_workspace: "production",
    loops: {
      analytics: { ...fast, graphs: ["requests", "cost", "tokens", "latency", "errors", "users"] },
      groups: { ...fast, settle: "1m", window_span: "10m", metadata_keys: ["team", "session"], ...loops?.groups },
      logs_export: {
        ...fast,
        workspace_id: workspaceId,
        signed_url_allow_hosts: [new URL(vendorUrls.objects).host],
        window: "10m",
        min_window: "1m",
        settle: "1m",
        page_size: 50,
        chunk_max_records: 20,
        ...loops?.logs_export,
      },
    },
  };
}

function langsmith(loops: Variant["langsmith"]) {
  return {
    endpoint: vendorUrls.langsmith,
    api_key: "ls-of-the-collector",
    rate_limit,
    loops: {
      sessions: { ...fast, stats_window: "10m", page_limit: 5, emit_feedback_details: true, ...loops?.sessions },
      runs: {
        ...fast,
        session_filter: 'neq(name, "__none__")',
        window: "10m",
        settle: "1m",
        late_lookback: "5m",
        page_size: 20,
        ...loops?.runs,
      },
      usage: { ...fast, stats_window: "10m", ...loops?.usage },
    },
  };
}

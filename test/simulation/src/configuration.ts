/** What a simulated collector runs; everything else has its default. */
export interface SimulatedSetup {
  /** Names of sinks: each has a pipeline of its own behind the one receiver. */
  readonly sinks: readonly string[];
  readonly cadence: string;
  readonly window: string;
  readonly graphs: readonly string[];
  readonly useCases: boolean;
  readonly settle: string;
  /** Longest wait for an answer of the platform. */
  readonly httpTimeout: string;
}

export const checkpointPath = "/var/lib/genai/checkpoint.json";

/** The usual setup: one sink, all defaults that a user would keep. */
export const usualSetup: SimulatedSetup = {
  sinks: ["sink"],
  cadence: "1m",
  window: "50m",
  graphs: ["requests", "cost", "tokens", "errors"],
  useCases: false,
  settle: "10m",
  httpTimeout: "10s",
};

/** The configuration file of a setup. */
export function configurationFile(setup: SimulatedSetup): string {
  const { sinks, cadence, window, graphs, useCases, settle, httpTimeout } = setup;
  const named = (kind: string, name: string): string => (sinks.length === 1 ? kind : `${kind}/${name}`);
  return `
receivers:
  portkey:
    api_key: pk-simulated
    rate_limit: { requests_per_second: 20, burst: 40 }
    http: { timeout: ${httpTimeout} }
${useCases ? "    use_cases: [{ label: chat, api_key_ids: [key-chat] }, { label: batch, api_key_ids: [key-batch] }]" : ""}
    loops:
      analytics: { cadence: ${cadence}, window: ${window}, max_backfill: 48h, graphs: [${graphs.join(", ")}] }
processors:
  settle: { after: ${settle} }
  guard: {}
exporters:
${sinks.map((name) => `  ${named("otlp_http", name)}: { endpoint: "https://${name}.example", compression: none }`).join("\n")}
extensions:
  file_checkpoint: { path: ${checkpointPath} }
service:
  extensions: [file_checkpoint]
  telemetry: { metrics: { level: none } }
  pipelines:
${sinks
  .map(
    (name) =>
      `    ${named("metrics", name)}: { receivers: [portkey], processors: [settle, guard], exporters: [${named("otlp_http", name)}] }`,
  )
  .join("\n")}
`;
}

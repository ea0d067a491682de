import { join } from "node:path";
import { typeOf, type EffectiveConfig } from "./effective-config.ts";
import type { Settings } from "./platform.ts";

/** Where a run keeps and sends everything. */
export interface Places {
  /** Base URL of the sink. */
  readonly sink: string;
  readonly folder: string;
  /** Free ports of loopback: of the collector's own metrics, and one for each extension that listens. */
  readonly metricsPort: number;
  /** Of the extension `zpages`. */
  readonly zpages: number;
  readonly freePort: () => Promise<number>;
}

/** How long the collector holds back what may still change. The simulated platforms are quicker than real ones. */
export const settleAfter = "20s";

const otlpHttp = ["otlp_http", "otlphttp"];
const added = "otlp_http/sink";

/**
 * A configuration to lay over the given one: everything goes to the sink, is kept in the folder, and listens on free
 * ports of loopback. `receivers`: what is laid over those, by id.
 */
export async function overlayOf(
  config: EffectiveConfig,
  receivers: Readonly<Record<string, Settings>>,
  places: Places,
): Promise<Settings> {
  const pipelines = Object.entries(config.service.pipelines).map(
    ([id, { exporters }]) => [id, { exporters: atTheSink(exporters, config) }] as const,
  );
  const used = new Set(pipelines.flatMap(([, { exporters }]) => exporters));
  const exporters = [...used].filter((id) => otlpHttp.includes(typeOf(id)));
  return {
    receivers,
    processors: byId(ofType(config.processors, "settle"), () => ({ after: settleAfter })),
    exporters: byId(exporters, (id) => exporterAt(places.sink, config.exporters[id])),
    extensions: await extensionsIn(config, places),
    service: { telemetry: telemetryOn(places), pipelines: Object.fromEntries(pipelines) },
  };
}

/** Connectors stay. Of several exporters the first that speaks OTLP over HTTP does: the sink counts each item once. */
function atTheSink(exporters: readonly string[], { connectors }: EffectiveConfig): readonly string[] {
  const onwards = exporters.filter((id) => Object.hasOwn(connectors, id));
  if (onwards.length === exporters.length) return onwards;
  return [...onwards, exporters.find((id) => otlpHttp.includes(typeOf(id))) ?? added];
}

function exporterAt(sink: string, settings: Settings = {}): Settings {
  const own = ["traces", "metrics", "logs"].filter((signal) => settings[`${signal}_endpoint`] !== undefined);
  return {
    endpoint: sink,
    ...Object.fromEntries(own.map((signal) => [`${signal}_endpoint`, `${sink}/v1/${signal}`])),
    encoding: "proto",
    compression: "gzip",
    retry_on_failure: { initial_interval: "1s", max_interval: "2s" },
  };
}

async function extensionsIn(config: EffectiveConfig, { folder, zpages, freePort }: Places): Promise<Settings> {
  const listening = [...ofType(config.extensions, "health_check"), ...ofType(config.extensions, "zpages")];
  const endpoints = await Promise.all(
    listening.map(
      async (id) => [id, { endpoint: `127.0.0.1:${id === "zpages" ? zpages : await freePort()}` }] as const,
    ),
  );
  return {
    ...byId(ofType(config.extensions, "file_checkpoint"), (id) => ({ path: checkpointPath(folder, id) })),
    ...byId(ofType(config.extensions, "file_storage"), (id) => ({
      directory: join(folder, id.replaceAll("/", "-")),
      create_directory: true,
    })),
    ...Object.fromEntries(endpoints),
  };
}

/** Where a checkpoint extension keeps its file. */
export function checkpointPath(folder: string, id: string): string {
  return join(folder, `${id.replaceAll("/", "-")}.json`);
}

function telemetryOn({ metricsPort: port, folder }: Places): Settings {
  const prometheus = { host: "127.0.0.1", port };
  return {
    logs: { level: "info", output_paths: ["stderr"] },
    ledger: { path: join(folder, "ledger.json") },
    metrics: { level: "normal", readers: [{ pull: { exporter: { prometheus } } }] },
  };
}

function ofType(components: Readonly<Record<string, Settings>>, type: string): readonly string[] {
  return Object.keys(components).filter((id) => typeOf(id) === type);
}

function byId(ids: readonly string[], make: (id: string) => Settings): Readonly<Record<string, Settings>> {
  return Object.fromEntries(ids.map((id) => [id, make(id)]));
}

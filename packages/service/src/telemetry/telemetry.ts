import type { Logger, Metrics, Runtime } from "@genai-collector/component";
import type { TelemetryConfig } from "@genai-collector/confmap";
import { createMetrics } from "@genai-collector/pdata";
import { withOthers } from "../workers/metric-reading.ts";
import type { WorkerPlace } from "../workers/worker-place.ts";
import { ConsoleExporter } from "./console-exporter.ts";
import { MetricRegistry, type MetricSnapshot } from "./metric-registry.ts";
import { MetricsServer } from "./metrics-server.ts";
import { otlpMetrics } from "./otlp-metrics.ts";
import { OtlpPush } from "./otlp-push.ts";
import { PeriodicReader } from "./periodic-reader.ts";
import { registerProcessMetrics, type ProcessReader } from "./process-metrics.ts";
import { prometheusPage, type PageStyle } from "./prometheus-page.ts";
import { telemetryResource, type TelemetryResource } from "./telemetry-resource.ts";

type ReaderConfig = TelemetryConfig["metrics"]["readers"][number];

/** What the collector calls itself. */
export interface BuildInfo {
  /** `genai-collector`. */
  readonly command: string;
  readonly version: string;
}

export interface TelemetryOptions {
  readonly config: TelemetryConfig;
  readonly runtime: Runtime;
  readonly build: BuildInfo;
  readonly logger: Logger;
  readonly readProcess: ProcessReader;
  /** Standard output, for the console reader. */
  readonly writeConsole: (text: string) => void;
  /** Of several workers, the first serves and exports the metrics of all. The only one there is, when absent. */
  readonly place?: WorkerPlace | undefined;
}

/** The collector's own metrics, from the registry to where `service::telemetry` sends them. */
export class Telemetry {
  readonly registry: MetricRegistry;
  readonly resource: TelemetryResource;
  readonly #options: TelemetryOptions;
  readonly #start: number;
  readonly #servers: readonly MetricsServer[];
  readonly #readers: readonly PeriodicReader[];

  constructor(options: TelemetryOptions) {
    const { config, runtime, build } = options;
    this.#options = options;
    this.#start = options.place?.startedAt ?? runtime.clock.now();
    this.registry = new MetricRegistry(config.metrics.level);
    const instanceId = options.place?.instanceId ?? runtime.random.uuid();
    const identity = { serviceName: build.command, serviceVersion: build.version, instanceId };
    this.resource = telemetryResource(identity, config.resource?.attributes ?? {});
    registerProcessMetrics(this.registry, options.readProcess);
    const isFirst = (options.place?.index ?? 0) === 0;
    const readers = config.metrics.level === "none" || !isFirst ? [] : config.metrics.readers;
    this.#servers = readers.flatMap((reader) => this.#server(reader));
    this.#readers = readers.flatMap((reader) => this.#reader(reader));
  }

  /** Where the pages are served. */
  get endpoints(): readonly string[] {
    return this.#servers.flatMap((server) => server.endpoint ?? []);
  }

  /** Rejects when a port is taken. What listens already is closed by `shutdown`. */
  async start(): Promise<void> {
    for (const server of this.#servers) await server.start();
    for (const reader of this.#readers) reader.start();
    for (const endpoint of this.endpoints) this.#options.logger.info({ endpoint }, "Serving metrics");
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const stopping = [...this.#readers, ...this.#servers].map(async (part) => part.shutdown(signal));
    const errors = (await Promise.allSettled(stopping)).flatMap((result) =>
      result.status === "rejected" ? [result.reason as unknown] : [],
    );
    if (errors.length > 0) throw new AggregateError(errors, "own telemetry did not stop cleanly");
  }

  #server({ pull }: ReaderConfig): readonly MetricsServer[] {
    if (pull === undefined) return [];
    const { host, port, ...flags } = pull.exporter.prometheus;
    const endpoint = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const { command, version } = this.#options.build;
    const style: PageStyle = {
      units: !flags.without_units,
      typeSuffix: !flags.without_type_suffix,
      labels: flags.without_scope_info ? {} : { otel_scope_name: command, otel_scope_version: version },
    };
    const page = async (): Promise<string> => prometheusPage(await this.#snapshot(), this.resource, style);
    const errors = this.registry.counter({
      name: "promhttp_metric_handler_errors_total",
      unit: "{error}",
      doc: "Pages of own metrics that could not be made.",
    });
    return [new MetricsServer(this.#options.runtime.servers, endpoint, page, errors.with({ cause: "gathering" }))];
  }

  #reader({ periodic }: ReaderConfig): readonly PeriodicReader[] {
    if (periodic === undefined) return [];
    const { runtime, build, logger, writeConsole } = this.#options;
    const { otlp } = periodic.exporter;
    const exporter = otlp === undefined ? new ConsoleExporter(writeConsole) : new OtlpPush(runtime, otlp, build);
    return [
      new PeriodicReader({
        intervalMs: periodic.interval,
        timeoutMs: periodic.timeout,
        exporter,
        read: () => this.#metrics(),
        timers: runtime.timers,
        logger,
      }),
    ];
  }

  /** Of all workers. */
  async #snapshot(): Promise<readonly MetricSnapshot[]> {
    const { place } = this.#options;
    const others = (await place?.readOthers?.()) ?? [];
    return withOthers(this.registry.snapshot(), others);
  }

  async #metrics(): Promise<Metrics> {
    const { build, runtime } = this.#options;
    const interval = { start: this.#start, now: runtime.clock.now() };
    const scope = { name: build.command, version: build.version };
    return createMetrics(otlpMetrics(await this.#snapshot(), this.resource, scope, interval));
  }
}

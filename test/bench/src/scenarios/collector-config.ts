import type { Scenario } from "./scenario.ts";

/** Where a collector under test finds everything. */
export interface Places {
  readonly receiverPort: number;
  readonly sinkPort: number;
  /** Of its own metrics. */
  readonly metricsPort: number;
  /** Files of certificate and key, for both sides of TLS. */
  readonly certFile: string;
  readonly keyFile: string;
  /** A folder for the persistent queue. */
  readonly storage: string;
}

/**
 * The configuration for a scenario. It is the same for both programs, word for word, and leaves everything at their
 * defaults that the scenario does not speak of. JSON is YAML, too.
 */
export function collectorConfig(scenario: Scenario, places: Places): string {
  const exporters = numbered(exporterName(scenario), scenario.pipelines ?? 1);
  const pipelines = exporters.map((exporter, index) => [
    `${scenario.body.signal}/${index + 1}`,
    { receivers: ["otlp"], processors: scenario.isBatched !== false ? ["batch"] : [], exporters: [exporter] },
  ]);
  const config = {
    receivers: { otlp: receiver(scenario, places) },
    ...(scenario.isBatched !== false ? { processors: { batch: {} } } : {}),
    exporters: Object.fromEntries(exporters.map((name) => [name, exporter(scenario, places)])),
    ...(scenario.isDurable === true ? { extensions: { file_storage: storage(places) } } : {}),
    service: {
      ...(scenario.isDurable === true ? { extensions: ["file_storage"] } : {}),
      ...((scenario.workers ?? 1) > 1 ? { workers: scenario.workers } : {}),
      telemetry: { metrics: { readers: [ownMetrics(places.metricsPort)] } },
      pipelines: Object.fromEntries(pipelines),
    },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function exporterName({ protocol }: Scenario): string {
  return protocol === "grpc" ? "otlp_grpc" : "otlp_http";
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}/${index + 1}`);
}

function receiver({ protocol, isTls }: Scenario, { receiverPort, certFile, keyFile }: Places): object {
  const tls = isTls === true ? { tls: { cert_file: certFile, key_file: keyFile, min_version: "1.3" } } : {};
  return { protocols: { [protocol]: { endpoint: `127.0.0.1:${receiverPort}`, ...tls } } };
}

function exporter(scenario: Scenario, { sinkPort, certFile }: Places): object {
  const compression =
    scenario.isGzipped === true ? { compression: "gzip", compression_params: { level: 1 } } : { compression: "none" };
  const queue = scenario.isDurable === true ? { sending_queue: { storage: "file_storage" } } : {};
  if (scenario.protocol === "grpc")
    return { endpoint: `127.0.0.1:${sinkPort}`, tls: { insecure: true }, ...compression, ...queue };
  const tls = scenario.isTls === true ? { tls: { ca_file: certFile, min_version: "1.3" } } : {};
  const scheme = scenario.isTls === true ? "https" : "http";
  return { endpoint: `${scheme}://127.0.0.1:${sinkPort}`, ...tls, ...compression, ...queue };
}

function storage({ storage: directory }: Places): object {
  return { directory, fsync: true };
}

function ownMetrics(port: number): object {
  return { pull: { exporter: { prometheus: { host: "127.0.0.1", port } } } };
}

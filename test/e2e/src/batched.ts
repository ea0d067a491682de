import { startCollector, type Collector } from "./collector.ts";
import { freePort } from "./free-ports.ts";
import { metricsPage } from "./metrics-page.ts";
import { OtlpSink } from "./otlp-sink.ts";
import type { Stage } from "./stage.ts";
import { testdata } from "./workspace.ts";

/** A collector that takes OTLP in both protocols and batches it, and its sink. */
export interface Batched {
  readonly collector: Collector;
  readonly sink: OtlpSink;
  /** Where it listens for OTLP. */
  readonly http: string;
  readonly grpc: string;
  /** The page of its metrics. */
  page(): Promise<string>;
}

/**
 * Starts both. `env`: what the configuration asks for beside addresses; `given`: a sink that is there already; `config`:
 * a file of `testdata`.
 */
export async function startBatched(
  stage: Stage,
  env: NodeJS.ProcessEnv = {},
  given?: OtlpSink,
  config = "batched.yaml",
): Promise<Batched> {
  const sink = given ?? (await OtlpSink.open(stage));
  const [http, grpc, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const addresses = {
    E2E_SINK: sink.endpoint,
    E2E_HTTP: `127.0.0.1:${http}`,
    E2E_GRPC: `127.0.0.1:${grpc}`,
    E2E_METRICS_PORT: String(metrics),
  };
  const collector = startCollector(stage, [testdata(config)], { ...addresses, ...env });
  await collector.ready();
  return {
    collector,
    sink,
    http: addresses.E2E_HTTP,
    grpc: addresses.E2E_GRPC,
    page: () => metricsPage(addresses.E2E_METRICS_PORT),
  };
}

import type { ComponentId, PipelineId, Signal } from "@genai-collector/component";
import {
  telemetryConfig,
  type AnyFactory,
  type ConfiguredPipeline,
  type TelemetryConfig,
} from "@genai-collector/confmap";
import type { ConfiguredGraph } from "../src/graph/configured-graph.ts";
import type { ServiceOptions } from "../src/service-parts.ts";
import type { Lists } from "./rule-graph.ts";

type OfKind<K extends AnyFactory["kind"]> = Extract<AnyFactory, { readonly kind: K }>;

/** Factories by component ID; every configuration is `{}` unless `configs` has one. */
export interface GraphDescription {
  readonly receivers?: Readonly<Record<ComponentId, OfKind<"receiver">>>;
  readonly processors?: Readonly<Record<ComponentId, OfKind<"processor">>>;
  readonly exporters?: Readonly<Record<ComponentId, OfKind<"exporter">>>;
  readonly connectors?: Readonly<Record<ComponentId, OfKind<"connector">>>;
  /** All of them are listed in `service.extensions`. */
  readonly extensions?: Readonly<Record<ComponentId, OfKind<"extension">>>;
  readonly pipelines: Readonly<Record<PipelineId, Lists>>;
  readonly configs?: Readonly<Record<ComponentId, unknown>>;
  readonly workers?: number;
}

/** What the loader would hand over. */
export function configure(description: GraphDescription): ConfiguredGraph {
  const { configs = {}, pipelines } = description;
  const components = <F>(factories: Readonly<Record<ComponentId, F>> = {}) =>
    new Map(Object.entries(factories).map(([id, factory]) => [id, { factory, config: configs[id] ?? {} }]));
  return {
    receivers: components(description.receivers),
    processors: components(description.processors),
    exporters: components(description.exporters),
    connectors: components(description.connectors),
    extensions: components(description.extensions),
    serviceExtensions: Object.keys(description.extensions ?? {}),
    workers: description.workers ?? 1,
    pipelines: new Map(
      Object.entries(pipelines).map(([id, [receivers, processors, exporters]]): [string, ConfiguredPipeline] => [
        id,
        { signal: id.split("/", 1)[0] as Signal, receivers, processors, exporters },
      ]),
    ),
  };
}

/** `service::telemetry` with its defaults. */
export function telemetry(raw: object = {}): TelemetryConfig {
  return telemetryConfig.decode(raw, (path, message) => {
    throw new Error(`${path}: ${message}`);
  });
}

/** A graph with the rest of a configuration. */
export function configuration(
  description: GraphDescription,
  { telemetry: raw = {}, shutdownTimeoutMs = 30_000 }: { telemetry?: object; shutdownTimeoutMs?: number } = {},
): ServiceOptions["configuration"] {
  return { ...configure(description), telemetry: telemetry(raw), shutdownTimeoutMs };
}

import type {
  ComponentId,
  ConnectorSpec,
  ExporterSpec,
  ExtensionSpec,
  Factory,
  Instruments,
  PipelineId,
  ProcessorSpec,
  ReceiverSpec,
  Signal,
} from "@genai-collector/component";
import type { TelemetryConfig } from "./service/telemetry-config.ts";
import type { ConfigNode, MapNode, Place } from "./tree/config-node.ts";

/** Factories, whatever their configuration decodes to. */
export type ReceiverFactory = Factory<"receiver", ReceiverSpec<unknown, Instruments>>;
export type ProcessorFactory = Factory<"processor", ProcessorSpec<unknown, Instruments>>;
export type ExporterFactory = Factory<"exporter", ExporterSpec<unknown, Instruments>>;
export type ConnectorFactory = Factory<"connector", ConnectorSpec<unknown, Instruments>>;
export type ExtensionFactory = Factory<"extension", ExtensionSpec<unknown, Instruments>>;
export type AnyFactory = ReceiverFactory | ProcessorFactory | ExporterFactory | ConnectorFactory | ExtensionFactory;

/** A component as it was configured. Components that no pipeline names are configured all the same, never created. */
export interface ConfiguredComponent<F> {
  readonly factory: F;
  /** Decoded: the factory's own type. */
  readonly config: unknown;
  /**
   * After expansion, before decoding and without defaults; deeply equal for equal configurations, whatever their places.
   * Holds secrets.
   */
  readonly raw: unknown;
  /** Where it stands in the file. */
  readonly node: ConfigNode;
}

/**
 * Configured components of one kind by ID, in the order of the file. An ID keeps the spelling of its type, an alias too:
 * metrics and logs of components are known by it.
 */
export type ConfiguredComponents<F> = ReadonlyMap<ComponentId, ConfiguredComponent<F>>;

/** `service::pipelines::<id>`. Every ID in it is configured. */
export interface ConfiguredPipeline {
  readonly signal: Signal;
  /** Receivers, and connectors that feed the pipeline; each once. */
  readonly receivers: readonly ComponentId[];
  /** In the order of execution. */
  readonly processors: readonly ComponentId[];
  /** Exporters, and connectors that end the pipeline; each once. */
  readonly exporters: readonly ComponentId[];
}

/** A third-party package of `service::packages`. */
export interface PackageReference {
  readonly name: string;
  /** The configuration file that names it: it is resolved from that file's folder. */
  readonly place: Place;
}

/** A whole configuration, decoded and found good. */
export interface Configuration {
  readonly receivers: ConfiguredComponents<ReceiverFactory>;
  readonly processors: ConfiguredComponents<ProcessorFactory>;
  readonly exporters: ConfiguredComponents<ExporterFactory>;
  readonly connectors: ConfiguredComponents<ConnectorFactory>;
  readonly extensions: ConfiguredComponents<ExtensionFactory>;
  readonly pipelines: ReadonlyMap<PipelineId, ConfiguredPipeline>;
  /** `service::extensions`, in its order: only these are created. */
  readonly serviceExtensions: readonly ComponentId[];
  readonly packages: readonly PackageReference[];
  /** `service::workers`: processes that share the listening ports. */
  readonly workers: number;
  /** `service::shutdown_timeout`, in milliseconds. */
  readonly shutdownTimeoutMs: number;
  readonly telemetry: TelemetryConfig;
  /** The merged and expanded tree with IDs without blanks, to find the place of a path in. */
  readonly tree: MapNode;
}

import type { ComponentId, PipelineId } from "@genai-collector/component";
import type {
  ConnectorFactory,
  ExporterFactory,
  ExtensionFactory,
  ProcessorFactory,
  ReceiverFactory,
} from "./factories.ts";

/** A component as it was configured: decoded, with the factory of its type. */
export interface ConfiguredComponent<F> {
  readonly factory: F;
  readonly config: unknown;
}

/** Configured components of one kind, by ID. */
export type ConfiguredComponents<F> = ReadonlyMap<ComponentId, ConfiguredComponent<F>>;

/** `service.pipelines.<id>`. */
export interface ConfiguredPipeline {
  readonly receivers: readonly ComponentId[];
  readonly processors: readonly ComponentId[];
  readonly exporters: readonly ComponentId[];
}

/** What the graph is made of. Components that no pipeline names are configured, never created. */
export interface ConfiguredGraph {
  readonly receivers: ConfiguredComponents<ReceiverFactory>;
  readonly processors: ConfiguredComponents<ProcessorFactory>;
  readonly exporters: ConfiguredComponents<ExporterFactory>;
  readonly connectors: ConfiguredComponents<ConnectorFactory>;
  readonly extensions: ConfiguredComponents<ExtensionFactory>;
  readonly pipelines: ReadonlyMap<PipelineId, ConfiguredPipeline>;
  /** `service.extensions`, in its order. */
  readonly serviceExtensions: readonly ComponentId[];
  /** `service.workers`. */
  readonly workers: number;
}

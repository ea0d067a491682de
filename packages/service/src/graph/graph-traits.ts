import {
  leaderElector,
  type ComponentId,
  type ConnectorTraits,
  type ExporterTraits,
  type ExtensionTraits,
  type ProcessorTraits,
  type ReceiverTraits,
} from "@genai-collector/component";
import { errorMessage } from "../logging/error-fields.ts";
import { errorAt, type Finding } from "../finding.ts";
import type { ConfiguredComponents, ConfiguredGraph } from "./configured-graph.ts";
import type { GraphShape } from "./graph-shape.ts";

/** The traits of everything that runs, computed from the configuration alone. */
export interface GraphTraits {
  readonly receivers: ReadonlyMap<ComponentId, ReceiverTraits>;
  readonly processors: ReadonlyMap<ComponentId, ProcessorTraits>;
  readonly connectors: ReadonlyMap<ComponentId, ConnectorTraits>;
  readonly exporters: ReadonlyMap<ComponentId, ExporterTraits>;
  /** Those that run. */
  readonly extensions: ReadonlyMap<ComponentId, ExtensionTraits>;
  /** Whether an extension elects a leader: several replicas share one set of frontiers. */
  readonly elects: boolean;
  /** `service.workers`. */
  readonly workers: number;
}

interface HasTraits<T> {
  readonly kind: string;
  traits?(config: unknown): T;
}

/** The traits of what runs. A factory that throws over its own configuration is a finding. */
export function graphTraits(
  graph: ConfiguredGraph,
  shape: GraphShape,
): { readonly traits: GraphTraits; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const standing = shape.pipelines.flatMap((each) => [...each.receivers, ...each.processors, ...each.exporters]);
  const all = new Set(standing);
  const running = new Set(graph.serviceExtensions);
  const traitsOf = <T extends object>(
    components: ConfiguredComponents<HasTraits<T>>,
    used = all,
  ): ReadonlyMap<ComponentId, T> =>
    new Map(
      [...components]
        .filter(([id]) => used.has(id))
        .map(([id, { factory, config }]) => {
          try {
            return [id, factory.traits?.(config) ?? ({} as T)];
          } catch (error) {
            const message = `cannot tell the traits of this configuration: ${errorMessage(error)}`;
            findings.push(errorAt([`${factory.kind}s`, id], message));
            return [id, {} as T];
          }
        }),
    );
  const elects = graph.serviceExtensions.some((id) =>
    graph.extensions.get(id)?.factory.provides?.some(({ key }) => key === leaderElector.key),
  );
  const traits: GraphTraits = {
    receivers: traitsOf(graph.receivers),
    processors: traitsOf(graph.processors),
    exporters: traitsOf(graph.exporters),
    connectors: traitsOf(graph.connectors),
    extensions: traitsOf(graph.extensions, running),
    elects,
    workers: graph.workers,
  };
  return { traits, findings };
}

import { checkpointStore, leaderElector, type ComponentId } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import type { ConfiguredGraph } from "../graph/configured-graph.ts";
import type { GraphTraits } from "../graph/graph-traits.ts";
import { namedExtensions, type NamedExtension } from "../graph/named-extensions.ts";

/**
 * Replicas that take over from one another read one another's frontiers. With a store of its own, each would begin where
 * it stood itself when it last led, and deliver again what the others have delivered since.
 */
export function sharedStoreWithElector(graph: ConfiguredGraph, { receivers, extensions }: GraphTraits): Finding[] {
  return [...receivers.keys()].flatMap((id) => {
    const { factory, config } = graph.receivers.get(id)!;
    const named = namedExtensions(factory.config.jsonSchema, config);
    const elector = named.find(({ capability }) => capability === leaderElector.key);
    if (elector === undefined) return [];
    return named
      .filter(({ capability }) => capability === checkpointStore.key)
      .filter((store) => extensions.get(store.id)?.shared === false)
      .map((store) => findingAt(id, store, elector));
  });
}

function findingAt(receiver: ComponentId, store: NamedExtension, elector: NamedExtension): Finding {
  return errorAt(
    ["receivers", receiver, ...store.path],
    `"${store.id}" keeps the frontiers of this replica alone, while "${elector.id}" moves polling between replicas: ` +
      "after each change of leaders the new one would deliver again what the last one has delivered. " +
      "Use a store that all replicas share, or no elector",
  );
}

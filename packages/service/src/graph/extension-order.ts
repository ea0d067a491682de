import type { ComponentId } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import type { ConfiguredGraph } from "./configured-graph.ts";
import { namedExtensions } from "./named-extensions.ts";
import { topologicalOrder } from "./topological-order.ts";

/**
 * The listed extensions so that each starts after those that its configuration names, otherwise in the order of the
 * list. Finds cycles in otelcol's words.
 */
export function extensionOrder(graph: ConfiguredGraph): {
  readonly order: readonly ComponentId[];
  readonly findings: readonly Finding[];
} {
  const listed = graph.serviceExtensions;
  const needs = new Map(
    listed.map((id) => {
      const { factory, config } = graph.extensions.get(id)!;
      const named = namedExtensions(factory.config.jsonSchema, config).map((each) => each.id);
      return [id, named.filter((other) => listed.includes(other))];
    }),
  );
  const cycle = listed.map((id) => cycleFrom(id, needs, [])).find((found) => found !== undefined);
  const path = ["service", "extensions"];
  return {
    order: topologicalOrder(listed, (id) => needs.get(id)!),
    findings:
      cycle === undefined
        ? []
        : [errorAt(path, `unable to order extensions by dependencies, cycle found [${cycle.join(" -> ")}]`)],
  };
}

function cycleFrom(
  id: ComponentId,
  needs: ReadonlyMap<ComponentId, readonly ComponentId[]>,
  way: readonly ComponentId[],
): readonly ComponentId[] | undefined {
  if (way[0] === id) return [...way, id];
  if (way.includes(id)) return undefined;
  for (const next of needs.get(id)!) {
    const found = cycleFrom(next, needs, [...way, id]);
    if (found !== undefined) return found;
  }
  return undefined;
}

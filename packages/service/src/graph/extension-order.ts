import type { ComponentId } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import type { ConfiguredGraph } from "./configured-graph.ts";
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
      return [id, namedExtensions(factory.config.jsonSchema, config).filter((other) => listed.includes(other))];
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

interface Schema {
  readonly "x-extension"?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Values of the fields that the schema marks as IDs of extensions, in nested sections too. */
function namedExtensions(schema: Schema, config: unknown): readonly ComponentId[] {
  if (schema["x-extension"] !== undefined) return typeof config === "string" ? [config] : [];
  if (typeof config !== "object" || config === null) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([key, member]) =>
    namedExtensions(member, (config as Readonly<Record<string, unknown>>)[key]),
  );
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

import { warningAt, type Finding } from "../finding.ts";
import { pinnedParts } from "./pinned.ts";
import type { RuleGraph } from "./rule-graph.ts";

/** Several workers: names what runs in the first of them alone, though it is pushed to. */
export function workerUse(graph: RuleGraph): readonly Finding[] {
  const { workers, receivers } = graph.traits;
  if (workers <= 1) return [];
  const { pipelines, components } = pinnedParts(graph);
  if (graph.shape.pipelines.every(({ id }) => pipelines.has(id)))
    return [
      warningAt(["service", "workers"], "changes nothing: everything polls or keeps state, and runs in one worker"),
    ];
  const pushed = [...receivers].filter(([id, { loops }]) => loops === undefined && components.has(id));
  return pushed.map(([id]) =>
    warningAt(["receivers", id], `runs in one worker of ${workers}: a pipeline that it feeds keeps state or polls`),
  );
}

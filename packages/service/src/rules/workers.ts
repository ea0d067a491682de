import { errorAt, warningAt, type Finding } from "../finding.ts";
import { pinnedParts } from "./pinned.ts";
import type { RuleGraph } from "./rule-graph.ts";

/** Several workers: refused by this build, with the pushed receivers that would run in one of them all the same. */
export function workersSupported(graph: RuleGraph): readonly Finding[] {
  const { workers, receivers } = graph.traits;
  if (workers <= 1) return [];
  const { components } = pinnedParts(graph);
  const pinnedReceivers = [...receivers].filter(([id, { loops }]) => loops === undefined && components.has(id));
  return [
    errorAt(
      ["service", "workers"],
      `${workers} workers are not supported by this build: run one worker a process, and several processes`,
    ),
    ...pinnedReceivers.map(([id]) =>
      warningAt(["receivers", id], `runs in one worker of ${workers}: a pipeline that it feeds keeps state`),
    ),
  ];
}

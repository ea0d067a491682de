import { warningAt, type Finding } from "../finding.ts";
import { pipelinePath, type RuleGraph } from "./rule-graph.ts";

/** Pipelines that pushed data passes without a guard here or before are named: no promise about content holds there. */
export function pushedDataGuarded(graph: RuleGraph): readonly Finding[] {
  return unguardedPipelines(graph).map((id) =>
    warningAt(pipelinePath(id, "processors"), "pushed data passes without a guard processor: content is not removed"),
  );
}

/** The pipelines that pushed data passes without a guard. */
export function unguardedPipelines({ shape, traits, flows }: RuleGraph): readonly string[] {
  return shape.pipelines
    .filter(({ id, processors }) => {
      const guarded = processors.some((processor) => traits.processors.get(processor)?.guards === true);
      return flows.get(id)!.unguarded && !guarded;
    })
    .map(({ id }) => id);
}

import type { ComponentId, Kind, PipelineId, Settings } from "@genai-collector/component";
import type { Plan } from "../graph/plan.ts";
import { onlyWorker } from "./worker-place.ts";

/** What decides in which workers an instance runs. */
interface Placed {
  readonly id: ComponentId;
  readonly kind: Kind;
  readonly pipelines: readonly PipelineId[];
}

/** What runs in the first worker alone is told that it is the only one: limits of bytes are then whole. */
export function placeOf(
  { pinned, perWorker }: Pick<Plan, "pinned" | "perWorker">,
  { index, count }: Settings["worker"],
  instance: Placed,
): Settings["worker"] {
  return count === 1 || runsOnce(pinned, perWorker, instance) ? onlyWorker : { index, count };
}

function runsOnce(pinned: Plan["pinned"], perWorker: Plan["perWorker"], { id, kind, pipelines }: Placed): boolean {
  if (kind === "extension") return !perWorker.has(id);
  // Exporters may be called as receivers are.
  if (kind === "receiver" || kind === "connector") return pinned.components.has(id);
  return pipelines.every((pipeline) => pinned.pipelines.has(pipeline));
}

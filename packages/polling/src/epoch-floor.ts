import type { CheckpointStore, ComponentId } from "@genai-collector/component";
import { loadLanes } from "./load-lanes.ts";

/**
 * The highest epoch that any lane of the receiver was written with: an elector must answer with more, and without one
 * it is used as it is. A record that nobody can read is passed over and told: its lane stays where it is. Rejects when
 * the store does not answer, because a floor that is too low would be fenced.
 */
export async function epochFloor(
  store: CheckpointStore,
  receiver: ComponentId,
  unreadable: (error: unknown) => void,
): Promise<number> {
  const lanes = await loadLanes(store, await store.list(receiver), unreadable);
  return Math.max(0, ...lanes.map(({ checkpoint }) => checkpoint.epoch));
}

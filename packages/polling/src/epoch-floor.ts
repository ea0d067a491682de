import { isCollectorError, type CheckpointStore, type ComponentId } from "@genai-collector/component";

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
  let floor = 0;
  for (const key of await store.list(receiver)) {
    try {
      floor = Math.max(floor, (await store.load(key))?.epoch ?? 0);
    } catch (error) {
      if (!isCollectorError(error) || (error.kind !== "malformed" && error.kind !== "misconfigured")) throw error;
      unreadable(error);
    }
  }
  return floor;
}

import type { World } from "@genai-collector/testkit";

/** One lane of a checkpoint file, as far as simulations look at it. */
export interface SavedLane {
  readonly pipeline: string;
  readonly frontier: { readonly time: number };
}

/** The lanes that the disk knows; empty where there is no file yet. A torn file throws. */
export function savedLanes(world: World, path: string): readonly SavedLane[] {
  const bytes = world.disk.get(path);
  if (bytes === undefined) return [];
  return (JSON.parse(new TextDecoder().decode(bytes)) as { readonly lanes: readonly SavedLane[] }).lanes;
}

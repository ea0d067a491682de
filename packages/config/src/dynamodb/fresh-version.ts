import type { Runtime } from "@genai-collector/component";

/**
 * The `version` of an item that is made: whole, and far from every one that an item of this name had before. Had an item
 * that was deleted and made anew an old version again, who slept meanwhile would write over it, and it would go back.
 */
export function freshVersion({ clock, random }: Pick<Runtime, "clock" | "random">): number {
  return clock.now() * 1_000 + Math.floor(random.next() * 1_000);
}

import { isCollectorError } from "@genai-collector/component";

/** How many of `items` were not taken: all, unless the sink said which of them it will never take. */
export function rejectedItems(error: unknown, items: number): number {
  if (!isCollectorError(error) || error.kind !== "gap" || error.rejected.length === 0) return items;
  return Math.min(
    items,
    error.rejected.reduce((sum, part) => sum + part.items, 0),
  );
}

import type { Frontier, Instant } from "@genai-collector/component";

/** Where a windowed loop stands inside a window that is not complete. */
export interface WindowCursor {
  /** The window's end, fixed when its first page was asked for: later pages must ask for the same window. */
  readonly to: Instant;
  /** The author's own. */
  readonly cursor: string;
}

/** All that a windowed loop keeps in a frontier's cursor. */
export interface WindowState {
  /** Undefined: between windows. */
  readonly begun?: WindowCursor | undefined;
  /** What the last complete window left for the one after it. */
  readonly carry?: string | undefined;
}

/**
 * As it is stored in a frontier: `to|cursor`, or `to+n|` and n characters of carry before the cursor, or `+n|` and the
 * carry between windows. Undefined where there is nothing to keep.
 */
export function formatWindowState({ begun, carry }: WindowState): string | undefined {
  if (begun === undefined && carry === undefined) return undefined;
  const length = carry === undefined ? "" : `+${carry.length}`;
  return `${begun?.to ?? ""}${length}|${carry ?? ""}${begun?.cursor ?? ""}`;
}

/** What was stored. Nothing of what no release of this package wrote: the window then starts again. */
export function parseWindowState(frontier: Frontier): WindowState {
  const match = /^(\d{1,15})?(?:\+(\d{1,6}))?\|/.exec(frontier.cursor ?? "");
  if (match === null) return {};
  const [head, end, length] = match;
  const rest = frontier.cursor!.slice(head.length);
  if (rest.length < Number(length ?? 0)) return {};
  const carry = length === undefined ? undefined : rest.slice(0, Number(length));
  const to = Number(end ?? 0);
  return to > frontier.time ? { begun: { to, cursor: rest.slice(carry?.length ?? 0) }, carry } : { carry };
}

/** A later frontier, of which the window before is not known: what was carried to the earlier one is not lost. */
export function skipTo(frontier: Frontier, time: Instant): Frontier {
  const cursor = formatWindowState({ carry: parseWindowState(frontier).carry });
  return cursor === undefined ? { time } : { time, cursor };
}

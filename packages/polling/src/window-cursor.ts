import type { Frontier, Instant } from "@genai-collector/component";

/** Where a windowed loop stands inside a window that is not complete. */
export interface WindowCursor {
  /** The window's end, fixed when its first page was asked for: later pages must ask for the same window. */
  readonly to: Instant;
  /** The author's own. */
  readonly cursor: string;
}

/** As it is stored in a frontier: the end, then what the author gave. */
export function formatWindowCursor({ to, cursor }: WindowCursor): string {
  return `${to}|${cursor}`;
}

/** Undefined between windows, and for what no release of this package wrote: the window then starts again. */
export function parseWindowCursor(frontier: Frontier): WindowCursor | undefined {
  const match = /^(\d{1,15})\|(.*)$/s.exec(frontier.cursor ?? "");
  if (match === null) return undefined;
  const to = Number(match[1]);
  return to > frontier.time ? { to, cursor: match[2]! } : undefined;
}

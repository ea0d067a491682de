import { createHash } from "node:crypto";
import { ApiError } from "./api-error.ts";
import type { Position } from "./simulated-run.ts";

/** Seals what a cursor is bound to: the scope, filters and bounds of its first page. */
export function sealOf(...bound: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(bound)).digest("base64url").slice(0, 12);
}

/** The token of the page that comes after a run; before the first of all, the run is undefined. */
export function cursorAfter(seal: string, after: Position | undefined, issuedAt: number): string {
  const place = after === undefined ? [] : [after.startMicros, after.id];
  return Buffer.from(JSON.stringify([seal, issuedAt, ...place])).toString("base64url");
}

/**
 * Where a token says to go on; undefined: at the beginning. Refused with 400: what is no token, one of another question,
 * and one that is older than `ttlMs`.
 */
export function positionIn(token: string, seal: string, now: number, ttlMs: number): Position | undefined {
  const [sealed, issuedAt, startMicros, id] = contentOf(token);
  if (typeof issuedAt !== "number" || sealed !== seal) throw new ApiError(400, "Invalid cursor for this query");
  if (now - issuedAt > ttlMs) throw new ApiError(400, "Cursor expired");
  return typeof startMicros === "number" && typeof id === "string" ? { startMicros, id } : undefined;
}

function contentOf(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

import { CollectorError } from "@genai-collector/component";
import type { WindowPage } from "./loop.ts";

/** It is written with every frontier of the next window. */
const maxCarryBytes = 65_536;

/** Throws (`malformed`) for what cannot be carried: more than 64 KiB, or before the window is complete. */
export function assertCarry({ cursor, carry }: WindowPage): void {
  if (carry === undefined) return;
  if (cursor !== undefined) throw badCarry("came with a page that is not the window's last");
  // No character takes more than three bytes for each of its code units.
  const bytes = carry.length * 3 <= maxCarryBytes ? 0 : new TextEncoder().encode(carry).length;
  if (bytes > maxCarryBytes) throw badCarry(`has ${bytes} bytes, and may have ${maxCarryBytes}`);
}

function badCarry(problem: string): CollectorError {
  return new CollectorError("POLLING_BAD_CARRY", `what a window leaves for the next one ${problem}`, {
    kind: "malformed",
  });
}

import type { Trouble } from "./trouble.ts";

const minute = 60_000;

/** A crash that waits for a call comes by then. */
export const crashBy = 30 * minute;
/** A lane whose record nobody can read looks at it again after this time. */
const rereadMs = 10 * minute;

/** How long delays are to be forgiven for. */
export function lengthOf(trouble: Trouble): number {
  switch (trouble.kind) {
    case "crash":
      return crashBy + trouble.aftermath.downMs;
    case "restart":
      return minute + trouble.downMs;
    case "redeploy":
      return 5 * minute + 3 * trouble.gapMs;
    case "corrupt checkpoint":
      return trouble.forMs + rereadMs;
    case "late revision":
      return 0;
    case "sink down":
      return (trouble.before?.forMs ?? 0) + trouble.forMs;
    default:
      return trouble.forMs;
  }
}

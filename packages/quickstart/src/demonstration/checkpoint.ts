import { existsSync, readFileSync } from "node:fs";

/** A lane of a checkpoint file, as far as it is looked at. */
interface Lane {
  readonly receiver: string;
  readonly loop: string;
  readonly pass: string;
  readonly frontier: { readonly time: number };
}

/**
 * How far a loop is delivered by a checkpoint file, in milliseconds since 1970 UTC: of one pass, or the least of all.
 * Undefined: nothing is saved of it.
 */
export function savedFrontier(path: string, receiver: string, loop: string, pass?: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const { lanes } = JSON.parse(readFileSync(path, "utf8")) as { readonly lanes: readonly Lane[] };
  const own = lanes.filter(
    (lane) => lane.receiver === receiver && lane.loop === loop && (pass === undefined || lane.pass === pass),
  );
  return own.length === 0 ? undefined : Math.min(...own.map(({ frontier }) => frontier.time));
}

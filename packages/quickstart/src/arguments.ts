import { parseArgs } from "node:util";
import { parseDuration } from "./duration.ts";

/** What the quick start was asked for. */
export interface QuickStartOptions {
  /** How long to run; undefined: until it is interrupted. */
  readonly forMs: number | undefined;
}

/** The shortest run in which everything that is announced can happen. */
const shortestMs = 20_000;

/** Reads the arguments; throws an `Error` that says what is wrong. */
export function parseArguments(args: readonly string[]): QuickStartOptions {
  const { values } = parseArgs({ args: [...args], options: { for: { type: "string" } } });
  if (values.for === undefined) return { forMs: undefined };
  const forMs = parseDuration(values.for);
  if (forMs < shortestMs) throw new Error(`--for must be at least ${shortestMs / 1_000}s: less shows nothing`);
  return { forMs };
}

import { parseArgs } from "node:util";
import { parseDuration } from "./duration.ts";

/** What the quick start was asked for. */
export interface QuickStartOptions {
  /** How long to run; undefined: until it is interrupted. */
  readonly forMs: number | undefined;
  /** Configurations to run against simulated platforms, laid over one another. None: the quick start's own. */
  readonly config: readonly string[];
}

/** The shortest run in which everything that is announced can happen. */
const shortestMs = 20_000;
/** With a configuration: logs are exported by jobs, and totals told once a minute. */
const shortestWithConfigMs = 30_000;

/** Reads the arguments; throws an `Error` that says what is wrong. */
export function parseArguments(args: readonly string[]): QuickStartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { for: { type: "string" }, config: { type: "string", multiple: true } },
  });
  const config = values.config ?? [];
  if (config.includes("")) throw new Error("--config needs a path, found an empty text");
  if (values.for === undefined) return { forMs: undefined, config };
  const forMs = parseDuration(values.for);
  const least = config.length === 0 ? shortestMs : shortestWithConfigMs;
  if (forMs < least) throw new Error(`--for must be at least ${least / 1_000}s: less shows nothing`);
  return { forMs, config };
}

import { parseArgs } from "node:util";
import type { Violation } from "./violations.ts";

/** One story, as the command line asks for it. */
export interface StoryOrder<S> {
  readonly seed: number;
  readonly hours: number;
  readonly rarer: number;
  /** What the collector runs otherwise than the story says. */
  readonly setup: Partial<S>;
  /** The numbers of the events that happen, from 1; absent: all. */
  readonly only?: readonly number[];
  /** Peace comes so early, in hours; absent: at the end of the story. */
  readonly until?: number;
  /** What the story has to try. */
  readonly aim?: string;
  /** Told what happens; absent: nobody listens. */
  readonly tell?: (at: number, what: string) => void;
}

/** What is run, and what is said of how it ended. */
export interface StoryTelling<S, R> {
  /** For example `pnpm simulate`: by it the reader sees a story again. */
  readonly command: string;
  run(order: StoryOrder<S>): Promise<R>;
  /** What there was, in parts. */
  summary(result: R): readonly string[];
}

/**
 * Runs what the command line asks for. One story is told line by line; of several, only how they ended. The exit code is
 * 1 when a promise was broken, and 2 when nobody can tell what is asked.
 *
 * - `--seed N`: which story (1)
 * - `--hours N`: how long it lasts (24)
 * - `--rarer N`: how many times as rare troubles are as usual (1)
 * - `--setup J`: what the collector runs otherwise than the story says: JSON, fields of the setup
 * - `--count N`: so many seeds, from `--seed` on (1)
 * - `--quiet`: only how it ended
 * - `--only 3,7`: of the events of the story only these happen (all)
 * - `--until N`: peace comes after so many hours (at the end)
 * - `--aim A`: what the story has to try, as a campaign prints it
 */
export async function tellStories<S, R extends { readonly violations: readonly Violation<string>[] }>({
  command,
  run,
  summary,
}: StoryTelling<S, R>): Promise<void> {
  const { first, hours, rarer, count, setup, isQuiet, part } = asked<S>();
  const isTold = count === 1 && !isQuiet;
  for (let seed = first; seed < first + count; seed++) {
    const began = process.cpuUsage();
    const result = await run({ seed, hours, rarer, setup, ...part, ...(isTold ? { tell } : {}) });
    const { violations } = result;
    if (violations.length > 0) process.exitCode = 1;
    if (!isTold) for (const line of firstOf(violations)) console.log(line);
    const { user, system } = process.cpuUsage(began);
    const parts = [`seed ${seed}, ${hours} h: ${violations.length} broken promises`, ...summary(result)];
    console.log(`${parts.join(", ")}; took ${((user + system) / 1e6).toFixed(1)} s of a processor`);
    if (violations.length > 0 && count > 1) console.log(`see it happen: ${command} --seed ${seed} --hours ${hours}`);
  }
}

function asked<S>() {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      hours: { type: "string", default: "24" },
      rarer: { type: "string", default: "1" },
      setup: { type: "string", default: "{}" },
      count: { type: "string", default: "1" },
      quiet: { type: "boolean", default: false },
      only: { type: "string" },
      until: { type: "string" },
      aim: { type: "string" },
    },
  });
  const numbers = { first: Number(values.seed), hours: Number(values.hours), rarer: Number(values.rarer) };
  const count = Number(values.count);
  if (![...Object.values(numbers), count].every((value) => value > 0)) {
    console.error("--seed, --hours, --rarer and --count take a number above 0");
    process.exit(2);
  }
  const { only, until, aim } = values;
  const part = {
    ...(only === undefined ? {} : { only: only.split(",").map(Number) }),
    ...(until === undefined ? {} : { until: Number(until) }),
    ...(aim === undefined ? {} : { aim }),
  };
  return { ...numbers, count, setup: JSON.parse(values.setup) as Partial<S>, isQuiet: values.quiet, part };
}

function tell(at: number, what: string): void {
  console.log(`${new Date(at).toISOString()}  ${what}`);
}

function firstOf(violations: readonly Violation<string>[]): string[] {
  return violations
    .slice(0, 5)
    .map(({ promise, where, what, at }) => `  ${new Date(at).toISOString()}  BROKEN: ${promise} (${where}): ${what}`);
}

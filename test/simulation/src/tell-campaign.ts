import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";
import { troubleKinds } from "./trouble.ts";

/** Long enough for everything to happen, short enough for many. */
const usualHours = 1.5;

/**
 * Runs a campaign as the command line asks for it, and prints what was tried. The exit code is 1 when a promise was
 * broken, and 2 when nobody can tell what is asked.
 *
 * - `--minutes N`: for how long
 * - `--seed N`: the first story's; each further one has the next (1)
 * - `--workers N`: child processes (one for each processor)
 * - `--hours N`: of each story (1.5)
 */
export async function tellCampaign(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: String(availableParallelism()) },
      hours: { type: "string", default: String(usualHours) },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  const [workers, hours] = [Number(values.workers), Number(values.hours)];
  if (![minutes, seed, workers, hours].every((value) => value > 0)) {
    console.error("--minutes, --seed, --workers and --hours take a number above 0");
    process.exit(2);
  }
  const tell = (lines: readonly string[]): void => {
    for (const line of lines) console.log(line);
  };
  const result = await runCampaign({ minutes, seed, workers, hours, broken: tell });
  const { scenarios, simulatedHours, cpuSeconds, fewestFaults, points, coverage, calls, violations } = result;
  tell(["", "What struck, by what the replica was doing:", ...coverage.lines(troubleKinds, calls), ""]);
  tell([
    `${scenarios} scenarios, ${simulatedHours.toFixed(0)} simulated hours, ${coverage.total} faults (at least ${fewestFaults} in each), ${points} points held against the truth`,
    `${(cpuSeconds / scenarios).toFixed(2)} s of a processor each`,
    `${violations} scenarios broke a promise`,
  ]);
  if (violations > 0) process.exitCode = 1;
}

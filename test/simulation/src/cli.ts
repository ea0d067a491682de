// pnpm simulate: runs of a whole collector in virtual time. One is told line by line; of several, only how they ended.
//   --seed N    which story (1)
//   --hours N   how long it lasts (24)
//   --rarer N   how many times as rare troubles are as usual (1)
//   --setup J   what the collector runs otherwise than the story says: JSON, fields of `Setup`
//   --count N   so many seeds, from --seed on (1)
//   --quiet     only how it ended
import { parseArgs } from "node:util";
import type { Setup } from "./setup.ts";
import { simulate, type SimulationResult } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    hours: { type: "string", default: "24" },
    rarer: { type: "string", default: "1" },
    setup: { type: "string", default: "{}" },
    count: { type: "string", default: "1" },
    quiet: { type: "boolean", default: false },
  },
});
const [first, hours, rarer, count] = [values.seed, values.hours, values.rarer, values.count].map(Number) as [
  number,
  number,
  number,
  number,
];
if (![first, hours, rarer, count].every((value) => value > 0)) {
  console.error("--seed, --hours, --rarer and --count take a number above 0");
  process.exit(2);
}

const setup = JSON.parse(values.setup) as Partial<Setup>;

for (let seed = first; seed < first + count; seed++) {
  const began = performance.now();
  const result = await simulate({ seed, hours, rarer, setup, ...(count > 1 || values.quiet ? {} : { tell }) });
  const isKept = result.violations.length === 0;
  if (!isKept) process.exitCode = 1;
  if (count > 1 || values.quiet) for (const line of firstViolations(result)) console.log(line);
  console.log(`${summary(seed, result)}; took ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  if (!isKept && count > 1) console.log(`see it happen: pnpm simulate --seed ${seed} --hours ${hours}`);
}

function tell(at: number, what: string): void {
  console.log(`${new Date(at).toISOString()}  ${what}`);
}

function firstViolations({ violations }: SimulationResult): string[] {
  return violations
    .slice(0, 5)
    .map(({ promise, where, what, at }) => `  ${new Date(at).toISOString()}  BROKEN: ${promise} (${where}): ${what}`);
}

function summary(seed: number, result: SimulationResult): string {
  const { violations, points, gaps, resent, pushed, dropped, lives, sinkRequests, platformRequests } = result;
  return [
    `seed ${seed}, ${hours} h: ${violations.length} broken promises`,
    `${points} points`,
    `${gaps} counted as missing`,
    `${resent} resources sent again`,
    `${pushed} records pushed`,
    `${dropped} of them dropped`,
    `${lives} lives`,
    `${sinkRequests} requests to sinks`,
    `${platformRequests} to the platform`,
  ].join(", ");
}

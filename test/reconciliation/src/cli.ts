// Reconciles runs of a whole collector with both platforms, in virtual time. One is told line by line; of several, only
// how they ended.
//   --seed N    which story (1)
//   --hours N   how long it lasts (24)
//   --rarer N   how many times as rare troubles are as usual (1)
//   --setup J   what the collector runs otherwise than the story says: JSON, fields of `Setup`
//   --count N   so many seeds, from --seed on (1)
//   --quiet     only how it ended
import { parseArgs } from "node:util";
import { reconcile, type ReconciliationResult } from "./reconcile.ts";
import type { Setup } from "./setup.ts";

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
  const began = process.cpuUsage();
  const isTold = count === 1 && !values.quiet;
  const result = await reconcile({ seed, hours, rarer, setup, ...(isTold ? { tell } : {}) });
  const isKept = result.violations.length === 0;
  if (!isKept) process.exitCode = 1;
  if (!isTold) for (const line of firstViolations(result)) console.log(line);
  const { user, system } = process.cpuUsage(began);
  console.log(`${summary(seed, result)}; took ${((user + system) / 1e6).toFixed(1)} s of a processor`);
  if (!isKept && count > 1) console.log(`see it happen: pnpm reconcile --seed ${seed} --hours ${hours}`);
}

function tell(at: number, what: string): void {
  console.log(`${new Date(at).toISOString()}  ${what}`);
}

function firstViolations({ violations }: ReconciliationResult): string[] {
  return violations
    .slice(0, 5)
    .map(({ promise, where, what, at }) => `  ${new Date(at).toISOString()}  BROKEN: ${promise} (${where}): ${what}`);
}

function summary(seed: number, result: ReconciliationResult): string {
  const { violations, requests, ...more } = result;
  return [
    `seed ${seed}, ${hours} h: ${violations.length} broken promises`,
    `${more.points} points of buckets`,
    `${more.snapshotPoints} of snapshots`,
    `${more.records} records`,
    `${more.runs} runs`,
    `${more.gaps} counted as missing`,
    `${more.unfinished} runs unfinished`,
    `${more.beyond} beyond reach`,
    `${more.resent} records again in ${more.resentPages} pages`,
    `${more.resentPoints} points again`,
    `${more.retaken} taken anew`,
    `${more.absent} snapshots absent`,
    `${more.lives} lives`,
    `${requests.portkey} + ${requests.objects} + ${requests.langsmith} requests to platforms`,
    `at most ${more.mostInTenSeconds} in ten seconds`,
    `${more.sinkRequests} to the sink`,
    `${(more.scannedBytes / 1e6).toFixed(1)} MB looked through`,
  ].join(", ");
}

// pnpm bench: how fast the data path is, as ratios measured in one run.
//   --rounds N   how many rounds count (40)
//   --ms N       milliseconds that each contender runs in a round (60)
//   --out FILE   the figures as JSON, too
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { codecBench, type Ratio } from "./codec-bench.ts";
import { formatTable } from "./format-table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "40" },
    ms: { type: "string", default: "60" },
    out: { type: "string" },
  },
});

const options = { rounds: positive("rounds", values.rounds), roundMs: positive("ms", values.ms) };
console.log(`Node ${process.versions.node}, ${process.arch}: 512 spans a request, 10 attributes a span`);
const codec = codecBench(options);
console.log(`\n${formatTable(["codec", "items/s", "protobufjs", "ratio", "asked"], codec.map(cells))}`);
if (values.out !== undefined)
  writeFileSync(values.out, `${JSON.stringify({ node: process.versions.node, codec }, null, 2)}\n`);

const slow = codec.filter(({ ratio, asked }) => ratio < asked);
for (const { name, ratio, asked } of slow) console.error(`${name}: ${ratio.toFixed(1)} times, asked for ${asked}`);
process.exitCode = slow.length > 0 ? 1 : 0;

function cells({ name, ours, theirs, ratio, asked }: Ratio): string[] {
  return [name, millions(ours), millions(theirs), `${ratio.toFixed(1)} ×`, `${asked} ×`];
}

function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(2)} M`;
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name}: expected a positive number, found "${text}"`);
  return number;
}

// pnpm simulate: one run of a whole collector in virtual time, told line by line.
//   --seed N    which story (1)
//   --hours N   how long it lasts (24)
//   --quiet     only how it ended
import { parseArgs } from "node:util";
import { simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    hours: { type: "string", default: "24" },
    quiet: { type: "boolean" },
  },
});
const began = performance.now();
const result = await simulate({
  seed: Number(values.seed),
  hours: Number(values.hours),
  tell: (at, what) => {
    if (values.quiet !== true) console.log(`${new Date(at).toISOString()}  ${what}`);
  },
});
for (const { promise, sink, what } of result.violations.slice(0, 20))
  console.log(`BROKEN  ${promise}  ${sink}  ${what}`);
const seconds = ((performance.now() - began) / 1_000).toFixed(1);
console.log(
  `seed ${values.seed}, ${values.hours} h in ${seconds} s: ${result.violations.length} violations; ${result.expected} points expected, ` +
    `${result.lives} lives, ${result.sinkRequests} requests to sinks, ${result.resent} resources sent again, ${result.platformRequests} requests to the platform`,
);
process.exitCode = result.violations.length > 0 ? 1 : 0;

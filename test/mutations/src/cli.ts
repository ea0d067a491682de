// pnpm mutations: plants one bug after the other and lets the simulation look for it. Exits with 1 when one is not
// found, or breaks a promise that it does not name.
import { parseArgs } from "node:util";
import { hunt } from "./hunt.ts";
import { isNamed, plantedBugs } from "./planted-bug.ts";
import { Workshop } from "./workshop.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    seed: { type: "string" },
    seconds: { type: "string", default: "120" },
  },
});
const bugs = plantedBugs().filter(({ name }) => values.only === undefined || name.includes(values.only));
const workshop = new Workshop();
try {
  for (const bug of bugs) {
    workshop.plant(bug);
    const seed = values.seed === undefined ? bug.seed : Number(values.seed);
    const { found, seconds, output } = await hunt(workshop.folder, seed, Number(values.seconds));
    workshop.mend(bug);
    console.log(`${bug.name}: ${found ?? "NOT FOUND"} (${seconds.toFixed(1)} s)`);
    if (found !== undefined && isNamed(bug, found)) continue;
    process.exitCode = 1;
    console.log(found === undefined ? output : `was to break one of: ${bug.breaks.join(", ")}`);
  }
} finally {
  workshop.close();
}

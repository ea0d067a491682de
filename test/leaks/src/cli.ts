import { parseArgs } from "node:util";
import { runForLeaks, searchedTexts } from "./leak-run.ts";

const { values } = parseArgs({
  options: {
    world: { type: "string", default: "1" },
    minutes: { type: "string", default: "20" },
    share: { type: "string", default: "0.2" },
    only: { type: "string" },
  },
});

const { leaks, applied, records, points } = await runForLeaks({
  seed: Number(values.world),
  minutes: Number(values.minutes),
  answerShare: Number(values.share),
  ...(values.only === undefined ? {} : { only: new Set(values.only.split(",").map(Number)) }),
});
if (values.only !== undefined) for (const { what } of applied.values()) console.log(what);
for (const { text, form, where, excerpt } of leaks)
  console.log(`${where}: ${JSON.stringify(searchedTexts[text])} as ${form}\n  ${JSON.stringify(excerpt)}`);
console.log(`${leaks.length} leaks over ${applied.size} mutations; ${records} records and ${points} points arrived`);
process.exitCode = leaks.length > 0 ? 1 : 0;

// Writes what is derived from the sources. Run: pnpm generate; CI runs it with --check, which only compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { apiReports } from "./api-report.ts";
import { publishedSchema } from "./configuration-schema.ts";
import type { Generated } from "./generated.ts";
import { loopTables } from "./loop-tables.ts";
import { settingsTables } from "./settings-tables.ts";

const generators: readonly (() => Promise<Generated[]>)[] = [apiReports, settingsTables, publishedSchema, loopTables];

const check = process.argv.includes("--check");
let stale = 0;
for (const generate of generators) {
  for (const { path, text } of await generate()) {
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    stale++;
    if (check) {
      console.error(`${path} is not what the sources say; run "pnpm generate" and commit the result`);
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
if (stale === 0) console.log("generated files are current");
process.exitCode = check && stale > 0 ? 1 : 0;

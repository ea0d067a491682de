import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { expect, it } from "vitest";

/** What answers by the machine's own time zone. `Date.parse` without a zone does, too: texts of platforms never come there. */
const local =
  /\.(?:get|set)(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds)\(|getTimezoneOffset|toLocale(?:Date|Time)?String|to(?:Date|Time)String|Intl\.DateTimeFormat|new Date\([^()]*,/;

/** Names of rotated files are in local time where the user asks for it. */
const asked = "exporters/file/src/backups.ts";

it("F26: no source asks for the machine's time zone: everything is UTC, also when clocks are set forward", async () => {
  const found: string[] = [];
  for await (const path of glob(
    "{packages/*,packages/extensions/*,packages/connectors/*,receivers/*,processors/*,exporters/*}/src/**/*.ts",
  )) {
    if (path.endsWith(".test.ts") || path === asked) continue;
    for (const [index, line] of readFileSync(path, "utf8").split("\n").entries())
      if (local.test(line)) found.push(`${path}:${index + 1}: ${line.trim()}`);
  }
  expect(found).toEqual([]);
});

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

/** Everything that a source file of this package imports when it runs, directly and indirectly. */
async function importsOf(path: string, found = new Set<string>()): Promise<ReadonlySet<string>> {
  const source = await readFile(path, "utf8");
  for (const [, isType, specifier] of source.matchAll(/^(?:import|export) (type )?(?:[^;"]* from )?"([^"]+)";/gm)) {
    if (isType !== undefined || found.has(specifier!)) continue;
    found.add(specifier!.startsWith(".") ? join(dirname(path), specifier!) : specifier!);
    if (specifier!.startsWith(".")) await importsOf(join(dirname(path), specifier!), found);
  }
  return found;
}

describe("config/schema", () => {
  it("loads no validator, and who validates loads one when it is needed", async () => {
    const builders = await importsOf(join(import.meta.dirname, "index.ts"));
    expect([...builders].filter((each) => !each.startsWith("/"))).toEqual(["node:util"]);
    const validation = await importsOf(join(import.meta.dirname, "validate.ts"));
    expect([...validation].filter((each) => !each.startsWith("/"))).toEqual(["node:module"]);
  });
});

#!/usr/bin/env node
// The program. Kept small, so that everything else is loaded from the compile cache.
import { enableCompileCache } from "node:module";

enableCompileCache();
const { buildContainer } = await import("./container.ts");
const { main } = await import("./main.ts");

process.exitCode = await main(process.argv.slice(2), buildContainer(), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});

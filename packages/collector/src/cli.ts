#!/usr/bin/env node
// The program. Kept small, so that everything else is loaded from the compile cache.
import { enableCompileCache } from "node:module";

enableCompileCache();
// A signal must not open a debugger, which sees everything: any listener takes the place of Node's own.
process.on("SIGUSR1", () => undefined);
const { buildContainer } = await import("./container.ts");
const { main } = await import("./main.ts");

const root = buildContainer({ env: process.env, folder: process.cwd(), signals: process });
process.exitCode = await main(process.argv.slice(2), root, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});

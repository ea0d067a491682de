// npm start: see it work. `--for 30s` ends it by itself; `--config FILE` shows that configuration.
import { join } from "node:path";
import { parseArguments, type QuickStartOptions } from "./arguments.ts";
import { demonstrate } from "./demonstration/demonstrate.ts";
import { Display } from "./display.ts";
import { quickStart } from "./quick-start.ts";

let options: QuickStartOptions;
try {
  options = parseArguments(process.argv.slice(2));
} catch (error) {
  console.error(`Error: ${(error as Error).message}`);
  process.exit(1);
}

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interrupt.abort());
// Nobody reads any more: everything is ended in order, as after Ctrl-C.
process.stdout.on("error", () => interrupt.abort());

const show = options.config.length === 0 ? quickStart : demonstrate;
process.exitCode = await show(options, {
  display: new Display((text) => process.stdout.write(text), process.stdout.isTTY),
  isTerminal: process.stdout.isTTY,
  folder: join(process.cwd(), "quickstart-data"),
  interrupted: interrupt.signal,
});

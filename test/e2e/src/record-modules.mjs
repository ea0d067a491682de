// Preloaded into a collector: writes down which modules it loads, one URL a line, into the file of E2E_MODULES.
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

const file = process.env.E2E_MODULES;

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(file, `${url}\n`);
    return nextLoad(url, context);
  },
});

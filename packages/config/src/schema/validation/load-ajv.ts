import { createRequire } from "node:module";
import type * as ajv2020 from "ajv/dist/2020.js";
import type standalone from "ajv/dist/standalone/index.js";

// A program whose validators were compiled when it was built never needs ajv, and is spared loading it: three megabytes
// and some milliseconds at each start.
const load = createRequire(import.meta.url);

export function loadAjv(): typeof ajv2020 {
  return load("ajv/dist/2020.js") as typeof ajv2020;
}

/** What writes compiled validators as text: used where the program is built. */
export function loadStandalone(): typeof standalone {
  return load("ajv/dist/standalone/index.js") as typeof standalone;
}

import type { ConformanceCase } from "./conformance-case.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { Stage } from "./stage.ts";

/** A case on a stage of its own: a fresh world and process, and a look for leaks at the end. */
export function onStage(
  name: string,
  options: ConformanceOptions,
  play: (stage: Stage) => Promise<void>,
): ConformanceCase {
  return {
    name,
    async run() {
      const stage = new Stage(options);
      await play(stage);
      await stage.close();
    },
  };
}

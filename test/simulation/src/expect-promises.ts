import { simulate, type SimulationResult } from "./simulate.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Runs a seed; a broken promise becomes an error that says which, and how to see it happen again. */
export async function expectPromises(options: SimulationOptions): Promise<SimulationResult> {
  const result = await simulate(options);
  if (result.violations.length === 0) return result;
  const shown = result.violations.slice(0, 5).map(({ promise, where, what }) => `  ${promise} (${where}): ${what}`);
  const setup = options.setup === undefined ? "" : ` --setup '${JSON.stringify(options.setup)}'`;
  const command = `pnpm simulate --seed ${options.seed} --hours ${options.hours}${setup}`;
  throw new Error(`${result.violations.length} broken promises; see them happen: ${command}\n${shown.join("\n")}`);
}

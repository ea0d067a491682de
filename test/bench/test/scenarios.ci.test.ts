import { describe, expect, it } from "vitest";
import { ourProgram } from "../src/program/program.ts";
import { comparisons } from "../src/scenarios/comparisons.ts";
import { growths } from "../src/scenarios/growth.ts";
import { workerScalings } from "../src/scenarios/worker-scaling.ts";
import { runTrial } from "../src/trial/run-trial.ts";

const scenarios = [...comparisons, ...growths.flatMap(({ steps }) => steps), ...workerScalings.map(({ two }) => two)];

/**
 * Scenario: each of the bench's scenarios, for two seconds, with the built program.
 * Guarantees: whatever was accepted comes out, once, and nothing is refused that a closed loop sends.
 */
describe("what is accepted comes out", () => {
  it.each(scenarios)("in $name", { timeout: 180_000 }, async (scenario) => {
    const trial = await runTrial(scenario, ourProgram(), { warmUpMs: 500, measuredMs: 2_000 });
    expect(trial.isVoid).toBeUndefined();
    expect(trial.itemsOut).toBe(trial.itemsIn);
    expect(trial.itemsIn).toBeGreaterThan(0);
    expect(trial.refused).toBe(0);
  });
});

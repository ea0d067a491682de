import { describe, it } from "vitest";
import { expectFlat } from "../src/expect-flat.ts";
import { requestsPerSecond, soakScenarios } from "../src/soak-scenarios.ts";
import { soak } from "../src/soak.ts";

const warmUpMs = 40_000;
const durationMs = 80_000;

/**
 * Scenario: two minutes at 10,000 spans a second.
 * Guarantees: memory does not grow after the warm-up, and everything that was accepted comes out.
 */
describe.concurrent("two minutes", () => {
  it.each(soakScenarios)("leave memory flat: $name", async (scenario) => {
    expectFlat(await soak({ scenario, requestsPerSecond, warmUpMs, durationMs }));
  });
});

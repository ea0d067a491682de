import { describe, it } from "vitest";
import { expectFlat } from "../src/expect-flat.ts";
import { requestsPerSecond, soakScenarios } from "../src/soak-scenarios.ts";
import { soak } from "../src/soak.ts";

const minute = 60_000;

/**
 * Scenario: an hour at 10,000 spans a second.
 * Guarantees: memory does not grow after the warm-up, by ten bytes a request or more, and everything that was accepted
 * comes out.
 */
describe.concurrent("an hour", () => {
  it.each(soakScenarios)("leaves memory flat: $name", async (scenario) => {
    expectFlat(await soak({ scenario, requestsPerSecond, warmUpMs: 5 * minute, durationMs: 55 * minute }));
  });
});

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { anyFault, expectPromisesAfterCrashIn, expectPromisesUnder } from "./promises.ts";

/** The same promises as in `promises.test.ts`, for longer. */
describe("whatever goes wrong, many times", () => {
  it("holds under two hundred schedules of faults", async () => {
    const faults = fc.array(anyFault, { minLength: 1, maxLength: 15 });
    const property = fc.asyncProperty(faults, fc.integer({ min: 1, max: 1_000_000 }), expectPromisesUnder);
    await fc.assert(property, { numRuns: 200, endOnFailure: true });
  }, 600_000);

  it("holds for a death inside each of the first three hundred calls", async () => {
    for (let call = 1; call <= 300; call++) await expectPromisesAfterCrashIn(call);
  }, 600_000);
});

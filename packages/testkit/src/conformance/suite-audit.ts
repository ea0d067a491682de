import { failuresOf, plainCase, type ConformanceCase } from "./conformance-case.ts";
import type { StageLedger } from "./stage-ledger.ts";

/** Looks at the ledgers of all stages of one suite, and remembers the first that did not balance. */
export class SuiteAudit {
  #looks = 0;
  #broken: Error | undefined;

  /** For a moment in which no component is in the middle of something. */
  look(ledger: StageLedger): void {
    this.#looks++;
    if (this.#broken !== undefined) return;
    try {
      ledger.check();
    } catch (error) {
      this.#broken = error as Error;
    }
  }

  /** The cases, and behind them one that fails where a ledger did not balance in any of them. */
  over(cases: readonly ConformanceCase[]): ConformanceCase[] {
    const audit = plainCase("accounts for every item, at every moment of all other cases", async () => {
      // Run alone, it has nothing to look at yet; how the others end is for themselves to say.
      if (this.#looks === 0) await failuresOf(cases);
      if (this.#broken !== undefined) throw this.#broken;
    });
    return [...cases, audit];
  }
}

import type { Report, Violation } from "@genai-collector/test-simulation";

/** What a reconciliation holds the collector to. */
export type Promised =
  | "nothing is lost"
  | "nothing is acknowledged early"
  | "nothing is wrong"
  | "nothing is counted twice"
  | "nothing is unsettled"
  | "every gap is a number"
  | "saves last"
  | "in order"
  | "never merged"
  | "content-free"
  | "the ledger balances"
  | "within the budget"
  | "up to date"
  | "lags are told"
  | "memory is bounded"
  | "one at a time"
  | "alive";

export type Tell = Report<Promised>;

export type Broken = Violation<Promised>;

/** What the product promises, as a run can break it. */
export type Promised =
  | "nothing is lost"
  | "nothing is acknowledged early"
  | "nothing is wrong"
  | "nothing is counted twice"
  | "nothing is unsettled"
  | "every gap is a number"
  | "saves last"
  | "one at a time"
  | "in order"
  | "never merged"
  | "content-free"
  | "up to date"
  | "lags are told"
  | "one leader an epoch"
  | "epochs only grow"
  | "within the budget"
  | "the ledger balances"
  | "memory is bounded"
  | "alive";

/** What can be broken where one machine is alone. */
export type LanePromise = Exclude<Promised, "one leader an epoch" | "epochs only grow" | "the ledger balances">;

/** A promise that was broken. */
export interface Violation<P extends string = Promised> {
  readonly promise: P;
  /** True time, in milliseconds since 1970 UTC. */
  readonly at: number;
  /** The lane, the sink or the collector. */
  readonly where: string;
  readonly what: string;
}

/** Who finds a promise broken tells it so. */
export type Report<P extends string = Promised> = (promise: P, where: string, what: string) => void;

/** A run that goes wrong does so thousands of times; nobody reads them all. */
const mostKept = 1_000;

/** Broken promises of one run, in the order in which they were found. */
export class Violations<P extends string = Promised> {
  /** The first thousand. */
  readonly list: Violation<P>[] = [];
  /** How often each promise was broken. */
  readonly counts = new Map<P, number>();
  readonly #now: () => number;
  readonly #tell: (violation: Violation<P>) => void;

  constructor(now: () => number, tell: (violation: Violation<P>) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  readonly report: Report<P> = (promise, where, what) => {
    const violation = { promise, at: this.#now(), where, what };
    this.counts.set(promise, (this.counts.get(promise) ?? 0) + 1);
    if (this.list.length >= mostKept) return;
    this.list.push(violation);
    this.#tell(violation);
  };
}

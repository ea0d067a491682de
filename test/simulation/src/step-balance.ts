import type { CollectorProcess } from "./collector-process.ts";
import type { Machine } from "./machine.ts";
import type { Report } from "./violations.ts";

/** What was seen of one process. */
interface Seen {
  steps: number;
  answers: number;
  /** What did not balance; "": everything did. */
  wrong: string;
}

export interface StepBalanceOptions {
  /** Whether processes are sent requests: these are no calls of theirs, so that each step may be one. */
  readonly isServing: boolean;
  readonly report: Report<"the ledger balances">;
}

/**
 * Holds the ledger of every process against itself behind each step of the world in which the process did something: what
 * it takes, hands on, holds and gives up is accounted for at every moment, in its first life and in those behind a crash.
 * The books of lanes change with answers of stores only, and are read when there was an answer.
 */
export class StepBalance {
  readonly #options: StepBalanceOptions;
  readonly #seen = new WeakMap<CollectorProcess, Seen>();

  constructor(options: StepBalanceOptions) {
    this.#options = options;
  }

  /** Nothing is in the middle of something now. */
  look(machines: readonly Machine[]): void {
    for (const { host, process } of machines) if (process?.isAlive === true) this.#lookAt(process, host);
  }

  #lookAt(process: CollectorProcess, host: string): void {
    const seen = this.#seenOf(process);
    const { steps, answers } = process;
    if (seen.steps === steps && !this.#options.isServing) return;
    const wrong = answers === seen.answers ? unbalanced(process) : unbalancedWithLanes(process);
    // What stays wrong is told once.
    if (wrong !== "" && wrong !== seen.wrong) this.#options.report("the ledger balances", host, wrong);
    Object.assign(seen, { steps, answers, wrong });
  }

  #seenOf(process: CollectorProcess): Seen {
    const known = this.#seen.get(process);
    if (known !== undefined) return known;
    const seen = { steps: -1, answers: -1, wrong: "" };
    this.#seen.set(process, seen);
    return seen;
  }
}

function unbalanced({ unbalanced: accounts }: CollectorProcess): string {
  return accounts.length === 0 ? "" : JSON.stringify(accounts);
}

function unbalancedWithLanes({ ledger }: CollectorProcess): string {
  if (ledger === undefined || ledger.isBalanced) return "";
  return JSON.stringify([...ledger.accounts, ...ledger.lanes].filter(({ difference }) => difference !== 0));
}

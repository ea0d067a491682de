import type { LedgerAccount, LedgerFate, LedgerTerm } from "@genai-collector/component";
import { accountOf } from "./ledger-accounts.ts";
import type { LedgerReading } from "./ledger.ts";

/** Sums over several workers, or over a process and those before it. Sums of accounts that balance do. */
export function combineAccounts(sources: readonly (readonly LedgerAccount[])[]): readonly LedgerAccount[] {
  const all = new Map<string, { readonly owner: LedgerAccount; readonly terms: Map<string, LedgerTerm> }>();
  for (const account of sources.flat()) {
    const { kind, component, pipeline, signal } = account;
    const key = JSON.stringify([kind, component, pipeline, signal]);
    const known = all.get(key) ?? { owner: account, terms: new Map<string, LedgerTerm>() };
    all.set(key, known);
    for (const { fate, reason, items } of account.terms) {
      const term = `${fate} ${reason ?? ""}`;
      known.terms.set(term, { fate, reason, items: items + (known.terms.get(term)?.items ?? 0) });
    }
  }
  return [...all.values()].map(({ owner: { kind, component, pipeline, signal }, terms }) =>
    accountOf({ kind, component, pipeline, signal }, [...terms.values()]),
  );
}

/** One ledger out of several workers'. */
export function combineLedgers(readings: readonly LedgerReading[]): LedgerReading {
  const heads = new Map(readings.flatMap((each) => each.heads).map((head) => [head.pipeline, head]));
  return {
    accounts: combineAccounts(readings.map(({ accounts }) => accounts)),
    lanes: readings.flatMap(({ lanes }) => lanes),
    heads: [...heads.values()],
    lives: combineLives(readings.flatMap(({ lives }) => lives ?? [])),
  };
}

function combineLives(all: readonly NonNullable<LedgerReading["lives"]>[]): LedgerReading["lives"] {
  if (all.length === 0) return undefined;
  return {
    processes: all.reduce((sum, { processes }) => sum + processes, 0),
    accounts: combineAccounts(all.map(({ accounts }) => accounts)),
  };
}

const left: ReadonlyMap<LedgerFate, LedgerFate> = new Map([
  ["held", "lost_with_process"],
  ["under_way", "lost_with_process"],
  ["on_disk", "left_on_disk"],
]);

/** What stays of a process that has ended: what it held in memory is lost with it, what it had on disk is the next one's. */
export function endedAccounts(accounts: readonly LedgerAccount[]): readonly LedgerAccount[] {
  const ended = accounts.map((account) =>
    accountOf(
      account,
      account.terms.map((term) => ({ ...term, fate: left.get(term.fate) ?? term.fate })),
    ),
  );
  return combineAccounts([ended]);
}

/** The same of a whole reading. Its lanes go on in the next process, and so does what is written down of it. */
export function endedLedger({ accounts, heads }: LedgerReading): LedgerReading {
  return { accounts: endedAccounts(accounts), lanes: [], heads };
}

import type { LedgerAccount, LedgerTerm } from "@genai-collector/component";
import { combineAccounts, endedAccounts } from "./combine-ledgers.ts";
import { accountOf } from "./ledger-accounts.ts";
import { itemsOf } from "./ledger-view.ts";

/** What is written down of a process and of those before it. */
export interface Lives {
  /** How many processes, this one included. */
  readonly processes: number;
  /** Sums over those before this one. */
  readonly earlier: readonly LedgerAccount[];
  /** Of this one, as it stood last. */
  readonly now: readonly LedgerAccount[];
}

/** The sums over all lives, this one as it stands. */
export function overLives({ earlier, now }: Pick<Lives, "earlier" | "now">): readonly LedgerAccount[] {
  return combineAccounts([earlier, now]).map(compareDisk);
}

/** The sums once a process has ended that was written down last like this. */
export function afterLife(lives: Lives): readonly LedgerAccount[] {
  return endedAccounts(overLives(lives));
}

/**
 * What a process had on disk stands against what the next one found there. More was found: it came in behind the last
 * that was written down. Less: it was sent behind that, or is lost; nobody knows, so that it is called lost.
 */
function compareDisk(account: LedgerAccount): LedgerAccount {
  const [left, restored] = [itemsOf(account, "left_on_disk"), itemsOf(account, "restored")];
  const others = account.terms.filter(({ fate }) => fate !== "left_on_disk" && fate !== "restored");
  const compared: readonly LedgerTerm[] = [
    { fate: "made", reason: "found_on_disk", items: Math.max(0, restored - left) },
    { fate: "lost_with_process", reason: "not_on_disk", items: Math.max(0, left - restored) },
  ];
  const { terms, ...owner } = accountOf(account, [...others, ...compared]);
  // What was found or lost by an earlier process, too, is one sum.
  return combineAccounts([[{ ...owner, terms }]])[0]!;
}

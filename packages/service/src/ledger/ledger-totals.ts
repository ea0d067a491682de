import type { LedgerFate } from "@genai-collector/component";
import type { LedgerReading } from "./ledger.ts";
import { itemsOf, ledgerView } from "./ledger-view.ts";

const told: readonly LedgerFate[] = [
  "restored",
  "made",
  "sent",
  "dropped",
  "returned",
  "set_aside",
  "gave_up",
  "held",
  "on_disk",
  "lost_with_process",
  "left_on_disk",
];

/**
 * The ledger in one line: what came into pipelines, and what became of it in components, all signals together. An item
 * counts once for each pipeline and exporter that it came to. What came to nothing is left out.
 */
export function ledgerTotals(reading: LedgerReading): Readonly<Record<string, number>> {
  const { pipelines, accounts } = ledgerView(reading, 0);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const fates = told.map((fate) => {
    const own = accounts.filter(({ kind }) => kind !== "link" && (kind !== "answers" || fate === "gave_up"));
    return [fate, sum(own.map((account) => itemsOf(account, fate)))] as const;
  });
  return {
    in: sum(pipelines.map((each) => each.in)),
    refused: sum(pipelines.map(({ answers }) => answers.refused)),
    ...Object.fromEntries(fates.filter(([, items]) => items !== 0)),
    imbalances: accounts.filter(({ difference }) => difference !== 0).length,
  };
}

import type { LedgerAccount, LedgerFate, LedgerView } from "@genai-collector/component";
import { itemsOf } from "./ledger-view.ts";

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
 * The ledger in one line: what came into pipelines, and what became of it in components, all signals together. What came
 * to nothing is left out. The line adds up by itself: `in` + `copied` (by fan-outs: each exporter behind one has an item of
 * its own) + `restored` + `made` = `to_connectors` (each begins a pipeline there, and comes in again) + `sent` + `dropped`
 * + `returned` + `set_aside` + `held` + `on_disk` + `lost_with_process` + `left_on_disk`. `refused` and `gave_up` say of
 * what was `returned` whether a sender heard of it.
 */
export function ledgerTotals({
  pipelines,
  accounts,
}: Pick<LedgerView, "pipelines" | "accounts">): Readonly<Record<string, number>> {
  const fates = told.map((fate) => {
    const own = accounts.filter(({ kind }) => kind !== "link" && (kind !== "answers" || fate === "gave_up"));
    return [fate, sum(own.map((account) => itemsOf(account, fate)))] as const;
  });
  const more = [...fates, ["copied", copied(accounts)], ["to_connectors", toConnectors(accounts)]] as const;
  return {
    in: sum(pipelines.map((each) => each.in)),
    refused: sum(pipelines.map(({ answers }) => answers.refused)),
    ...Object.fromEntries(more.filter(([, items]) => items !== 0)),
    imbalances: accounts.filter(({ difference }) => difference !== 0).length,
  };
}

/** What the ends of fan-outs were handed, beyond what came to the fan-outs. */
function copied(accounts: readonly LedgerAccount[]): number {
  const fanOuts = accounts.filter(({ kind, component }) => kind === "link" && component === "exporters");
  const forked = new Set(fanOuts.map(({ pipeline }) => pipeline));
  const ends = endsOf(accounts).filter(({ pipeline }) => forked.has(pipeline));
  return handedTo(ends) - handedTo(fanOuts);
}

/** Connectors have no account as exporters do: what they make begins accounts of its own. */
function toConnectors(accounts: readonly LedgerAccount[]): number {
  const exporters = new Set(accounts.filter(({ kind }) => kind === "exporter").map(({ component }) => component));
  return handedTo(endsOf(accounts).filter(({ component }) => !exporters.has(component)));
}

/** Links to exporters and connectors. */
function endsOf(accounts: readonly LedgerAccount[]): readonly LedgerAccount[] {
  const inner = new Set(accounts.filter(({ kind }) => kind === "processor").map(placeOf));
  return accounts.filter(
    (account) => account.kind === "link" && account.component !== "exporters" && !inner.has(placeOf(account)),
  );
}

const placeOf = ({ component, pipeline }: LedgerAccount): string => JSON.stringify([component, pipeline]);

const handedTo = (links: readonly LedgerAccount[]): number => sum(links.map((link) => itemsOf(link, "in")));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

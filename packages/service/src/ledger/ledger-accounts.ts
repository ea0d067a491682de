import type { LedgerAccount, LedgerFate, LedgerTerm } from "@genai-collector/component";
import type { Amounts } from "./amounts.ts";
import { walk, type ItemEntries } from "./item-entries.ts";
import type { LinkAccount } from "./link-account.ts";

/** Whose account it is. */
export type AccountOwner = Pick<LedgerAccount, "kind" | "component" | "pipeline" | "signal">;

const incoming: ReadonlySet<LedgerFate> = new Set(["in", "restored", "made", "rejected_behind"]);

/** What the sides of an account differ by. More may have been told than was rejected behind, never less. */
export function differenceOf(kind: LedgerAccount["kind"], terms: readonly LedgerTerm[]): number {
  let difference = 0;
  for (const { fate, items } of terms) {
    const comesIn = incoming.has(fate) && (kind !== "answers" || fate === "rejected_behind");
    difference += comesIn ? items : -items;
  }
  return kind === "answers" ? Math.max(0, difference) : difference;
}

/** An account with its difference. Terms of nothing are left out, but for `in`. */
export function accountOf(owner: AccountOwner, terms: readonly LedgerTerm[]): LedgerAccount {
  const told = terms.filter(({ fate, items }) => items !== 0 || fate === "in");
  const { kind, component, pipeline, signal } = owner;
  return { kind, component, pipeline, signal, terms: told, difference: differenceOf(kind, told) };
}

/** How what was handed on was answered. */
export function linkTerms({ entered, taken, rejected, underWay }: LinkAccount): LedgerTerm[] {
  return [
    { fate: "in", items: entered },
    { fate: "taken", items: taken },
    { fate: "rejected", items: rejected },
    { fate: "under_way", items: underWay },
  ];
}

/** What a processor did with what came in, by its own books and the link behind it. */
export function processorTerms(before: LinkAccount, behind: LinkAccount, entries: ItemEntries): LedgerTerm[] {
  return [
    { fate: "in", items: before.entered },
    { fate: "out", items: behind.entered },
    ...byReason("made", entries.made),
    ...byReason("dropped", entries.dropped),
    ...byReason("returned", entries.returned),
    ...byReason("set_aside", entries.setAside),
    { fate: "held", items: walk(entries.inMemory) },
  ];
}

/** Who heard of what was rejected behind a processor. What it takes back to hand on again is made anew. */
export function answerTerms(before: LinkAccount, behind: LinkAccount, entries: ItemEntries): LedgerTerm[] {
  return [
    { fate: "rejected_behind", items: behind.rejected },
    { fate: "rejected", items: before.rejected },
    ...byReason("gave_up", entries.gaveUp),
    ...byReason("made", entries.made),
  ];
}

/** What an exporter that counts by itself did with what came in over all `links`. */
export function exporterTerms(links: readonly LinkAccount[], entries: ItemEntries): LedgerTerm[] {
  return [
    { fate: "in", items: sum(links, "entered") },
    { fate: "restored", items: entries.restored },
    ...byReason("made", entries.made),
    { fate: "sent", items: entries.sent },
    ...byReason("dropped", entries.dropped),
    ...byReason("returned", entries.returned),
    ...byReason("set_aside", entries.setAside),
    { fate: "held", items: walk(entries.inMemory) },
    { fate: "on_disk", items: walk(entries.onDisk) },
  ];
}

/** The same of one that does not: what it took is sent, what it rejected was returned. */
export function plainExporterTerms(links: readonly LinkAccount[]): LedgerTerm[] {
  return [
    { fate: "in", items: sum(links, "entered") },
    { fate: "sent", items: sum(links, "taken") },
    { fate: "returned", items: sum(links, "rejected") },
    { fate: "held", items: sum(links, "underWay") },
  ];
}

function byReason(fate: LedgerFate, amounts: Amounts): LedgerTerm[] {
  return [...amounts].map(([reason, items]) => ({ fate, reason, items }));
}

function sum(links: readonly LinkAccount[], what: "entered" | "taken" | "rejected" | "underWay"): number {
  return links.reduce((total, link) => total + link[what], 0);
}

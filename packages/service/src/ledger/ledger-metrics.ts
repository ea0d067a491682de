import type { LedgerAccount, LedgerTerm } from "@genai-collector/component";
import type { MetricAttributes, MetricFamily, MetricRegistry } from "../telemetry/metric-registry.ts";
import type { Ledger, LedgerReading } from "./ledger.ts";

/** What falls again: no counter. */
const passing = new Set<LedgerTerm["fate"]>(["held", "on_disk", "under_way"]);

/** The ledger among the collector's own metrics: read whenever they are collected. */
export class LedgerMetrics {
  readonly #ended: MetricFamily<"counter">;
  readonly #held: MetricFamily<"gauge">;
  readonly #imbalance: MetricFamily<"gauge">;
  /** What each account ever held, by its labels. */
  readonly #heldBefore = new Map<string, Set<LedgerTerm["fate"]>>();

  constructor(registry: MetricRegistry, ledger: Ledger) {
    this.#ended = registry.counter({
      name: "otelcol_ledger_items",
      unit: "{item}",
      doc: "What became of items, by component, fate and reason. [Alpha]",
    });
    this.#held = registry.gauge({
      name: "otelcol_ledger_held_items",
      unit: "{item}",
      doc: "Items that components keep, in memory or on disk, or whose senders wait for an answer. [Alpha]",
    });
    this.#imbalance = registry.gauge({
      name: "otelcol_ledger_imbalance_items",
      unit: "{item}",
      doc: "What the two sides of an account differ by: anything but 0 is a bug. [Alpha]",
    });
    registry.onCollect(() => this.#observe(ledger.read()));
  }

  /** Of accounts that were looked at. */
  imbalances(accounts: readonly LedgerAccount[]): void {
    for (const account of accounts) {
      const { kind, difference } = account;
      // A series for each account that never differed would say nothing.
      if (difference !== 0) this.#imbalance.with({ ...labelsOf(account), account: kind }).set(difference);
    }
  }

  /** An account that differed balances again. */
  balanced(account: LedgerAccount): void {
    this.#imbalance.with({ ...labelsOf(account), account: account.kind }).set(0);
  }

  #observe({ accounts, heads }: LedgerReading): void {
    const first = new Map(heads.map(({ pipeline, first: component }) => [pipeline, component]));
    for (const account of accounts) {
      const { kind, component, pipeline } = account;
      if (kind === "answers") continue;
      if (kind !== "link") this.#set(account, labelsOf(account));
      else if (pipeline !== undefined && first.get(pipeline) === component)
        this.#set(account, { pipeline, signal: account.signal });
    }
  }

  #set({ terms }: LedgerAccount, labels: MetricAttributes): void {
    const was = this.#heldBefore.get(JSON.stringify(labels)) ?? new Set();
    this.#heldBefore.set(JSON.stringify(labels), was);
    // What is no longer there has no term.
    for (const fate of was) this.#held.with({ ...labels, fate }).value = 0;
    for (const { fate, reason, items } of terms) {
      const named = { ...labels, fate, ...(reason === undefined ? {} : { reason }) };
      if (passing.has(fate)) was.add(fate);
      (passing.has(fate) ? this.#held : this.#ended).with(named).value = items;
    }
  }
}

function labelsOf({ component, pipeline, signal }: LedgerAccount): MetricAttributes {
  return { component, signal, ...(pipeline === undefined ? {} : { pipeline }) };
}

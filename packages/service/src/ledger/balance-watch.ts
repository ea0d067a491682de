import {
  CollectorError,
  type LaneLedger,
  type LedgerAccount,
  type LedgerView,
  type LogData,
  type Logger,
  type Runtime,
} from "@genai-collector/component";
import type { Ledger } from "./ledger.ts";
import type { LedgerMetrics } from "./ledger-metrics.ts";
import { ledgerView } from "./ledger-view.ts";

/** How often the accounts are looked at. */
const everyMs = 10_000;

/** Where imbalances are told. */
export interface BalanceWatchOptions {
  readonly ledger: Ledger;
  readonly metrics: LedgerMetrics;
  readonly logger: Logger;
  readonly runtime: Pick<Runtime, "clock" | "timers">;
}

/** Looks regularly whether every account balances. One that does not is a bug of the collector, and it says so itself. */
export class BalanceWatch {
  readonly #options: BalanceWatchOptions;
  /** What each account differed by when it was told last. */
  readonly #told = new Map<string, number>();
  #cancel: () => void = () => undefined;

  constructor(options: BalanceWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel = this.#options.runtime.timers.after(everyMs, () => {
      void this.check();
      this.start();
    });
  }

  /** Safe twice, and before `start`. */
  stop(): void {
    this.#cancel();
  }

  /** Looks now, and tells. What differs only in the middle of something is looked at a turn of the event loop later. */
  async check(): Promise<LedgerView> {
    let view = this.#read();
    if (!view.isBalanced) {
      await this.#options.runtime.timers.pause();
      view = this.#read();
    }
    for (const account of view.accounts) this.#look(account);
    for (const lane of view.lanes) this.#lookAtLane(lane);
    this.#options.metrics.imbalances(view.accounts);
    return view;
  }

  #read(): LedgerView {
    return ledgerView(this.#options.ledger.read(), this.#options.runtime.clock.now());
  }

  #look(account: LedgerAccount): void {
    const { kind, component, pipeline, signal, terms, difference } = account;
    const what = { account: kind, component, pipeline, signal };
    const change = this.#change(JSON.stringify(what), difference);
    if (change === "none") return;
    if (change === "over") this.#options.metrics.balanced(account);
    this.#tell(change, { ...what, terms: terms.map(termText), difference }, `${kind} ${component}`);
  }

  #lookAtLane({ receiver, loop, pass, pipeline, total, difference }: LaneLedger): void {
    const what = { account: "lane", component: receiver, loop, pass, pipeline };
    const change = this.#change(JSON.stringify(what), difference);
    if (change !== "none") this.#tell(change, { ...what, total, difference }, `lane ${receiver} ${loop}`);
  }

  #change(key: string, difference: number): "none" | "new" | "over" {
    const told = this.#told.get(key) ?? 0;
    if (told === difference) return "none";
    this.#told.set(key, difference);
    return difference === 0 ? "over" : "new";
  }

  #tell(change: "new" | "over", data: LogData & { readonly difference: number }, name: string): void {
    const { logger } = this.#options;
    if (change === "over") {
      logger.info(data, "The ledger balances again");
      return;
    }
    const message = `what came in and what became of it differ by ${data.difference}: ${name}`;
    const error = new CollectorError("LEDGER_IMBALANCE", message, { kind: "malformed" });
    logger.error({ error, ...data }, "The ledger does not balance. This is a bug of the collector or a component.");
  }
}

const termText = ({ fate, reason, items }: LedgerAccount["terms"][number]): string =>
  `${fate}${reason === undefined ? "" : ` (${reason})`} ${items}`;

import type { Clock, LedgerAccount, LedgerView } from "@genai-collector/component";
import type { WorkerPlace } from "../workers/worker-place.ts";
import type { BalanceWatch } from "./balance-watch.ts";
import { combineLedgers } from "./combine-ledgers.ts";
import type { LedgerFile } from "./ledger-file.ts";
import type { Ledger, LedgerReading } from "./ledger.ts";
import { ledgerTotals } from "./ledger-totals.ts";
import { ledgerView } from "./ledger-view.ts";

export interface LedgerKeeperOptions {
  readonly ledger: Ledger;
  readonly watch: BalanceWatch;
  /** Absent: nothing is written down. */
  readonly file?: LedgerFile | undefined;
  readonly clock: Pick<Clock, "now">;
  /** How the first worker hears of the others' ledgers. */
  readonly readOthers?: WorkerPlace["readOtherLedgers"];
}

/** Opens, shows and closes the ledger of one process. */
export class LedgerKeeper {
  readonly #options: LedgerKeeperOptions;

  constructor(options: LedgerKeeperOptions) {
    this.#options = options;
  }

  /** This process's own, with the sums over its lives. */
  reading(): LedgerReading {
    const { ledger, file } = this.#options;
    const reading = ledger.read();
    const lives = file?.lives(reading.accounts);
    return lives === undefined ? reading : { ...reading, lives };
  }

  /** Accounts of items that do not balance. Reads no lanes, and may be asked often. */
  unbalanced(): readonly LedgerAccount[] {
    return this.#options.ledger.accounts().filter(({ difference }) => difference !== 0);
  }

  /** This process's own, as it is shown. */
  view(): LedgerView {
    return ledgerView(this.reading(), this.#options.clock.now());
  }

  /** Of all workers. */
  async viewOfAll(): Promise<LedgerView> {
    const others = (await this.#options.readOthers?.()) ?? [];
    return ledgerView(combineLedgers([this.reading(), ...others]), this.#options.clock.now());
  }

  /** Before components start. Rejects where the file is another process's. */
  async open(): Promise<void> {
    await this.#options.file?.open();
    this.#options.watch.start();
  }

  /** All components have started. */
  begin(): void {
    this.#options.file?.begin();
  }

  /** Behind the last component. Looks a last time; returns the totals. */
  async close(): Promise<Readonly<Record<string, number>>> {
    const { watch, file } = this.#options;
    watch.stop();
    const last = await watch.check();
    await file?.close();
    return ledgerTotals(last);
  }
}

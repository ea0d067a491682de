import { CollectorError, type LedgerAccount, type Logger, type Runtime } from "@genai-collector/component";
import { afterLife, overLives } from "./earlier-lives.ts";
import { decodePage, encodePage, usedAccounts } from "./ledger-page.ts";
import type { Ledger } from "./ledger.ts";

/** What was counted is written down so much later, at most. */
const writeAfterMs = 250;

export interface LedgerFileOptions {
  /** Of this worker. */
  readonly path: string;
  readonly ledger: Ledger;
  readonly runtime: Pick<Runtime, "files" | "timers">;
  readonly logger: Logger;
}

/**
 * Writes the ledger down while something is counted, so that the next process can say what this one took with it. A page
 * takes the place of the one before it as a whole and is never synced: it outlives the process, and of a machine that
 * loses its power what was written last. What was counted in the last quarter of a second may not be in it.
 */
export class LedgerFile {
  readonly #options: LedgerFileOptions;
  #lock: { release(): Promise<void> } | undefined;
  #processes = 1;
  #earlier: readonly LedgerAccount[] = [];
  #isWriting = false;
  #written: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;
  #hasFailed = false;

  constructor(options: LedgerFileOptions) {
    this.#options = options;
  }

  /** Sums over this process and those before it. Undefined before `begin`: what is on disk is not found yet. */
  lives(now: readonly LedgerAccount[]): { processes: number; accounts: readonly LedgerAccount[] } | undefined {
    if (!this.#isWriting) return undefined;
    return { processes: this.#processes, accounts: overLives({ earlier: this.#earlier, now }) };
  }

  /** Reads what the last process left. Rejects with `LEDGER_LOCKED` (misconfigured) where it still runs. */
  async open(): Promise<void> {
    const { path, runtime, logger } = this.#options;
    this.#lock = await runtime.files.lock(`${path}.lock`);
    if (this.#lock === undefined) {
      const message = `${path} is another process's: give each its own service::telemetry::ledger::path`;
      throw new CollectorError("LEDGER_LOCKED", message, { kind: "misconfigured" });
    }
    const bytes = await runtime.files.read(path);
    if (bytes === undefined) return;
    const last = decodePage(bytes, runtime.files);
    if (last === undefined) {
      logger.warn({ path }, "The ledger of earlier processes cannot be read. It begins anew.");
      return;
    }
    this.#earlier = afterLife(last);
    this.#processes = last.processes + 1;
  }

  /** From now on this process is written down: what it found on disk is known. */
  begin(): void {
    this.#isWriting = true;
    this.#options.ledger.pulse.listen(() => this.#writeSoon());
    this.#writeSoon();
  }

  /** Writes a last time. Safe before `open`. */
  async close(): Promise<void> {
    this.#cancel();
    if (this.#isWriting) await this.#write();
    await this.#lock?.release();
    this.#lock = undefined;
  }

  #writeSoon(): void {
    this.#cancel();
    this.#cancel = this.#options.runtime.timers.after(writeAfterMs, () => void this.#write());
  }

  #write(): Promise<void> {
    this.#written = this.#written.then(() => this.#writeNow());
    return this.#written;
  }

  /** Never rejects: the account goes on without it. */
  async #writeNow(): Promise<void> {
    const { path, ledger, runtime, logger } = this.#options;
    // What is counted from here on is for the next page.
    ledger.pulse.sleep();
    const now = usedAccounts(ledger.read().accounts);
    const page = encodePage({ processes: this.#processes, earlier: this.#earlier, now }, runtime.files);
    try {
      if (page === undefined) throw new Error("the page is too large");
      await replace(runtime.files, path, page);
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) logger.warn({ error, path }, "The ledger cannot be written down");
      this.#hasFailed = true;
    }
  }
}

async function replace(files: Runtime["files"], path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.new`;
  const file = await files.open(draft, "truncate");
  try {
    await file.write([bytes]);
  } finally {
    await file.close();
  }
  await files.rename(draft, path);
}

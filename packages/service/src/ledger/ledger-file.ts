import { CollectorError, type LedgerAccount, type Logger, type Runtime } from "@genai-collector/component";
import { systemCode } from "@genai-collector/config/record-files";
import { afterLife, overLives, type Lives } from "./earlier-lives.ts";
import { decodePage, encodePage, mostPageBytes, usedAccounts } from "./ledger-page.ts";
import type { Ledger } from "./ledger.ts";

/** What was counted is written down so much later, at most. */
const writeAfterMs = 250;
/** A disk that refused a page is asked again so much later, also where nothing more is counted. */
const tryAgainMs = 10_000;
/** How long the end of the collector waits for the disk. */
const closeMs = 2_000;

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
  #isClosed = false;

  constructor(options: LedgerFileOptions) {
    this.#options = options;
  }

  /** Sums over this process and those before it. Undefined before `begin`: what is on disk is not found yet. */
  lives(now: readonly LedgerAccount[]): { processes: number; accounts: readonly LedgerAccount[] } | undefined {
    if (!this.#isWriting) return undefined;
    return { processes: this.#processes, accounts: overLives({ earlier: this.#earlier, now }) };
  }

  /** Reads what the last process left. Rejects (misconfigured) where it still runs, or the path cannot be used. */
  async open(): Promise<void> {
    const { path, runtime, logger } = this.#options;
    this.#lock = await runtime.files.lock(`${path}.lock`).catch((error: unknown) => {
      throw unusable(path, error);
    });
    if (this.#lock === undefined) {
      const message = `${path} is another process's: give each its own service::telemetry::ledger::path`;
      throw new CollectorError("LEDGER_LOCKED", message, { kind: "misconfigured" });
    }
    const last = await this.#read();
    if (last === "absent") return;
    if (last === "unreadable") {
      logger.warn({ path }, "The ledger of earlier processes cannot be read. It begins anew.");
      return;
    }
    this.#earlier = afterLife(last);
    this.#processes = last.processes + 1;
  }

  /** From now on this process is written down: what it found on disk is known. */
  begin(): void {
    this.#isWriting = true;
    this.#options.ledger.pulse.listen(() => this.#writeSoon(writeAfterMs));
    this.#writeSoon(writeAfterMs);
  }

  /** Writes a last time. Never rejects, and does not wait for a disk that hangs. Safe before `open`. */
  async close(): Promise<void> {
    const { timers } = this.#options.runtime;
    this.#isClosed = true;
    this.#cancel();
    const given = Promise.withResolvers<void>();
    const cancel = timers.after(closeMs, given.resolve);
    await Promise.race([this.#end(), given.promise]);
    cancel();
  }

  async #end(): Promise<void> {
    if (this.#isWriting) await this.#write();
    const lock = this.#lock;
    this.#lock = undefined;
    // A lock that stays is taken for what it is, a dead process's, by the next one.
    await lock?.release().catch((error: unknown) => this.#warn(error));
  }

  async #read(): Promise<Lives | "absent" | "unreadable"> {
    const { path, runtime } = this.#options;
    try {
      const bytes = await runtime.files.read(path, 0, mostPageBytes + 1);
      return bytes === undefined ? "absent" : (decodePage(bytes, runtime.files) ?? "unreadable");
    } catch (error) {
      // A bad sector is no reason not to start; a path that leads elsewhere is.
      if (systemCode(error) === "EIO") return "unreadable";
      throw unusable(path, error);
    }
  }

  #writeSoon(ms: number): void {
    if (this.#isClosed) return;
    this.#cancel();
    this.#cancel = this.#options.runtime.timers.after(ms, () => void this.#write());
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
    const now = usedAccounts(ledger.accounts());
    const page = encodePage({ processes: this.#processes, earlier: this.#earlier, now }, runtime.files);
    try {
      if (page === undefined) throw new Error("the page is too large");
      await replace(runtime.files, path, page);
      if (this.#hasFailed) logger.info({ path }, "The ledger is written down again");
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#warn(error);
      this.#hasFailed = true;
      // What is counted meanwhile comes sooner.
      if (!ledger.pulse.isAwake) this.#writeSoon(tryAgainMs);
    }
  }

  #warn(error: unknown): void {
    const { logger, path } = this.#options;
    logger.warn({ error, path }, "The ledger cannot be written down");
  }
}

function unusable(path: string, cause: unknown): CollectorError {
  const message = `service::telemetry::ledger::path: cannot use ${path}: ${systemCode(cause)}`;
  return new CollectorError("LEDGER_UNUSABLE", message, { kind: "misconfigured", cause });
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

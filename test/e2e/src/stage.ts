import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { accountFaults } from "./account-faults.ts";
import { Child, type ChildOptions } from "./child.ts";
import { LedgerLives } from "./ledger-lives.ts";

/**
 * Where one test plays: a folder of its own, and everything that it started, ended with it however it ends. A collector
 * that it started has to account for every item, whatever the test is about: else the test fails.
 */
export class Stage {
  readonly folder: string;
  /** A component that is there to lose items: that its collector says so is no fault. */
  leaky: string | undefined;
  readonly #lives = new LedgerLives();
  /** What collectors do not account for. */
  readonly #faults: string[] = [];
  readonly #closers: (() => Promise<unknown>)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** For the test that is running. */
  static async open(): Promise<Stage> {
    const stage = await Stage.openUntilClosed();
    onTestFinished(() => stage.close());
    return stage;
  }

  /** For hooks that set up for several tests: whoever calls it closes it. */
  static async openUntilClosed(): Promise<Stage> {
    return new Stage(await mkdtemp(join(tmpdir(), "genai-collector-e2e-")));
  }

  /** Is called when the test ends; last in, first out. */
  defer(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** A file of the stage's folder. */
  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /**
   * Starts a process that is killed, if it still lives, when the test ends. `E2E_LEDGER` of a collector's environment is
   * where it writes its ledger down.
   */
  start(options: Omit<ChildOptions, "cwd"> & { readonly cwd?: string }): Child {
    const child = new Child({ cwd: this.folder, ...options });
    void this.#audit(child, options.env?.["E2E_LEDGER"]);
    this.defer(async () => {
      child.kill("SIGKILL");
      await child.ended;
    });
    return child;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).toReversed()) await close();
    await rm(this.folder, { recursive: true, force: true });
    if (this.#faults.length > 0) throw new Error(`items are not accounted for:\n${this.#faults.join("\n")}`);
  }

  /** Looks at the moment of the end: the next process may write over what this one wrote. */
  async #audit(child: Child, ledger: string | undefined): Promise<void> {
    // How it ended, or that it did not start, is for the test to hear.
    const { code } = await child.ended.catch(() => ({ code: null }));
    this.#faults.push(...accountFaults({ stderr: child.stderr, code, leaky: this.leaky }));
    if (ledger !== undefined) this.#faults.push(...this.#lives.ended(ledger));
  }
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Child, type ChildOptions } from "./child.ts";

/** Where one test plays: a folder of its own, and everything that it started, ended with it however it ends. */
export class Stage {
  readonly folder: string;
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

  /** Starts a process that is killed, if it still lives, when the test ends. */
  start(options: Omit<ChildOptions, "cwd"> & { readonly cwd?: string }): Child {
    const child = new Child({ cwd: this.folder, ...options });
    this.defer(async () => {
      child.kill("SIGKILL");
      await child.ended;
    });
    return child;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).toReversed()) await close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

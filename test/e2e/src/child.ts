import { spawn, type ChildProcess } from "node:child_process";
import { accountFaults } from "./account-faults.ts";

/** How a process ended: a code, or the signal that ended it. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to start. */
export interface ChildOptions {
  /** Arguments of Node: the program's file, and its own. */
  readonly args: readonly string[];
  /** The working folder. */
  readonly cwd: string;
  /** Over this process's own environment; undefined takes a variable out. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** What to run instead of this process's Node. */
  readonly command?: string | undefined;
}

/** What a test waits for a process, at most, where it does not say otherwise. */
const patienceMs = 30_000;

/** Processes that live; none outlives this one. */
const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** A process under test: its output, and how it ends. */
export class Child {
  /** Resolves when the process and its output have ended. */
  readonly ended: Promise<Ended>;
  /** When it was started, by `performance.now()`. */
  readonly startedAt = performance.now();
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();
  #stdout = "";
  #stderr = "";
  #hasEnded = false;

  constructor({ args, cwd, env, command = process.execPath }: ChildOptions) {
    const child = spawn(command, [...args], {
      cwd,
      env: { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    living.add(child);
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#heard(() => (this.#stdout += text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#heard(() => (this.#stderr += text)));
    this.ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        living.delete(child);
        this.#heard(() => (this.#hasEnded = true));
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Sends a signal and waits for the end; rejects, and kills, when it does not come in time. */
  async end(signal: NodeJS.Signals, timeoutMs = patienceMs): Promise<Ended> {
    this.kill(signal);
    return this.endedWithin(timeoutMs);
  }

  /** Waits for the end; rejects, and kills, when it does not come in time. */
  async endedWithin(timeoutMs = patienceMs): Promise<Ended> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.kill("SIGKILL");
        reject(new Error(`the process did not end within ${timeoutMs} ms; it said:\n${this.#stderr}`));
      }, timeoutMs);
    });
    try {
      return await Promise.race([this.ended, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until stderr has the text; rejects when the process ends before, or time is up. */
  saysOnStderr(wanted: string | RegExp, timeoutMs = patienceMs): Promise<void> {
    return this.#says(() => this.#stderr, wanted, timeoutMs);
  }

  /** Waits until stdout has the text; rejects when the process ends before, or time is up. */
  saysOnStdout(wanted: string | RegExp, timeoutMs = patienceMs): Promise<void> {
    return this.#says(() => this.#stdout, wanted, timeoutMs);
  }

  #says(output: () => string, wanted: string | RegExp, timeoutMs: number): Promise<void> {
    const isThere = (): boolean => (typeof wanted === "string" ? output().includes(wanted) : wanted.test(output()));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (what: string): void =>
      reject(new Error(`${what} before it said ${String(wanted)}; it said:\n${this.#stdout}${this.#stderr}`));
    const look = (): void => {
      if (isThere()) resolve();
      else if (this.#hasEnded) fail("the process ended");
    };
    const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
    this.#listeners.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#listeners.delete(look);
    });
  }

  #heard(change: () => void): void {
    change();
    for (const listener of this.#listeners) listener();
  }
}

/** Runs a program to its end. Rejects when it is a collector that does not account for every item. */
export async function runToEnd(
  options: ChildOptions,
  timeoutMs = patienceMs,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = new Child(options);
  const { code } = await child.endedWithin(timeoutMs);
  const { stdout, stderr } = child;
  const faults = accountFaults({ stderr, code });
  if (faults.length > 0) throw new Error(`items are not accounted for:\n${faults.join("\n")}`);
  return { code, stdout, stderr };
}

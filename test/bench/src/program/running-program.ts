import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processCost, type ProcessCost } from "./process-cost.ts";
import type { Program } from "./program.ts";

/** Both programs say so when every component has started. */
const readyLine = "Everything is ready. Begin running and processing data.";
const startTimeoutMs = 60_000;
const stopTimeoutMs = 60_000;
const pauseMs = 10;
/** Quoted of a log when something went wrong. */
const quotedCharacters = 4_000;

/** A collector as a process, its log in a file: nobody spends time on reading it. */
export class RunningProgram implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #log: string;
  /** Until it was ready. */
  readonly startMs: number;
  readonly startCost: ProcessCost;

  private constructor(name: string, child: ChildProcess, log: string, startMs: number) {
    this.#name = name;
    this.#child = child;
    this.#log = log;
    this.startMs = startMs;
    this.startCost = this.cost();
  }

  /** Starts the program in that folder; resolves when it is ready. */
  static async start(program: Program, configFile: string, folder: string): Promise<RunningProgram> {
    const log = join(folder, `${program.name}.log`);
    const output = openSync(log, "w");
    const began = performance.now();
    const child = spawn(program.command, [...program.args, "--config", configFile], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined },
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    try {
      await becomesReady(child, log);
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`${program.name} did not start:\n${readFileSync(log, "utf8").slice(-quotedCharacters)}`, {
        cause: error,
      });
    }
    return new RunningProgram(program.name, child, log, performance.now() - began);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The end of what it said, for errors. */
  get lastWords(): string {
    return readFileSync(this.#log, "utf8").slice(-quotedCharacters);
  }

  /** What it has used since it was started. */
  cost(): ProcessCost {
    return processCost(this.pid);
  }

  /** Stops it as an operator would. Throws when it does not end in time, or not well. */
  async stop(): Promise<void> {
    const ended = once(this.#child, "exit", { signal: AbortSignal.timeout(stopTimeoutMs) });
    this.#child.kill("SIGTERM");
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error(`${this.#name} ended with ${String(code)}:\n${this.lastWords}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

async function becomesReady(child: ChildProcess, log: string): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  let failure: Error | undefined;
  child.once("error", (error) => (failure = error));
  while (!readFileSync(log, "utf8").includes(readyLine)) {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error(`it was not ready within ${startTimeoutMs} ms`);
    await sleep(pauseMs);
  }
}

import { spawn, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";

/** A process of the quick start. */
export interface Child {
  /** Resolves with the exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a Node program whose output goes to a file. */
export function startQuietly(args: readonly string[], env: NodeJS.ProcessEnv, logFile: string): Child {
  const log = openSync(logFile, "a", 0o600);
  return childOf(spawn(process.execPath, [...args], { env, stdio: ["ignore", log, log], detached: true }));
}

/** Starts a Node program and waits for the JSON line that it prints when it is ready. */
export async function startAndRead<T>(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Child & { readonly ready: T }> {
  // Of its own process group: an interrupt of the terminal is for this program, which ends the others in order.
  const child = spawn(process.execPath, [...args], { env, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const running = childOf(child);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    new Promise<string>((resolve) => lines.once("line", resolve)),
    running.exited.then((code) => Promise.reject(new Error(`${args[0]} ended with ${code} before it was ready`))),
  ]);
  return { ...running, ready: JSON.parse(first) as T };
}

function childOf(child: ChildProcess): Child {
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("exit", (code) => resolve(code));
    child.once("error", reject);
  });
  return { exited, kill: (signal) => void child.kill(signal) };
}

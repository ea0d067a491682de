import { spawn, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";

/** How a process ended, for people: its exit code, or the signal that ended it. */
export type Ending = `exit code ${number}` | NodeJS.Signals;

/** A process of the quick start. */
export interface Child {
  /** Rejects when it could not be started. */
  readonly exited: Promise<Ending>;
  kill(signal: NodeJS.Signals): void;
}

/** Processes that live. None outlives this one, however it ends short of SIGKILL. */
const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** Starts a Node program whose output goes to a file. */
export function startQuietly(args: readonly string[], env: NodeJS.ProcessEnv, logFile: string): Child {
  const log = openSync(logFile, "a", 0o600);
  return childOf(spawn(process.execPath, [...args], { env, stdio: ["ignore", log, log], detached: true }));
}

/** Starts a Node program, and reads the JSON line that it prints when it is `ready`. `name` is for errors. */
export function startAndRead<T>(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Child & { readonly ready: Promise<T> } {
  // Of its own process group: an interrupt of the terminal is for this program, which ends the others in order.
  const child = spawn(process.execPath, [...args], { env, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const running = childOf(child);
  const line = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const early = running.exited.then((ending) =>
    Promise.reject(new Error(`${name} ended with ${ending} before it was ready`)),
  );
  early.catch(() => undefined); // who was ready before has no use for it
  return { ...running, ready: Promise.race([line, early]).then((first) => JSON.parse(first) as T) };
}

function childOf(child: ChildProcess): Child {
  living.add(child);
  const exited = new Promise<Ending>((resolve, reject) => {
    child.once("exit", (code, signal) => {
      living.delete(child);
      resolve(signal ?? `exit code ${code ?? 0}`);
    });
    child.once("error", reject);
  });
  return { exited, kill: (signal) => void child.kill(signal) };
}

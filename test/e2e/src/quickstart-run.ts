import { mkdir } from "node:fs/promises";
import type { Stage } from "./stage.ts";

/** What a quick start said, and how it ended. */
export interface QuickStartRun {
  readonly code: number | null;
  /** Both of its outputs. */
  readonly said: string;
  readonly stdout: string;
}

/** Runs the quick start, or a program that starts it, to its end in a folder of its own. */
export async function quickStart(
  stage: Stage,
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<QuickStartRun> {
  const cwd = stage.path(folder);
  await mkdir(cwd);
  const child = stage.start({ args, cwd, env: { ...env, INIT_CWD: cwd, QUICKSTART_ZPAGES_PORT: "0" } });
  const { code } = await child.endedWithin(300_000);
  return { code, said: child.stdout + child.stderr, stdout: child.stdout };
}

/** One row of a reconciliation by loop. */
export interface LoopRow {
  readonly loop: string;
  readonly expected: number;
  readonly delivered: number;
  readonly missing: number;
  readonly duplicated: number;
  readonly wrong: number;
}

/** The rows of a reconciliation by loop, and how much leaked. Throws where there is none. */
export function reconciliationOf({ said }: QuickStartRun): {
  readonly rows: readonly LoopRow[];
  readonly leaked: number;
} {
  const table = /^ +loop +expected.*\n((?: +\S.*\n)+)/m.exec(said.slice(said.indexOf("Reconciliation")))?.[1];
  const leaked = /^ +leaked (\d+)/m.exec(said)?.[1];
  if (table === undefined || leaked === undefined) throw new Error(`no reconciliation in:\n${said}`);
  const rows = table
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [loop, ...numbers] = line.trim().split(/ {2,}/);
      const [expected, delivered, missing, duplicated, wrong] = numbers.map(Number);
      return { loop, expected, delivered, missing, duplicated, wrong } as LoopRow;
    });
  return { rows, leaked: Number(leaked) };
}

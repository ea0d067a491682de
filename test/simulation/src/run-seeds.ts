import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

export interface SeedRange {
  readonly first: number;
  readonly count: number;
  readonly hours: number;
  /** The program that runs them, and prints a line for each. Default: that of this package. */
  readonly program?: string | undefined;
}

/** How many seeds ended how. */
export interface SeedsResult {
  readonly kept: number;
  /** Lines about the runs that broke a promise, with the command that shows each. */
  readonly broken: readonly string[];
}

const cli = fileURLToPath(new URL("cli.ts", import.meta.url));

/** Runs many seeds, in as many processes as there are processors. Rejects when one of them fails to run. */
export async function runSeeds({ first, count, hours, program }: SeedRange): Promise<SeedsResult> {
  const processes = Math.min(count, availableParallelism());
  const shares = Array.from({ length: processes }, (_, index): SeedRange => {
    const [from, to] = [index, index + 1].map((part) => first + Math.floor((count * part) / processes));
    return { first: from!, count: to! - from!, hours, program };
  });
  const outputs = await Promise.all(shares.map((share) => runShare(share)));
  const lines = outputs.flatMap((output) => output.split("\n")).filter((line) => line !== "");
  const isKept = (line: string): boolean => line.includes(": 0 broken promises");
  return { kept: lines.filter(isKept).length, broken: lines.filter((line) => !isKept(line)) };
}

/** What one process printed. A broken promise is an answer; anything else that ends it is not. */
function runShare({ first, count, hours, program = cli }: SeedRange): Promise<string> {
  const numbers = { seed: first, count, hours };
  const args = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, ["--conditions=genai-collector-source", program, "--quiet", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 || (code === 1 && errors === "")) resolve(output);
      else reject(new Error(`seeds ${first} to ${first + count - 1} ended with ${code}:\n${errors}\n${output}`));
    });
  });
}

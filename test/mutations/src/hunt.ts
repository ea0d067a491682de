import { spawn } from "node:child_process";
import { join } from "node:path";

/** How a hunt ended. */
export interface Hunt {
  /** What the simulation said, with the promise that was broken; undefined: it found nothing in its time. */
  readonly found: string | undefined;
  /** Until then. */
  readonly seconds: number;
  /** What else was printed, where nothing was found. */
  readonly output: string;
}

const program = join("test", "simulation", "src", "cli.ts");
const broken = /BROKEN: .+/u;

/** Runs stories in `folder`, a copy of the repository, until one breaks a promise or `limitSeconds` are over. */
export async function hunt(folder: string, seed: number, limitSeconds: number): Promise<Hunt> {
  const began = performance.now();
  const child = spawn(process.execPath, ["--conditions=genai-collector-source", program, ...commandFor(seed)], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let found: string | undefined;
  const read = (text: string): void => {
    output += text;
    found ??= broken.exec(output)?.[0];
    if (found !== undefined) child.kill("SIGKILL");
  };
  child.stdout.setEncoding("utf8").on("data", read);
  child.stderr.setEncoding("utf8").on("data", read);
  const timer = setTimeout(() => child.kill("SIGKILL"), limitSeconds * 1_000);
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  clearTimeout(timer);
  return { found, seconds: (performance.now() - began) / 1_000, output: output.slice(-4_000) };
}

function commandFor(seed: number): readonly string[] {
  return ["--seed", String(seed), "--count", "100000", "--hours", "2", "--quiet"];
}

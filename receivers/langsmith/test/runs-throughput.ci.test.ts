import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const records = 1_000_000;
const children: ChildProcess[] = [];

/** The first line of a program of this folder, which goes on until the test is over. */
function firstLine(program: string, ...args: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(`throughput/${program}.ts`, import.meta.url));
  // The young generation that the program ships with.
  const flags = ["--max-semi-space-size=8", "--conditions=genai-collector-source"];
  const child = spawn(process.execPath, [...flags, path, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
  });
}

afterAll(() => {
  for (const child of children) child.kill();
});

interface Measured {
  readonly records: number;
  readonly perCpuSecond: number;
  readonly loopDelayMs: { readonly p99: number };
  readonly rssMiB: readonly number[];
}

describe("a million runs from a simulated platform, the receiver in a process of its own", () => {
  it("at 5,000 records a second and more on one core, in flat memory, without long turns of the event loop", async () => {
    const platform = await firstLine("platform", "4000");
    const measured = await firstLine("receiver", platform, String(records));
    console.log(`langsmith runs: ${measured}`);
    const { perCpuSecond, loopDelayMs, rssMiB } = JSON.parse(measured) as Measured;
    expect(perCpuSecond).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...rssMiB)).toBeLessThan(250);
    expect(loopDelayMs.p99).toBeLessThan(50);
    const [early, late] = [Math.max(...rssMiB.slice(1, 4)), Math.max(...rssMiB.slice(-3))];
    expect(late - early).toBeLessThan(60);
  });
});

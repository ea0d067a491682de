import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const child = new URL("./child.ts", import.meta.url).href;

/** Starts a program that would run for ever, tells its process, and breaks. */
const broken = `
import { startAndRead } from ${JSON.stringify(child)};
const forEver = "console.log(process.pid); setInterval(() => undefined, 1000)";
console.log(await startAndRead("it", ["-e", forEver], process.env).ready);
throw new Error("broken on purpose");
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it("leaves no process behind when it breaks", async () => {
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", broken]);
  const { stdout, stderr } = await run.catch((error: unknown) => error as { stdout: string; stderr: string });
  expect(stderr).toContain("broken on purpose");
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(1);
  for (let waited = 0; isAlive(pid) && waited < 100; waited++) await sleep(20);
  expect(isAlive(pid)).toBe(false);
});

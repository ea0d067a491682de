import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { processCost } from "./process-cost.ts";

/** Burns so much CPU time in a process, a thread or a child of it, says so, and then waits. */
async function burner(script: string): Promise<number> {
  const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child.pid!;
}

const burn = (ms: number): string =>
  `const end = process.cpuUsage().user + ${ms * 1_000}; while (process.cpuUsage().user < end);`;
/** Ends with its parent, whose end of stdin closes. */
const done = "process.stdout.write('done'); process.stdin.on('end', () => process.exit()).resume();";

describe("processCost", () => {
  it("counts a process's own time and memory", async () => {
    const pid = await burner(`${burn(200)} globalThis.kept = Buffer.alloc(64 << 20, 1); ${done}`);
    const cost = processCost(pid);
    expect(cost.cpuSeconds).toBeGreaterThan(0.19);
    expect(cost.cpuSeconds).toBeLessThan(2);
    expect(cost.peakBytes).toBeGreaterThan(64 << 20);
    expect(cost.rssBytes).toBeLessThanOrEqual(cost.peakBytes);
  });

  it("counts threads and children with it, living and ended", async () => {
    const idle = processCost(await burner(done));
    const child = (rest: string): string =>
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(burn(200) + rest)}], { stdio: ['pipe', 'pipe', 'inherit'] })`;
    const living = await burner(`${child(done)}.stdout.once('data', () => { ${done} })`);
    expect(processCost(living).cpuSeconds).toBeGreaterThan(idle.cpuSeconds + 0.15);
    const ended = await burner(`${child("")}.once('exit', () => { ${done} })`);
    expect(processCost(ended).cpuSeconds).toBeGreaterThan(idle.cpuSeconds + 0.15);
    const thread = `new (require('worker_threads').Worker)(${JSON.stringify(burn(200))}, { eval: true })`;
    const threaded = await burner(`${thread}.once('exit', () => { ${done} })`);
    expect(processCost(threaded).cpuSeconds).toBeGreaterThan(idle.cpuSeconds + 0.15);
  });

  it("throws when the process is not there", () => {
    expect(() => processCost(2 ** 30)).toThrow(/ENOENT/);
  });
});

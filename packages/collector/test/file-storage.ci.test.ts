import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bodyOf, openSystemLog } from "./storage-scene.ts";

const program = join(import.meta.dirname, "storage-program.ts");
let directory: string;
let running: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "storage-"));
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running = [];
  rmSync(directory, { recursive: true });
});

/** A process that keeps records, from `firstId` on. `said` grows while it runs. */
function startWriter(firstId: number): { child: ChildProcess; said: () => string[]; errors: () => string } {
  const args = ["--conditions=genai-collector-source", program, directory, String(firstId)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  // What is behind the last line was cut by the kill.
  return { child, said: () => out.split("\n").slice(0, -1), errors: () => err };
}

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  for (let waited = 0; !isSo(); waited += 10) {
    if (waited > 30_000) throw new Error(`not so after 30 s: ${what()}`);
    await sleep(10);
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => {
    child.once("close", resolve);
  });
  child.kill("SIGKILL");
  await ended;
}

/**
 * Scenario: a process that appends and removes with eight writers is killed, again and again, at any moment; the next
 * one goes on where it was.
 * Guarantees: what it was told to be on disk is there, with its bytes; what it was told to be gone is not.
 */
describe("a log on a real disk", () => {
  it("keeps its promises when its process is killed at any moment", async () => {
    const state = new Map<number, "kept" | "done" | "gone">();
    let found = 0;
    for (let life = 0; life < 12; life++) {
      const writer = startWriter(life * 1_000_000);
      await until(() => writer.said().length > 20, writer.errors);
      await sleep(Math.random() * 300);
      await kill(writer.child);
      for (const line of writer.said().slice(1)) {
        const [what, id] = line.split(" ") as ["kept" | "done" | "gone", string];
        state.set(Number(id), what);
      }
      const { log, close } = await openSystemLog(directory);
      expect(log.damage).toEqual({ records: 0, bytes: 0 });
      const there = new Map(log.entries.map(({ head, position }) => [Number(Buffer.from(head).toString()), position]));
      expect(there.size).toBe(log.entries.length);
      for (const [id, is] of state)
        if (is !== "done") expect([life, id, there.has(id)]).toEqual([life, id, is === "kept"]);
      // Some are read; each of them is removed half of the time, so that there is something to free.
      for (const [id, position] of there) {
        if (id % 7 === 0) expect(Buffer.compare(await log.read(position), bodyOf(id))).toBe(0);
        found++;
        if (Math.random() < 0.5) continue;
        await log.remove(position);
        state.set(id, "gone");
      }
      for (const id of state.keys()) if (!there.has(id)) state.delete(id);
      await close();
    }
    expect(found).toBeGreaterThan(100);
  }, 120_000);

  it("is refused to a second process while the first one lives", async () => {
    const writer = startWriter(0);
    await until(() => writer.said().length > 0, writer.errors);
    await expect(openSystemLog(directory, { timeout: "300ms" })).rejects.toMatchObject({
      code: "STORAGE_LOCKED",
      message: expect.stringContaining("did not close it within 300 ms"),
    });
    await kill(writer.child);
    const { close } = await openSystemLog(directory, { timeout: "300ms" });
    await close();
  }, 60_000);

  it.each([true, false])("writes what is large at the speed of the disk (fsync: %s)", async (fsync) => {
    const { log, recorded, close } = await openSystemLog(directory, { fsync, segment_size: "32MiB" });
    const body = [new Uint8Array(213_000).fill(7)];
    const before = { at: performance.now(), cpu: process.cpuUsage() };
    let written = 0;
    const write = async (): Promise<void> => {
      while (performance.now() - before.at < 2_000) {
        await log.remove(await log.append(new Uint8Array(64), body));
        written++;
      }
    };
    await Promise.all(Array.from({ length: 8 }, write));
    const seconds = (performance.now() - before.at) / 1_000;
    const cpu = process.cpuUsage(before.cpu);
    const cpuMs = (cpu.user + cpu.system) / 1_000 / written;
    const commits = recorded.count("file_storage.commits");
    console.log(
      `fsync ${fsync}: ${(written / seconds).toFixed(0)} records of 213 kB a second, ${cpuMs.toFixed(3)} ms of CPU each, ${(written / commits).toFixed(1)} a commit`,
    );
    // Several share a commit; what is removed makes room.
    expect(written / commits).toBeGreaterThan(1.5);
    expect(log.diskBytes).toBeLessThan(4 * 32 * 1024 * 1024);
    await close();
  });
});

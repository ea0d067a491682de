import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireLock } from "./file-lock.ts";
import { systemFiles } from "./files.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  path = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Holder {
  readonly pid: number;
  readonly boot: string;
  readonly started: string;
}

const acquire = () => systemFiles.lock(path);
const holder = (): Holder => JSON.parse(readFileSync(path, "utf8")) as Holder;

/** The lock as this process would write it. */
async function own(): Promise<Holder> {
  const lock = await acquire();
  const mine = holder();
  await lock!.release();
  return mine;
}

describe("a lock", () => {
  it("names its holder, for its owner alone, and leaves nothing else behind", async () => {
    const lock = await acquire();
    expect(holder().pid).toBe(process.pid);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["lock"]);
    await lock!.release();
    await lock!.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("makes the folder that it lies in", async () => {
    path = join(folder, "a", "b", "lock");
    await (await acquire())!.release();
    expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o700);
  });

  it("that is held is given to nobody else, in this process or another; released, to the next", async () => {
    const first = await acquire();
    expect(await acquire()).toBeUndefined();
    await first!.release();
    expect(await acquire()).toBeDefined();
  });

  it("of a living process is refused", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    try {
      const { boot } = await own();
      const started = startOf(other.pid!);
      writeFileSync(path, JSON.stringify({ pid: other.pid, boot, started }));
      expect(await acquire()).toBeUndefined();
      expect(holder().pid).toBe(other.pid);
    } finally {
      other.kill("SIGKILL");
    }
  });

  it("of a process that died is taken over", async () => {
    const { boot } = await own();
    const dead = Number(execFileSync(process.execPath, ["-e", "console.log(process.pid)"]).toString());
    writeFileSync(path, JSON.stringify({ pid: dead, boot, started: "1" }));
    expect(await acquire()).toBeDefined();
    expect(holder().pid).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  it.each<readonly [string, (mine: Holder) => unknown]>([
    ["of before the machine's last start", (mine) => ({ ...mine, boot: "another" })],
    ["of a process whose number was given away again", (mine) => ({ ...mine, started: "1" })],
    ["that a crash tore", (mine) => JSON.stringify(mine).slice(0, 8)],
    ["that a crash emptied", () => ""],
    ["that a crash filled with zeros", () => "\0\0\0\0"],
    ["of no process", (mine) => ({ ...mine, pid: 0 })],
    ["of a process group", (mine) => ({ ...mine, pid: -1 })],
    ["of something else", () => ["a"]],
    ["of null", () => null],
  ])("%s is taken over", async (_what, content) => {
    const text = content(await own());
    writeFileSync(path, typeof text === "string" ? text : JSON.stringify(text));
    expect(await acquire()).toBeDefined();
    expect(holder().pid).toBe(process.pid);
  });

  it("that cannot be read is not taken for a dead one's", async () => {
    await mkdir(path);
    await expect(acquire()).rejects.toMatchObject({ code: "EISDIR" });
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  it("whose taking over was cut short by a crash is free to the start after the next", async () => {
    writeFileSync(path, "torn");
    const right = `${path}.${createHash("sha256").update("torn").digest("hex").slice(0, 16)}`;
    writeFileSync(right, "torn too");
    expect(await acquire()).toBeUndefined();
    expect(await acquire()).toBeDefined();
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  it("that was judged dead, and taken over by another before it could be replaced, stays the other's", async () => {
    writeFileSync(path, "torn");
    let rival: Promise<unknown> | undefined;
    const slowly = async (file: string): Promise<string> => {
      const text = readFileSync(file, "utf8");
      await (rival ??= acquire()); // takes it over whole, after this one has read it
      return text;
    };
    expect(await acquireLock(path, slowly)).toBeUndefined();
    expect(await rival).toBeDefined();
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  it("that somebody else has taken over meanwhile is not removed", async () => {
    const lock = await acquire();
    writeFileSync(path, JSON.stringify({ pid: 1, boot: "b", started: "1" }));
    await lock!.release();
    expect(holder().pid).toBe(1);
  });

  it.each(["ENOSPC", "EDQUOT"])("takes no block of a disk without room (%s), and holds all the same", async (code) => {
    const lock = await acquireLock(path, undefined, fullDisk(code));
    // More than 59 bytes would take a block of an ext4.
    expect(readlinkSync(path).length).toBeLessThan(60);
    expect([lstatSync(path).blocks, readdirSync(folder)]).toEqual([0, ["lock"]]);
    expect(await acquire()).toBeUndefined();
    expect(await acquireLock(path, undefined, fullDisk(code))).toBeUndefined();
    await lock!.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<readonly [string, (mine: Holder) => Holder]>([
    ["of before the machine's last start", (mine) => ({ ...mine, boot: "another" })],
    ["of a process whose number was given away again", (mine) => ({ ...mine, started: "1" })],
  ])("of a disk without room, %s, is taken over there", async (_what, content) => {
    symlinkSync(JSON.stringify(content(await own())), path);
    const lock = await acquireLock(path, undefined, fullDisk("ENOSPC"));
    expect(JSON.parse(readlinkSync(path))).toMatchObject({ pid: process.pid });
    await lock!.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("that cannot be written for another reason is an error", async () => {
    await expect(acquireLock(path, undefined, fullDisk("EIO"))).rejects.toMatchObject({ code: "EIO" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["none", "stale"])("goes to exactly one of many that try at once, with %s in place", async (kind) => {
    for (let round = 0; round < 20; round++) {
      rmSync(path, { force: true });
      if (kind === "stale") writeFileSync(path, '{"pid":');
      const locks = await Promise.all(Array.from({ length: 8 }, acquire));
      expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
      expect(readdirSync(folder)).toEqual(["lock"]);
    }
  });
});

/** As a disk without room does it: the file is there, what it should hold is not. */
function fullDisk(code: string) {
  return async (file: string): Promise<void> => {
    writeFileSync(file, "");
    throw Object.assign(new Error(code), { code });
  };
}

/** When a process started, as Linux tells it; empty elsewhere. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
  } catch {
    return ""; // not Linux
  }
}

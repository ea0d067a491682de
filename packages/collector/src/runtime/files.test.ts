import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { chmod, mkdir, open, readFile, stat, symlink, writeFile, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemFiles as files } from "./files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const inFolder = (...names: readonly string[]): string => join(folder, ...names);
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

async function write(path: string, text: string, mode: "append" | "truncate" = "truncate"): Promise<void> {
  const file = await files.open(path, mode);
  await file.write(bytes(text));
  await file.sync();
  await file.close();
}

/** Every file handle's prototype: where `sync` can be watched. */
async function handlePrototype(): Promise<FileHandle> {
  const handle = await open(folder, "r");
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

describe("open", () => {
  it("makes files and the folders on the way for their owner alone", async () => {
    await write(inFolder("a", "b", "c"), "x");
    expect([
      await modeOf(inFolder("a")),
      await modeOf(inFolder("a", "b")),
      await modeOf(inFolder("a", "b", "c")),
    ]).toEqual(["700", "700", "600"]);
  });

  it("closes to others a file that was open to them", async () => {
    await writeFile(inFolder("a"), "old", { mode: 0o644 });
    await chmod(inFolder("a"), 0o644);
    await write(inFolder("a"), "new");
    expect(await modeOf(inFolder("a"))).toBe("600");
  });

  it("appends or begins anew", async () => {
    const path = inFolder("a");
    await write(path, "one ");
    await write(path, "two", "append");
    expect(await readFile(path, "utf8")).toBe("one two");
    await write(path, "three");
    expect(await readFile(path, "utf8")).toBe("three");
  });

  it.each(["append", "truncate"] as const)("(%s) writes on where a file was made shorter", async (mode) => {
    const file = await files.open(inFolder("a"), mode);
    await file.write(bytes("one two"));
    await file.truncate(4);
    await file.write(bytes("three"));
    await file.sync();
    await file.close();
    expect(await readFile(inFolder("a"), "utf8")).toBe("one three");
  });

  it("brings the name of each folder that it makes to the disk: else the file would go with it", async () => {
    const synced: number[] = [];
    const sync = vi.spyOn(await handlePrototype(), "sync").mockImplementation(async function (this: FileHandle) {
      synced.push((await this.stat()).ino);
    });
    await (await files.open(inFolder("a", "b", "c"), "append")).close();
    expect(synced).toEqual([statSync(folder).ino, statSync(inFolder("a")).ino]);
    await (await files.open(inFolder("a", "b", "d"), "append")).close();
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it("asks the system to bring content and names to the disk", async () => {
    const file = await files.open(inFolder("a"), "append");
    const sync = vi.spyOn(await handlePrototype(), "sync");
    await file.sync();
    expect(sync).toHaveBeenCalledTimes(1);
    await files.syncFolder(folder);
    expect(sync).toHaveBeenCalledTimes(2);
    await file.close();
  });

  it.runIf(existsSync("/dev/full"))("passes on that the disk is full", async () => {
    const file = await files.open("/dev/full", "append");
    await expect(file.write(bytes("x"))).rejects.toMatchObject({ code: "ENOSPC" });
    await file.close();
  });

  it("passes on what is in the way", async () => {
    await writeFile(inFolder("a"), "");
    await expect(files.open(inFolder("a", "b"), "append")).rejects.toMatchObject({ code: "EEXIST" });
    await expect(files.open(folder, "append")).rejects.toMatchObject({ code: "EISDIR" });
  });
});

describe("read", () => {
  it.each([
    [undefined, undefined, "0123456789"],
    [0, undefined, "0123456789"],
    [3, undefined, "3456789"],
    [3, 4, "3456"],
    [8, 100, "89"],
    [10, 5, ""],
    [100, 5, ""],
    [0, 0, ""],
  ])("from %s, %s bytes: %j", async (offset, length, text) => {
    await writeFile(inFolder("a"), "0123456789");
    expect(new TextDecoder().decode(await files.read(inFolder("a"), offset, length))).toBe(text);
  });

  it("tells absent from unreadable", async () => {
    expect(await files.read(inFolder("absent"))).toBeUndefined();
    expect(await files.read(inFolder("absent", "below"))).toBeUndefined();
    await expect(files.read(folder)).rejects.toMatchObject({ code: "EISDIR" });
    await writeFile(inFolder("a"), "");
    await expect(files.read(inFolder("a", "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
    await symlink(inFolder("loop"), inFolder("loop"));
    await expect(files.read(inFolder("loop"))).rejects.toMatchObject({ code: "ELOOP" });
  });
});

describe("names", () => {
  it("a rename puts the new file in the old one's place", async () => {
    await write(inFolder("new"), "new");
    await write(inFolder("old"), "old");
    await files.rename(inFolder("new"), inFolder("old"));
    expect(await readFile(inFolder("old"), "utf8")).toBe("new");
    expect(await files.list(folder)).toEqual([inFolder("old")]);
  });

  it("removing what is not there is fine", async () => {
    await write(inFolder("a"), "");
    await files.remove(inFolder("a"));
    await files.remove(inFolder("a"));
    expect(await files.read(inFolder("a"))).toBeUndefined();
  });

  it("lists files and no folders; a folder that is not there is empty", async () => {
    await write(inFolder("a"), "");
    await mkdir(inFolder("b"));
    expect(await files.list(folder)).toEqual([inFolder("a")]);
    expect(await files.list(inFolder("absent"))).toEqual([]);
    await expect(files.list(inFolder("a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it("syncing a folder that is not there is an error", async () => {
    await expect(files.syncFolder(inFolder("absent"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("checksum", () => {
  it("is CRC-32 as in IEEE 802.3, of parts one behind the other", () => {
    expect(files.checksum(bytes("123456789"))).toBe(0xcbf43926);
    expect(files.checksum(bytes("456789"), files.checksum(bytes("123")))).toBe(0xcbf43926);
    expect(files.checksum(bytes(""), 7)).toBe(7);
  });
});

import type { OpenFile } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { VirtualRuntime } from "./virtual-runtime.ts";
import { powerCut, World } from "./world.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

/** Writes a file; synced as far as asked. */
async function write(
  { files }: VirtualRuntime,
  path: string,
  text: string,
  { sync = true, mode = "truncate" }: { sync?: boolean; mode?: "append" | "truncate" } = {},
): Promise<void> {
  const file = await files.open(path, mode);
  await file.write(encode(text));
  if (sync) await file.sync();
  await file.close();
}

/** The states of `path` after a power cut, over many seeds. */
async function survivors(
  path: string,
  act: (runtime: VirtualRuntime, world: World) => Promise<void>,
): Promise<Set<string>> {
  const states = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const world = new World(0, seed);
    await act(new VirtualRuntime(world), world);
    powerCut(world);
    states.add(decode(world.disk.get(path)) ?? "(missing)");
  }
  return states;
}

describe("files", () => {
  it("read whole and in part; undefined when not there", async () => {
    const runtime = new VirtualRuntime(new World());
    await write(runtime, "/s/a", "hello");
    await write(runtime, "/s/a", " world", { mode: "append" });
    expect(decode(await runtime.files.read("/s/a"))).toBe("hello world");
    expect(decode(await runtime.files.read("/s/a", 6))).toBe("world");
    expect(decode(await runtime.files.read("/s/a", 6, 2))).toBe("wo");
    expect(await runtime.files.read("/s/b")).toBeUndefined();
  });

  it("keep their bytes from who read or wrote them", async () => {
    const runtime = new VirtualRuntime(new World());
    const bytes = encode("abc");
    const file = await runtime.files.open("/a", "truncate");
    await file.write(bytes);
    bytes.fill(0);
    (await runtime.files.read("/a"))!.fill(0);
    expect(decode(await runtime.files.read("/a"))).toBe("abc");
  });

  it("are listed by folder, without those further down", async () => {
    const runtime = new VirtualRuntime(new World());
    for (const path of ["/s/b", "/s/a", "/s/deep/c", "/t/d"]) await write(runtime, path, "");
    expect(await runtime.files.list("/s/")).toEqual(["/s/a", "/s/b"]);
    expect(await runtime.files.list("/nowhere")).toEqual([]);
  });

  it("are renamed over others and removed, also when not there", async () => {
    const runtime = new VirtualRuntime(new World());
    await write(runtime, "/a", "new");
    await write(runtime, "/b", "old");
    await runtime.files.rename("/a", "/b");
    expect([decode(await runtime.files.read("/b")), await runtime.files.read("/a")]).toEqual(["new", undefined]);
    await expect(runtime.files.rename("/a", "/b")).rejects.toMatchObject({ code: "ENOENT" });
    await runtime.files.remove("/b");
    await runtime.files.remove("/b");
    expect(await runtime.files.list("/")).toEqual([]);
  });

  it("refuse to be written after they were closed", async () => {
    const file = await new VirtualRuntime(new World()).files.open("/a", "append");
    await file.close();
    await expect(file.write(encode("x"))).rejects.toThrow("EBADF");
  });
});

describe("a power cut that forgets", () => {
  it("keeps contents and names that were synced, and nothing else", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    await write(runtime, "/s/kept", "kept");
    await write(runtime, "/s/unsynced", "lost", { sync: false });
    await runtime.files.syncFolder("/s");
    await write(runtime, "/s/kept", " and lost", { mode: "append", sync: false });
    await write(runtime, "/s/unnamed", "synced, but its name was not");
    powerCut(world, { unsynced: "forgotten" });
    expect(decode(world.disk.get("/s/kept"))).toBe("kept");
    expect(decode(world.disk.get("/s/unsynced"))).toBe("");
    expect(world.disk.get("/s/unnamed")).toBeUndefined();
  });

  it.each([
    [false, "old"],
    [true, "new"],
  ])("keeps a rename only when the folder was synced (%s)", async (synced, left) => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    await write(runtime, "/s/a", "old");
    await runtime.files.syncFolder("/s");
    await write(runtime, "/s/a.tmp", "new");
    await runtime.files.rename("/s/a.tmp", "/s/a");
    if (synced) await runtime.files.syncFolder("/s");
    powerCut(world, { unsynced: "forgotten" });
    expect(decode(world.disk.get("/s/a"))).toBe(left);
    expect(world.disk.get("/s/a.tmp")).toBeUndefined();
  });

  it("brings a removed file back when the folder was not synced", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    world.disk.put("/s/a", encode("back"));
    await runtime.files.remove("/s/a");
    expect(world.disk.get("/s/a")).toBeUndefined();
    powerCut(world, { unsynced: "forgotten" });
    expect(decode(world.disk.get("/s/a"))).toBe("back");
  });

  it("syncing one folder syncs no other, but a rename between two as a whole", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    await write(runtime, "/s/a", "a");
    await write(runtime, "/t/b", "b");
    await write(runtime, "/u/c", "c");
    await runtime.files.rename("/s/a", "/t/a");
    await runtime.files.syncFolder("/t");
    powerCut(world, { unsynced: "forgotten" });
    expect([decode(world.disk.get("/t/a")), decode(world.disk.get("/t/b"))]).toEqual(["a", "b"]);
    expect([world.disk.get("/s/a"), world.disk.get("/u/c")]).toEqual([undefined, undefined]);
  });

  it("ends every process of the machine, and of no other", async () => {
    const world = new World();
    const [here, there] = [new VirtualRuntime(world), new VirtualRuntime(world, { host: "b" })];
    powerCut(world);
    expect([here.isDead, there.isDead]).toEqual([true, false]);
  });
});

describe("a power cut that the seed decides", () => {
  it("may leave an appended tail whole, torn, zeroed or not at all, but never touches what was synced", async () => {
    const states = await survivors("/a", async (runtime) => {
      await write(runtime, "/a", "SYNCED");
      await runtime.files.syncFolder("/");
      await write(runtime, "/a", "tail", { mode: "append", sync: false });
    });
    for (const expected of ["SYNCED", "SYNCEDtail", "SYNCEDta", "SYNCED\0\0\0\0"]) expect(states).toContain(expected);
    for (const state of states) expect(state).toMatch(/^SYNCED(t|\0|$)/);
  });

  it("may undo an unsynced truncation or leave an empty file", async () => {
    const states = await survivors("/a", async (runtime) => {
      await write(runtime, "/a", "old");
      await runtime.files.syncFolder("/");
      await write(runtime, "/a", "new", { sync: false });
    });
    for (const expected of ["old", "", "new"]) expect(states).toContain(expected);
  });

  it("may undo an unsynced shortening, with a tail that was never synced, or leave what was kept", async () => {
    const states = await survivors("/a", async ({ files }) => {
      const file = await files.open("/a", "append");
      await file.write(encode("SYNCED"));
      await file.sync();
      await files.syncFolder("/");
      await file.write(encode("tail"));
      await file.truncate(6);
      await file.write(encode("NEXT"));
    });
    for (const expected of ["SYNCED", "SYNCEDtail", "SYNCEDNEXT"]) expect(states).toContain(expected);
    for (const state of states) expect(state).toMatch(/^SYNCED([tN\0]|$)/);
  });

  it("keeps a shortening that was synced, whatever was behind it", async () => {
    const states = await survivors("/a", async ({ files }) => {
      const file = await files.open("/a", "append");
      await file.write(encode("SYNCEDtail"));
      await files.syncFolder("/");
      await file.truncate(6);
      await file.sync();
    });
    expect([...states]).toEqual(["SYNCED"]);
  });

  it("may lose what a failed sync was to bring to the disk, also after another that did not fail", async () => {
    const afterFailure = (repaired: (file: OpenFile) => Promise<void>) =>
      survivors("/a", async ({ files }, world) => {
        const file = await files.open("/a", "append");
        await file.write(encode("SYNCED"));
        await file.sync();
        await files.syncFolder("/");
        await file.write(encode("doubt"));
        world.disk.fail({ call: "sync", code: "EIO", times: 1 });
        await expect(file.sync()).rejects.toMatchObject({ code: "EIO" });
        await repaired(file);
        await file.write(encode("!"));
        await file.sync();
      });
    expect([...(await afterFailure(async () => undefined))].sort()).toEqual(["SYNCED\0\0\0\0\0!", "SYNCEDdoubt!"]);
    expect([...(await afterFailure((file) => file.truncate(6)))]).toEqual(["SYNCED!"]);
  });

  it("leaves an atomic replacement without folder sync either old or new, never torn and never missing", async () => {
    const states = await survivors("/a", async (runtime) => {
      await write(runtime, "/a", "old");
      await runtime.files.syncFolder("/");
      await write(runtime, "/a.tmp", "new");
      await runtime.files.rename("/a.tmp", "/a");
    });
    expect([...states].sort()).toEqual(["new", "old"]);
  });

  it("never keeps a later change of a name without the earlier one", async () => {
    const states = await survivors("/c", async (runtime) => {
      await write(runtime, "/a", "x");
      await runtime.files.rename("/a", "/b");
      await runtime.files.rename("/b", "/c");
    });
    expect([...states].sort()).toEqual(["(missing)", "x"]);
  });
});

describe("a disk in trouble", () => {
  it("that is full takes what fits and rejects with ENOSPC, until there is room again", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    world.disk.capacityBytes = 8;
    await write(runtime, "/a", "12345");
    await expect(write(runtime, "/b", "67890")).rejects.toMatchObject({ code: "ENOSPC" });
    expect(decode(world.disk.get("/b"))).toBe("678");
    await runtime.files.remove("/a");
    await write(runtime, "/b", "67890");
  });

  it("fails as scripted: by call, by path, so many times, until repaired", async () => {
    const world = new World();
    const { files } = new VirtualRuntime(world);
    world.disk.fail({ call: "read", path: /secret/, code: "EACCES", times: 1 });
    await expect(files.read("/secret/a")).rejects.toMatchObject({ code: "EACCES", syscall: "read", path: "/secret/a" });
    await expect(files.read("/secret/a")).resolves.toBeUndefined();
    const repair = world.disk.fail({ call: ["sync", "rename"], path: "/a", code: "EIO" });
    const file = await files.open("/a", "append");
    await file.write(encode("x"));
    for (let i = 0; i < 3; i++) await expect(file.sync()).rejects.toMatchObject({ code: "EIO" });
    await expect(files.rename("/a", "/b")).rejects.toMatchObject({ code: "EIO" });
    repair();
    await files.rename("/a", "/b");
    expect(world.disk.durable("/b")).toBeUndefined();
  });

  it("that is slow answers after its latency", async () => {
    const world = new World(0);
    world.disk.latencyMs = 50;
    await world.until(new VirtualRuntime(world).files.list("/"));
    expect(world.now).toBe(50);
  });
});

describe("locks", () => {
  it("are held by one living process, and go with it", async () => {
    const world = new World();
    const [a, b] = [new VirtualRuntime(world), new VirtualRuntime(world)];
    const held = await a.files.lock("/l");
    expect(held).toBeDefined();
    expect(await b.files.lock("/l")).toBeUndefined();
    expect(await a.files.lock("/l")).toBeUndefined();
    await held!.release();
    expect(await b.files.lock("/l")).toBeDefined();
    b.kill();
    expect(await a.files.lock("/l")).toBeDefined();
  });

  it("are of one machine", async () => {
    const world = new World();
    const [a, b] = [new VirtualRuntime(world, { host: "a" }), new VirtualRuntime(world, { host: "b" })];
    expect(await a.files.lock("/l")).toBeDefined();
    expect(await b.files.lock("/l")).toBeDefined();
  });

  it("cannot be released by a former holder", async () => {
    const world = new World();
    const [a, b] = [new VirtualRuntime(world), new VirtualRuntime(world)];
    const former = await a.files.lock("/l");
    await former!.release();
    await b.files.lock("/l");
    await former!.release();
    expect(await a.files.lock("/l")).toBeUndefined();
  });
});

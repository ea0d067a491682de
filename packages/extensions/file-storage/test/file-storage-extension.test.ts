import { durableStorage, type DurableStorage } from "@genai-collector/component";
import { createHost, createSettings, decodeConfig, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { fileStorageExtensionFactory as factory } from "../src/factory.ts";
import type { FileStorageInstruments } from "../src/telemetry.ts";
import { bytes } from "./open-test-log.ts";

/** The storage of one process; not started. */
function storageOf(world: World, raw: object = { create_directory: true }, runtime = new VirtualRuntime(world)) {
  const recorded = new Recorded();
  const settings = createSettings<FileStorageInstruments>("disk", runtime, {
    recorded,
    instruments: factory.instruments,
  });
  const extension = factory.create(settings, decodeConfig(factory.config, { directory: "/queue", ...raw }, "disk"));
  const storage = extension.provided!.find(({ key }) => key === durableStorage.key)!.implementation as DurableStorage;
  return {
    runtime,
    recorded,
    storage,
    start: () => world.until(extension.start!(createHost())),
    stop: (signal = new AbortController().signal) => world.until(extension.shutdown!(signal)),
  };
}

describe("start", () => {
  it("makes the directory where it is told to", async () => {
    const world = new World();
    await storageOf(world, { create_directory: true }).start();
    expect(world.disk.stat("/queue")?.kind).toBe("folder");
  });

  it("fails where there is none, and says what to do", async () => {
    await expect(storageOf(new World(), {}).start()).rejects.toMatchObject({
      code: "STORAGE_UNUSABLE",
      kind: "misconfigured",
      message: "the directory /queue does not exist: make it, or set create_directory: true",
    });
  });

  it("fails where a file is in its place, or the disk does not let it", async () => {
    const world = new World();
    world.disk.put("/queue", bytes("a file"));
    await expect(storageOf(world, {}).start()).rejects.toMatchObject({ message: "/queue is no directory" });
    for (const call of ["makeFolder", "stat"] as const) {
      const other = new World();
      other.disk.fail({ call, code: "EACCES" });
      await expect(storageOf(other).start()).rejects.toMatchObject({
        code: "STORAGE_UNUSABLE",
        message: "cannot use the directory /queue: EACCES",
      });
    }
  });

  it("gives the directory the mode that is asked for", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const modes: (number | undefined)[] = [];
    const { makeFolder } = runtime.files;
    runtime.files.makeFolder = (path, mode) => {
      modes.push(mode);
      return makeFolder.call(runtime.files, path, mode);
    };
    await storageOf(world, { create_directory: true }, runtime).start();
    await storageOf(world, { create_directory: true, directory_permissions: "0700" }, runtime).start();
    expect(modes).toEqual([0o750, 0o700]);
  });
});

describe("open", () => {
  it("gives each name a log of its own, in a folder of its name", async () => {
    const world = new World();
    const { start, storage } = storageOf(world);
    await start();
    for (const name of ["exporter otlp_http/eu traces", "exporter otlp_http/eu logs"]) {
      const log = await storage.open(name);
      await log.append(bytes(name), []);
      expect(log.entries).toEqual([]);
    }
    expect(
      world.disk
        .list("/queue/exporter~0020otlp_http~002Feu~0020logs")
        .map((path) => path.slice(path.lastIndexOf("/") + 1)),
    ).toEqual([expect.stringMatching(/^0-[0-9]{16}-[0-9a-f]{8}\.seg$/)]);
  });

  it("refuses a log that is open already, and opens it again once it is closed", async () => {
    const world = new World();
    const { start, storage } = storageOf(world);
    await start();
    const log = await storage.open("a");
    await expect(storage.open("a")).rejects.toMatchObject({ code: "STORAGE_LOCKED", kind: "misconfigured" });
    await log.close();
    await (await storage.open("a")).close();
  });

  it("waits for another process to let go of a log, no longer than the timeout", async () => {
    const world = new World(0);
    const other = storageOf(world);
    await other.start();
    const held = await other.storage.open("a");
    const { start, storage } = storageOf(world, { timeout: "2s" });
    await start();
    await expect(world.until(storage.open("a"))).rejects.toMatchObject({
      code: "STORAGE_LOCKED",
      message: "another process has /queue/a open, and did not close it within 2000 ms (timeout)",
    });
    expect(world.now).toBe(2_000);
    const opening = storage.open("a");
    world.after(500, () => void held.close());
    await world.until(opening);
    expect(world.now).toBeLessThan(2_600);
  });

  it("takes over at once what a process that is gone has open", async () => {
    const world = new World(0);
    const other = storageOf(world);
    await other.start();
    await other.storage.open("a");
    other.runtime.kill();
    const { start, storage } = storageOf(world);
    await start();
    await storage.open("a");
    expect(world.now).toBe(0);
  });

  it("fails before the start, after the shutdown, without a name, and where no folder can be made", async () => {
    const world = new World();
    const { start, stop, storage } = storageOf(world);
    await expect(storage.open("a")).rejects.toMatchObject({ code: "STORAGE_ABORTED" });
    await start();
    await expect(storage.open("")).rejects.toMatchObject({ code: "STORAGE_UNUSABLE" });
    for (const call of ["makeFolder", "lock"] as const) world.disk.fail({ call, code: "EROFS", times: 1 });
    await expect(storage.open("a")).rejects.toMatchObject({ message: "cannot make the folder /queue/a: EROFS" });
    await expect(storage.open("a")).rejects.toMatchObject({ message: "cannot make the lock /queue/a/0.lock: EROFS" });
    await storage.open("a");
    await stop();
    await expect(storage.open("b")).rejects.toMatchObject({ code: "STORAGE_ABORTED" });
  });
});

describe("shutdown", () => {
  it("closes what its owners left open, and keeps what they removed removed", async () => {
    const world = new World();
    const one = storageOf(world);
    await one.start();
    const log = await one.storage.open("a");
    await log.remove(await log.append(bytes("gone"), []));
    await log.append(bytes("kept"), []);
    await log.remove(await log.append(bytes("gone, too"), []));
    await one.stop();
    expect(one.runtime.leaks()).toEqual([]);
    const two = storageOf(world);
    await two.start();
    expect((await two.storage.open("a")).entries.map(({ head }) => head)).toEqual([bytes("kept")]);
  });

  it("ends with its signal on a disk that hangs", async () => {
    const world = new World(0);
    const one = storageOf(world);
    await one.start();
    const log = await one.storage.open("a");
    void log.append(bytes("a"), []).catch(() => undefined);
    world.disk.latencyMs = 1e9;
    const controller = new AbortController();
    world.after(1_000, () => controller.abort());
    await one.stop(controller.signal);
    expect(world.now).toBe(1_000);
  });
});

describe("telemetry", () => {
  it("tells how much is on disk, of all logs together, and what happens to it", async () => {
    const world = new World();
    const { start, stop, storage, recorded } = storageOf(world);
    await start();
    const [a, b] = [await storage.open("a"), await storage.open("b")];
    const last = (name: string): number | undefined => recorded.values.get(`disk.${name}`)?.at(-1);
    await a.append(bytes("1"), [new Uint8Array(100)]);
    const position = await b.append(bytes("2"), [new Uint8Array(100)]);
    expect([last("disk_bytes"), last("segments"), last("records")]).toEqual([274, 2, 2]);
    expect([recorded.count("disk.commits"), recorded.count("disk.written")]).toEqual([2, 274]);
    await b.remove(position);
    await b.append(bytes("3"), []);
    expect(last("records")).toBe(2);
    world.disk.fail({ call: "write", code: "EIO", times: 1 });
    await b.append(bytes("4"), []).catch(() => undefined);
    expect(recorded.count("disk.failed_commits")).toBe(1);
    await b.close();
    expect([last("segments"), last("records")]).toEqual([1, 1]);
    await stop();
    expect(last("disk_bytes")).toBe(0);
    expect(recorded.values.get("disk.commit_duration")).toHaveLength(recorded.count("disk.commits"));
  });
});

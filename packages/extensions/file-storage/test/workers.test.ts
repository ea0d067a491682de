import { durableStorage, type DurableLog, type DurableStorage } from "@genai-collector/component";
import { createHost, createSettings, decodeConfig, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { fileStorageExtensionFactory } from "../src/factory.ts";
import type { FileStorageInstruments } from "../src/telemetry.ts";

type Worker = { readonly index: number; readonly count: number };

const name = "exporter otlp_http traces";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The storage of one worker, in a process of its own, started. */
async function storageOf(world: World, worker: Worker, raw: object = {}) {
  const runtime = new VirtualRuntime(world);
  const recorded = new Recorded();
  const { instruments, config: spec } = fileStorageExtensionFactory;
  const settings = createSettings<FileStorageInstruments>("disk", runtime, { recorded, instruments, worker });
  const config = decodeConfig(spec, { directory: "/queue", create_directory: true, ...raw }, "disk");
  const extension = fileStorageExtensionFactory.create(settings, config);
  await world.until(extension.start!(createHost()));
  const storage = extension.provided!.find(({ key }) => key === durableStorage.key)!.implementation as DurableStorage;
  const open = (owner?: Worker): Promise<DurableLog> => world.until(storage.open(name, owner));
  const stop = (): Promise<void> => world.until(extension.shutdown!(new AbortController().signal));
  return { runtime, recorded, storage, open, stop };
}

/** Leaves records behind, as a worker that is killed does. */
async function leave(world: World, worker: Worker, ...texts: readonly string[]): Promise<void> {
  const { runtime, open } = await storageOf(world, worker);
  const log = await open();
  for (const text of texts) await world.until(log.append(bytes(text), [bytes(`body of ${text}`)]));
  runtime.kill();
}

async function contents(world: World, log: DurableLog): Promise<string[]> {
  const bodies: string[] = [];
  for (const { position } of log.entries) bodies.push(new TextDecoder().decode(await world.until(log.read(position))));
  return bodies;
}

describe("logs of several workers", () => {
  it("are apart: each worker finds its own again", async () => {
    const world = new World();
    await leave(world, { index: 0, count: 2 }, "a");
    await leave(world, { index: 1, count: 2 }, "b", "c");
    const first = await storageOf(world, { index: 0, count: 2 });
    const second = await storageOf(world, { index: 1, count: 2 });
    expect(await contents(world, await first.open())).toEqual(["body of a"]);
    expect(await contents(world, await second.open())).toEqual(["body of b", "body of c"]);
  });

  it("share the limit", async () => {
    const world = new World();
    const { open } = await storageOf(world, { index: 1, count: 2 }, { max_size: "2MiB" });
    const log = await open();
    const half = [new Uint8Array(600_000)];
    await world.until(log.append(bytes("1"), half));
    await expect(world.until(log.append(bytes("2"), half))).rejects.toMatchObject({ code: "STORAGE_FULL" });
  });

  it("of an owner that is in one worker alone have the whole limit", async () => {
    const world = new World();
    const { open } = await storageOf(world, { index: 0, count: 2 }, { max_size: "2MiB" });
    const log = await open({ index: 0, count: 1 });
    const half = [new Uint8Array(600_000)];
    for (const head of ["1", "2"]) await world.until(log.append(bytes(head), half));
    expect(log.diskBytes).toBeGreaterThan(1_200_000);
  });
});

describe("fewer workers than before", () => {
  it("the first takes over what the others have left, behind its own", async () => {
    const world = new World();
    await leave(world, { index: 0, count: 3 }, "a");
    await leave(world, { index: 2, count: 3 }, "d");
    await leave(world, { index: 1, count: 3 }, "b", "c");
    const { open, recorded, stop } = await storageOf(world, { index: 0, count: 1 });
    const log = await open();
    expect(await contents(world, log)).toEqual(["body of a", "body of b", "body of c", "body of d"]);
    expect(recorded.logs.filter(({ message }) => message.startsWith("Took over"))).toHaveLength(2);
    await stop();
    // Nothing is there twice, and nothing of them is left.
    const again = await storageOf(world, { index: 0, count: 1 });
    expect((await again.open()).entries).toHaveLength(4);
    expect(world.disk.list("/queue").filter((path) => /\/[12]-[^/]*\.seg$/.test(path))).toEqual([]);
  });

  it("an owner that is in one worker alone takes over what it left in the others when it was in all", async () => {
    const world = new World();
    await leave(world, { index: 1, count: 2 }, "b");
    const { open } = await storageOf(world, { index: 0, count: 2 });
    expect(await contents(world, await open({ index: 0, count: 1 }))).toEqual(["body of b"]);
  });

  it("leaves alone what a worker still has open, and takes it at the next start", async () => {
    const world = new World();
    const old = await storageOf(world, { index: 1, count: 2 });
    await world.until((await old.open()).append(bytes("b"), [bytes("body of b")]));
    const early = await storageOf(world, { index: 0, count: 1 });
    expect((await early.open()).entries).toEqual([]);
    await early.stop();
    await old.stop();
    const { open } = await storageOf(world, { index: 0, count: 1 });
    expect(await contents(world, await open())).toEqual(["body of b"]);
  });

  it("a crash while it takes over loses nothing", async () => {
    const texts = ["a", "b", "c", "d", "e"];
    for (let crashAt = 1; ; crashAt++) {
      const world = new World();
      await leave(world, { index: 1, count: 2 }, ...texts);
      const { runtime, storage } = await storageOf(world, { index: 0, count: 1 });
      runtime.crashAt = runtime.calls + crashAt;
      let hasOpened = false;
      void storage.open(name).then(() => (hasOpened = true));
      await world.advance(60_000);
      runtime.kill();
      const again = await storageOf(world, { index: 0, count: 1 });
      const found = new Set(await contents(world, await again.open()));
      expect(found, `crash at call ${crashAt}`).toEqual(new Set(texts.map((text) => `body of ${text}`)));
      if (hasOpened) break;
    }
  });
});

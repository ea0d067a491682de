import { takenAtOnce, type LedgerAccount } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { LedgerFile } from "./ledger-file.ts";
import { pagePath } from "./ledger-page.ts";
import { Ledger } from "./ledger.ts";
import { countedLink } from "./link-account.ts";

const path = "/state/ledger";

/** A process with an exporter that counts by itself. */
function processIn(world: World) {
  const runtime = new VirtualRuntime(world);
  const ledger = new Ledger();
  const warnings: string[] = [];
  const nothing = (): void => undefined;
  const logger = {
    debug: nothing,
    info: nothing,
    warn: (_data: object, text: string) => void warnings.push(text),
    error: nothing,
  };
  const file = new LedgerFile({ path, ledger, runtime, logger });
  const link = ledger.link("logs", "logs", "sink");
  ledger.exporter({ id: "sink", countsItself: true });
  const books = ledger.books({ kind: "exporter", id: "sink" });
  const entries = books.of("logs");
  const held = { memory: 0, disk: 0 };
  entries.inMemory.add(() => held.memory);
  entries.onDisk.add(() => held.disk);
  const give = (items: number, place: "memory" | "disk"): void => {
    held[place] += items;
    void countedLink({ consume: () => takenAtOnce }, link).consume(new FakePayload("logs", items), pushed());
  };
  const send = (items: number, place: "memory" | "disk"): void => {
    held[place] -= items;
    entries.sent += items;
    books.changed();
  };
  const restore = (items: number): void => {
    held.disk += items;
    entries.restored += items;
  };
  const start = async (restored = 0): Promise<void> => {
    await world.until(file.open());
    restore(restored);
    file.begin();
  };
  const lives = () => file.lives(ledger.read().accounts);
  const exporter = (): readonly string[] => termsOf(lives()!.accounts);
  return { runtime, file, give, send, start, exporter, lives, warnings };
}

function termsOf(accounts: readonly LedgerAccount[]): readonly string[] {
  const { terms, difference } = accounts.find(({ kind }) => kind === "exporter")!;
  expect(difference).toBe(0);
  return terms
    .map(({ fate, reason, items }) => `${fate}${reason === undefined ? "" : ` ${reason}`} ${items}`)
    .toSorted();
}

/** A page with this body, its checksum in front. */
function sealed(body: string): string {
  const { files } = new VirtualRuntime(new World());
  return `${files.checksum(new TextEncoder().encode(body)).toString(16).padStart(8, "0")} ${body}`;
}

const odd = '{"kind":"exporter","component":"a","signal":"logs","terms":[{"fate":"in","items":"many"}],"difference":0}';

describe("after a SIGKILL", () => {
  it("what was held in memory is lost with the process, and the account goes on", async () => {
    const world = new World();
    const first = processIn(world);
    await first.start();
    first.give(10, "memory");
    first.send(7, "memory");
    await world.advance(300);
    first.runtime.kill();
    const second = processIn(world);
    await second.start();
    second.give(5, "memory");
    expect(second.exporter()).toEqual(["held 5", "in 15", "lost_with_process 3", "sent 7"]);
    expect(second.lives()!.processes).toBe(2);
    await world.advance(300);
    second.runtime.kill();
    const third = processIn(world);
    await third.start();
    expect(third.exporter()).toEqual(["in 15", "lost_with_process 8", "sent 7"]);
    expect(third.lives()!.processes).toBe(3);
  });

  it("what was on disk stands against what is restored", async () => {
    const world = new World();
    const first = processIn(world);
    await first.start();
    first.give(10, "disk");
    await world.advance(300);
    first.runtime.kill();
    const second = processIn(world);
    await second.start(10);
    second.send(4, "disk");
    expect(second.exporter()).toEqual(["in 10", "on_disk 6", "sent 4"]);
  });

  it.each([
    [12, ["in 10", "made found_on_disk 2", "on_disk 12"]],
    [7, ["in 10", "lost_with_process not_on_disk 3", "on_disk 7"]],
  ])("%i items found of 10 that were known are an account that balances", async (found, terms) => {
    const world = new World();
    const first = processIn(world);
    await first.start();
    first.give(10, "disk");
    await world.advance(300);
    first.runtime.kill();
    const second = processIn(world);
    await second.start(found);
    expect(second.exporter()).toEqual(terms);
    await world.advance(300);
    second.runtime.kill();
    const third = processIn(world);
    await third.start(found);
    expect(third.exporter()).toEqual(terms);
  });

  it("a process that dies before all has started takes nothing for lost", async () => {
    const world = new World();
    const first = processIn(world);
    await first.start();
    first.give(10, "disk");
    await world.advance(300);
    first.runtime.kill();
    const second = processIn(world);
    await world.until(second.file.open());
    await world.advance(1_000);
    second.runtime.kill();
    const third = processIn(world);
    await third.start(10);
    expect(third.exporter()).toEqual(["in 10", "on_disk 10"]);
  });
});

describe("the page", () => {
  it("is written at most every 250 ms, and not at all while nothing is counted", async () => {
    const world = new World();
    const { runtime, start, give } = processIn(world);
    await start();
    await world.advance(250);
    const writes = (): number => runtime.callsBySeam.get("files.rename") ?? 0;
    expect(writes()).toBe(1);
    await world.advance(3_600_000);
    expect(writes()).toBe(1);
    for (let n = 0; n < 100; n++) {
      give(1, "memory");
      await world.advance(10);
    }
    expect(writes()).toBeGreaterThanOrEqual(4);
    expect(writes()).toBeLessThanOrEqual(5);
    await world.advance(250);
    expect(runtime.callsBySeam.get("files.sync")).toBeUndefined();
  });

  it("that cannot be read is said, and the account begins anew", async () => {
    const world = new World();
    const first = processIn(world);
    await first.start();
    first.give(1, "memory");
    await world.until(first.file.close());
    const bytes = world.disk.get(path)!;
    const files = new VirtualRuntime(world).files;
    const file = await world.until(files.open(path, "truncate"));
    await world.until(file.write([bytes.subarray(0, bytes.length - 3)]));
    await world.until(file.close());
    const second = processIn(world);
    await second.start();
    expect(second.warnings).toEqual(["The ledger of earlier processes cannot be read. It begins anew."]);
    expect(second.lives()!.processes).toBe(1);
  });

  it("that cannot be written is said once, and no reason to stop", async () => {
    const world = new World();
    const { start, give, warnings } = processIn(world);
    await start();
    world.disk.fail({ call: "write", code: "ENOSPC" });
    for (let n = 0; n < 3; n++) {
      give(1, "memory");
      await world.advance(1_000);
    }
    expect(warnings).toEqual(["The ledger cannot be written down"]);
  });

  it("is written when the disk has room again, though nothing more is counted", async () => {
    const world = new World();
    const first = processIn(world);
    await first.start();
    const repair = world.disk.fail({ call: ["write", "open"], code: "ENOSPC" });
    first.give(10, "disk");
    await world.advance(60_000);
    repair();
    await world.advance(60_000);
    first.runtime.kill();
    const second = processIn(world);
    await second.start(10);
    expect(second.exporter()).toEqual(["in 10", "on_disk 10"]);
  });

  it.each([
    ["nothing", ""],
    ["a checksum of nothing", "00000000 "],
    ["JSON of something else", sealed("[]")],
    ["no JSON", sealed("{")],
    ["a page of a later version", sealed('{"v":2,"processes":3,"earlier":[],"now":[]}')],
    ["a page without accounts", sealed('{"v":1,"processes":3}')],
    ["a page with accounts of another shape", sealed('{"v":1,"processes":3,"earlier":[{"kind":"link"}],"now":[]}')],
    ["a page with terms of another shape", sealed(`{"v":1,"processes":3,"earlier":[],"now":[${odd}]}`)],
  ])("that holds %s is said, and the account begins anew", async (_, text) => {
    const world = new World();
    world.disk.put(path, new TextEncoder().encode(text));
    const process = processIn(world);
    await process.start();
    process.give(1, "memory");
    expect(process.warnings).toEqual(["The ledger of earlier processes cannot be read. It begins anew."]);
    expect(process.lives()!.processes).toBe(1);
    expect(process.exporter()).toEqual(["held 1", "in 1"]);
  });

  it("is not read beyond what a page may have", async () => {
    const world = new World();
    world.disk.put(path, new Uint8Array(20 * 1024 * 1024));
    const process = processIn(world);
    const read = process.runtime.files.read.bind(process.runtime.files);
    const lengths: (number | undefined)[] = [];
    process.runtime.files.read = (of, at, length) => {
      lengths.push(length);
      return read(of, at, length);
    };
    await process.start();
    expect(lengths).toEqual([expect.any(Number)]);
    expect(lengths[0]).toBeLessThan(5 * 1024 * 1024);
    expect(process.warnings).toHaveLength(1);
  });

  it("on a bad sector is said, and the account begins anew", async () => {
    const world = new World();
    world.disk.put(path, new Uint8Array(10));
    world.disk.fail({ call: "read", path, code: "EIO" });
    const process = processIn(world);
    await process.start();
    expect(process.warnings).toEqual(["The ledger of earlier processes cannot be read. It begins anew."]);
  });

  it.each([
    ["lock", "EACCES"],
    ["lock", "EROFS"],
    ["read", "EISDIR"],
    ["read", "EACCES"],
  ] as const)(
    "that a process must not have stops the start, with the setting in the text: %s, %s",
    async (call, code) => {
      const world = new World();
      world.disk.put(path, new Uint8Array(10));
      const repair = world.disk.fail({ call, code });
      const process = processIn(world);
      await expect(world.until(process.file.open())).rejects.toMatchObject({
        code: "LEDGER_UNUSABLE",
        kind: "misconfigured",
        message: expect.stringContaining(`service::telemetry::ledger::path: cannot use ${path}: ${code}`),
      });
      await world.until(process.file.close());
      repair();
      world.disk.put(path, new Uint8Array());
      await processIn(world).start();
    },
  );

  it("on a disk that hangs does not keep the collector from stopping", async () => {
    const world = new World();
    const process = processIn(world);
    await process.start();
    await world.advance(300);
    world.disk.latencyMs = 3_600_000;
    process.give(1, "memory");
    let isClosed = false;
    void process.file.close().then(() => (isClosed = true));
    await world.advance(10_000);
    expect(isClosed).toBe(true);
  });

  it("whose lock cannot be let go of does not keep the collector from stopping", async () => {
    const world = new World();
    const process = processIn(world);
    process.runtime.files.lock = async () => ({ release: () => Promise.reject(new Error("EIO")) });
    await process.start();
    await world.until(process.file.close());
    expect(process.warnings).toEqual(["The ledger cannot be written down"]);
  });

  it("is left alone by a process that has closed it, whatever it counts still", async () => {
    const world = new World();
    const first = processIn(world);
    await first.start();
    await world.until(first.file.close());
    const second = processIn(world);
    await second.start();
    second.give(2, "disk");
    await world.advance(300);
    first.give(1, "memory");
    await world.advance(300);
    second.runtime.kill();
    const third = processIn(world);
    await third.start(2);
    expect(third.exporter()).toEqual(["in 2", "on_disk 2"]);
  });

  it("is one process's", async () => {
    const world = new World();
    await processIn(world).start();
    const other = processIn(world);
    await expect(world.until(other.file.open())).rejects.toMatchObject({ code: "LEDGER_LOCKED" });
    await world.until(other.file.close());
  });
});

it("each worker has a page of its own", () => {
  expect([0, 1, 2].map((worker) => pagePath("/state/ledger", worker))).toEqual([
    "/state/ledger",
    "/state/ledger.1",
    "/state/ledger.2",
  ]);
});

import { takenAtOnce, type LedgerAccount } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { LedgerFile } from "./ledger-file.ts";
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

  it("is one process's", async () => {
    const world = new World();
    await processIn(world).start();
    const other = processIn(world);
    await expect(world.until(other.file.open())).rejects.toMatchObject({ code: "LEDGER_LOCKED" });
    await world.until(other.file.close());
  });
});

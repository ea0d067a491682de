import { describe, expect, it } from "vitest";
import { MemoryDurableStorage } from "./memory-durable-storage.ts";

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

describe("MemoryDurableStorage", () => {
  it("keeps records from one process to the next, oldest first", async () => {
    const storage = new MemoryDurableStorage();
    const first = await storage.open("a");
    const one = await first.append(bytes(1), [bytes(10), bytes(11)]);
    const two = await first.append(bytes(2), [bytes(20)]);
    const three = await first.append(bytes(3), []);
    await first.remove(two);
    await expect(storage.open("a")).rejects.toMatchObject({ kind: "misconfigured" });
    await first.close();
    const second = await storage.open("a");
    expect(second.entries).toEqual([
      { position: one, head: bytes(1), bytes: 2 },
      { position: three, head: bytes(3), bytes: 0 },
    ]);
    expect(await second.read(one)).toEqual(bytes(10, 11));
    expect(await second.append(bytes(4), [])).toBeGreaterThan(three);
    expect((await storage.open("b")).entries).toEqual([]);
  });

  it("a crash keeps what was acknowledged; what was not, and what was removed last, is decided by the seed", async () => {
    const fates = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const storage = new MemoryDurableStorage({ seed });
      const log = await storage.open("a");
      await log.append(bytes(1), []);
      const removed = await log.append(bytes(2), []);
      await log.remove(removed);
      let crashes = 0;
      storage.onCrash = () => crashes++;
      storage.crashAt = storage.calls + 1;
      let isSettled = false;
      void log.append(bytes(3), []).finally(() => (isSettled = true));
      await new Promise((resolve) => setImmediate(resolve));
      expect([crashes, isSettled]).toEqual([1, false]);
      const heads = (await storage.open("a")).entries.map(({ head }) => head[0]);
      expect(heads[0]).toBe(1);
      fates.add(heads.join());
    }
    expect([...fates].sort()).toEqual(["1", "1,2", "1,2,3", "1,3"]);
  });

  it("what was removed before the last append stays removed", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const storage = new MemoryDurableStorage({ seed });
      const log = await storage.open("a");
      await log.remove(await log.append(bytes(1), []));
      await log.append(bytes(2), []);
      storage.crash();
      expect((await storage.open("a")).entries.map(({ head }) => head[0])).toEqual([2]);
    }
  });

  it("refuses what is more than the disk takes, and tells what is corrupt", async () => {
    const storage = new MemoryDurableStorage();
    const log = await storage.open("a");
    const position = await log.append(bytes(1), [bytes(2, 3)]);
    storage.limit = 4;
    await expect(log.append(bytes(1), [bytes(2)])).rejects.toMatchObject({ kind: "refused" });
    storage.corrupt("a", position);
    await expect(log.read(position)).rejects.toMatchObject({ code: "STORAGE_CORRUPT", kind: "malformed" });
    expect([storage.size, storage.positions("a")]).toEqual([1, [position]]);
  });
});

import { describe, expect, it } from "vitest";
import { describeCheckpointStore } from "./conformance/describe.ts";
import { MemoryCheckpointStore } from "./memory-checkpoint-store.ts";

describeCheckpointStore("in memory", async () => {
  const store = new MemoryCheckpointStore();
  return {
    open: async () => store,
    openBeside: async () => store,
    corrupt: async (key) => store.corrupt(key),
    failWrites: () => {
      store.failWith(new Error("the disk is gone"), Infinity);
      return () => store.recover();
    },
  };
});

describe("MemoryCheckpointStore", () => {
  it("fails so many times as asked", async () => {
    const store = new MemoryCheckpointStore();
    store.failWith(new Error("no"), 2);
    await expect(store.list("r")).rejects.toThrow("no");
    await expect(store.list("r")).rejects.toThrow("no");
    await expect(store.list("r")).resolves.toEqual([]);
  });
});

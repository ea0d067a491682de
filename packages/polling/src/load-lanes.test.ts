import { CollectorError, type Checkpoint, type CheckpointStore, type LaneKey } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { loadLanes } from "./load-lanes.ts";

const keys = Array.from({ length: 40 }, (_, n): LaneKey => ({ receiver: "r", loop: `${n}`, pass: "", pipeline: "m" }));
const checkpoint = (n: number): Checkpoint => ({ frontier: { time: n }, epoch: n, skipped: {} });

/** A store that answers later; `most` are the calls that were open at once. */
function slowStore(load: (n: number) => Checkpoint | undefined) {
  const seen = { open: 0, most: 0 };
  const store = {
    load: async ({ loop }: LaneKey) => {
      seen.most = Math.max(seen.most, ++seen.open);
      await Promise.resolve();
      seen.open--;
      return load(Number(loop));
    },
  } as unknown as CheckpointStore;
  return { seen, store };
}

describe("loadLanes", () => {
  it("loads all, in their order, some at once and never too many", async () => {
    const { seen, store } = slowStore(checkpoint);
    const lanes = await loadLanes(store, keys, () => undefined);
    expect(lanes).toEqual(keys.map((key, n) => ({ key, checkpoint: checkpoint(n) })));
    expect(seen.most).toBe(16);
  });

  it("leaves out what was removed meanwhile, and passes over what nobody can read, which it tells", async () => {
    const unreadable = new CollectorError("CHECKPOINT_UNREADABLE", "no JSON", { kind: "misconfigured" });
    const { store } = slowStore((n) => {
      if (n === 7) throw unreadable;
      return n === 8 ? undefined : checkpoint(n);
    });
    const told: unknown[] = [];
    const lanes = await loadLanes(store, keys, (error) => told.push(error));
    expect(lanes).toHaveLength(38);
    expect(told).toEqual([unreadable]);
  });

  it.each([new Error("a bug"), new CollectorError("DOWN", "no answer", { kind: "retryable" })])(
    "rejects where the store does not answer: %s",
    async (error) => {
      const { store } = slowStore((n) => {
        if (n === 20) throw error;
        return checkpoint(n);
      });
      await expect(loadLanes(store, keys, () => undefined)).rejects.toBe(error);
    },
  );
});

import type { LaneKey } from "@genai-collector/component";
import type { LaneRecord } from "@genai-collector/coordination/checkpoint";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataKey } from "./data-key.ts";
import { planShards } from "./plan-shards.ts";
import { bytesOf, shardsOf, type Shard } from "./shard.ts";

const laneOf = (n: number): LaneKey => ({ receiver: "r", loop: `loop ${n}`, pass: "", pipeline: "metrics" });
const recordOf = (n: number, bytes = 10): LaneRecord => ({
  key: laneOf(n),
  checkpoint: { frontier: { time: n, cursor: "x".repeat(bytes) }, epoch: 1, skipped: {} },
  unknown: {},
});
const slotOf = (n: number): string => dataKey(laneOf(n));
const changesOf = (...records: readonly LaneRecord[]) => new Map(records.map((each) => [dataKey(each.key), each]));

/** Writes as the server would. */
function apply(shards: readonly Shard[], changes: Parameters<typeof planShards>[3]): readonly Shard[] {
  const byIndex = new Map(shards.map((shard) => [shard.index, shard]));
  for (const { shard } of planShards("c", "r", shards, changes)) byIndex.set(shard.index, shard);
  return shardsOf([...byIndex.values()].map(({ configMap }) => configMap));
}

const homesOf = (shards: readonly Shard[], n: number): number[] =>
  shards.filter(({ configMap }) => slotOf(n) in configMap.data!).map(({ index }) => index);

describe("planning shards", () => {
  it("makes the first ConfigMap with the first lane, under a name that follows from the receiver", () => {
    const writes = planShards("store", "acme/EU", [], changesOf(recordOf(1)));
    expect(writes).toMatchObject([{ isNew: true, shard: { index: 0, isSealed: false } }]);
    expect(writes[0]!.shard.configMap.metadata.name).toMatch(/^store-acme-eu-[0-9a-f]{8}-0$/);
  });

  it("keeps the lanes of a receiver together while they fit, each with room for its books", () => {
    const hundred = Array.from({ length: 100 }, (_, n) => recordOf(n));
    expect(planShards("c", "r", [], changesOf(...hundred))).toHaveLength(1);
  });

  it("makes a further one when one is full, which is sealed first", () => {
    const shards = apply([], changesOf(...Array.from({ length: 112 }, (_, n) => recordOf(n))));
    expect(shards).toHaveLength(1);
    const writes = planShards("c", "r", shards, changesOf(recordOf(112)));
    expect(writes.map(({ shard, isNew }) => [shard.index, shard.isSealed, isNew])).toEqual([
      [0, true, false],
      [1, false, true],
    ]);
    const both = apply(shards, changesOf(recordOf(112)));
    expect(both.map(({ isSealed }) => isSealed)).toEqual([true, false]);
    expect(homesOf(both, 112)).toEqual([1]);
  });

  it("writes a lane where it is, even into a sealed one, and never takes a new one into that", () => {
    let shards = apply([], changesOf(...Array.from({ length: 113 }, (_, n) => recordOf(n))));
    shards = apply(shards, changesOf(recordOf(0, 500)));
    expect(homesOf(shards, 0)).toEqual([0]);
    // Room that was made in the first is not given to others: a process that slept may still think that it is the last.
    shards = apply(shards, new Map(Array.from({ length: 50 }, (_, n) => [slotOf(n), undefined])));
    shards = apply(shards, changesOf(recordOf(500)));
    expect(homesOf(shards, 500)).toEqual([1]);
  });

  it("says so when a lane finds room in no ConfigMap", () => {
    const act = () => planShards("c", "r", [], changesOf(recordOf(1, 950 * 1024)));
    expect(act).toThrow(expect.objectContaining({ code: "CHECKPOINT_FULL", kind: "misconfigured" }));
    expect(act).toThrow(/loop_1__metrics\.[0-9a-f]{12} has \d+ bytes, more than a ConfigMap takes/);
  });

  it("says so when the lanes of one ConfigMap grow beyond what the API server takes", () => {
    const shards = apply([], changesOf(...Array.from({ length: 112 }, (_, n) => recordOf(n))));
    const grown = Array.from({ length: 112 }, (_, n) => recordOf(n, 9_500));
    const act = () => planShards("c", "r", shards, changesOf(...grown));
    expect(act).toThrow(expect.objectContaining({ code: "CHECKPOINT_FULL" }));
    expect(act).toThrow(/would have \d+ bytes of 1048576/);
    expect(() => planShards("c", "r", shards, changesOf(...grown.slice(0, 90)))).not.toThrow();
  });

  it("never holds a lane twice, loses none, and stays below the limit, whatever comes in whatever order", () => {
    const change = fc.tuple(fc.nat(30), fc.option(fc.nat(120_000), { freq: 4 }));
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 12 }), (rounds) => {
        let shards: readonly Shard[] = [];
        const present = new Set<number>();
        for (const round of rounds) {
          const changes = new Map(
            round.map(([n, bytes]) => [slotOf(n), bytes === null ? undefined : recordOf(n, bytes)]),
          );
          const writes = (() => {
            try {
              return apply(shards, changes);
            } catch (error) {
              expect(error).toMatchObject({ code: "CHECKPOINT_FULL" });
              return undefined;
            }
          })();
          if (writes === undefined) continue;
          shards = writes;
          for (const [n, bytes] of round)
            if (bytes === null) present.delete(n);
            else present.add(n);
          for (const [n] of round) expect(homesOf(shards, n)).toHaveLength(present.has(n) ? 1 : 0);
          for (const shard of shards) expect(bytesOf(shard)).toBeLessThanOrEqual(1_048_576);
          expect(shards.slice(0, -1).every(({ isSealed }) => isSealed)).toBe(true);
        }
        for (const n of present) expect(homesOf(shards, n)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("shardsOf", () => {
  it("refuses a ConfigMap that does not say which one it is", () => {
    const metadata = { name: "by-hand", labels: { "genai-collector/shard": "first" } };
    expect(() => shardsOf([{ metadata }])).toThrow(/by-hand does not say under genai-collector\/shard which one it is/);
  });

  it("takes all but the last for sealed, even when somebody took the annotation away", () => {
    const shards = apply([], changesOf(...Array.from({ length: 113 }, (_, n) => recordOf(n))));
    const bare = shards.map(({ configMap: { metadata, data } }) => ({
      metadata: { name: metadata.name, labels: metadata.labels },
      data,
    }));
    expect(shardsOf(bare.toReversed()).map(({ index, isSealed }) => [index, isSealed])).toEqual([
      [0, true],
      [1, false],
    ]);
  });
});

import type { CollectorView, Host, LaneKey } from "@genai-collector/component";
import { createHost, createSettings, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { Shelf } from "../../test/memory-place.ts";
import { CheckpointExtension } from "./checkpoint-extension.ts";
import { unreadable } from "./checkpoint-errors.ts";
import { checkpointInstruments, type CheckpointInstruments } from "./checkpoint-instruments.ts";
import { keyText } from "./lane-record.ts";

const dayMs = 86_400_000;
/** The first look only remembers where lanes stand; the second is the first to remove. */
const [firstLookMs, secondLookMs] = [60_000, 60_000 + 6 * 3_600_000];
const now = Date.UTC(2026, 5, 1);
const laneOf = (receiver: string, loop = "l"): LaneKey => ({ receiver, loop, pass: "", pipeline: "metrics" });

/** A host of a collector that runs these receivers. */
function hostOf(...receivers: string[]): Host {
  const pipelines = [{ id: "metrics", signal: "metrics", receivers, processors: [], exporters: ["nop"] }];
  return { ...createHost(), collector: { pipelines } as unknown as CollectorView };
}

let world: World;
let shelf: Shelf;
let recorded: Recorded;
beforeEach(() => {
  world = new World(now);
  shelf = new Shelf();
  recorded = new Recorded();
});

/** A store with one lane of a receiver that is configured, an old and a new one of one that is not. */
async function start(host: Host | undefined, removeAfterMs: number | undefined = 30 * dayMs) {
  const settings = createSettings<CheckpointInstruments>("store", new VirtualRuntime(world), {
    recorded,
    instruments: checkpointInstruments,
  });
  const store = new CheckpointExtension(settings, {
    orphans: removeAfterMs === 0 ? undefined : { remove_after: removeAfterMs },
    marksWrites: true,
    open: async () => ({ place: shelf.place(), close: async () => undefined }),
  });
  await store.start(host);
  await store.advance(laneOf("here", "old"), { time: now - 90 * dayMs }, 1, []);
  await store.advance(laneOf("gone", "old"), { time: now - 31 * dayMs }, 1, []);
  await store.advance(laneOf("gone", "new"), { time: now - 29 * dayMs }, 1, []);
  return store;
}

const lanes = (): string[] =>
  [...shelf.records.values()].map(({ key }) => `${key!.receiver} ${key!.loop}`).toSorted((a, b) => (a < b ? -1 : 1));
const never = new AbortController().signal;

describe("lanes that no configured receiver owns", () => {
  it("are removed once their frontier is old enough, counted, and logged with key and frontier", async () => {
    const store = await start(hostOf("here"));
    await world.advance(firstLookMs);
    expect(recorded.values.get("store.orphans")?.at(-1)).toBe(2);
    expect(recorded.count("store.orphans_removed")).toBe(0);
    await world.advance(secondLookMs - firstLookMs);
    expect(lanes()).toEqual(["gone new", "here old"]);
    expect(recorded.count("store.orphans_removed")).toBe(1);
    expect(recorded.values.get("store.orphans")?.at(-1)).toBe(1);
    expect(recorded.logs).toEqual([
      expect.objectContaining({
        level: "info",
        data: { ...laneOf("gone", "old"), frontier: "2026-05-01T00:00:00.000Z" },
      }),
    ]);
    await world.advance(dayMs + 6 * 3_600_000);
    expect(lanes()).toEqual(["here old"]);
    expect(recorded.values.get("store.orphans")?.at(-1)).toBe(0);
    await store.shutdown(never);
  });

  it.each([
    ["the configuration cannot be seen", undefined, 30 * dayMs],
    ["the host shows no collector", createHost(), 30 * dayMs],
    ["they are to be kept", hostOf("here"), 0],
  ])("stay for ever when %s", async (_what, host, removeAfterMs) => {
    const store = await start(host, removeAfterMs);
    await world.advance(100 * dayMs);
    expect(lanes()).toEqual(["gone new", "gone old", "here old"]);
    await store.shutdown(never);
  });

  it("stay while somebody advances them, however old they are: another replica may be configured with them", async () => {
    const store = await start(hostOf("here"));
    let time = now - 31 * dayMs;
    for (let hours = 0; hours < 5 * 24; hours += 3) {
      await world.advance(3 * 3_600_000);
      time += 60_000;
      await store.advance(laneOf("gone", "old"), { time }, 1, []);
    }
    expect(lanes()).toContain("gone old");
    expect(recorded.count("store.orphans_removed")).toBe(1); // the one that nobody advances
    await world.advance(2 * 6 * 3_600_000);
    expect(lanes()).toEqual(["here old"]);
    await store.shutdown(never);
  });

  it("stay while only their cursor moves", async () => {
    const store = await start(hostOf("here"));
    for (let page = 1; page <= 20; page++) {
      await world.advance(3_600_000);
      await store.advance(laneOf("gone", "old"), { time: now - 31 * dayMs, cursor: `page ${page}` }, 1, []);
    }
    expect(recorded.count("store.orphans_removed")).toBe(0);
    await store.shutdown(never);
  });

  it("stay when somebody advances them between the look and the removal", async () => {
    const store = await start(hostOf("here"));
    shelf.at = async (moment) => {
      if (moment !== "before replace") return;
      shelf.at = () => undefined;
      const record = shelf.records.get(keyText(laneOf("gone", "old")));
      if (record === undefined || "error" in record) throw new Error("the lane is to be there");
      shelf.put(keyText(record.key), { ...record, checkpoint: { ...record.checkpoint, frontier: { time: now } } });
    };
    await world.advance(secondLookMs);
    expect(lanes()).toEqual(["gone new", "gone old", "here old"]);
    expect(recorded.count("store.orphans_removed")).toBe(0);
    await store.shutdown(never);
  });

  it("do not keep others when one cannot be read, which is told", async () => {
    const store = await start(hostOf("here"));
    const broken = laneOf("gone", "broken");
    shelf.put(keyText(broken), { error: unreadable("it is no JSON"), key: broken });
    await world.advance(secondLookMs);
    expect(lanes()).toEqual(["gone broken", "gone new", "here old"]);
    expect(recorded.logs.map(({ level, data }) => [level, data["loop"]])).toEqual(
      expect.arrayContaining([
        ["warn", "broken"],
        ["info", "old"],
      ]),
    );
    await store.shutdown(never);
  });

  it("are looked for again after the place could not be read", async () => {
    const store = await start(hostOf("here"));
    shelf.at = (moment) => {
      if (moment === "read") throw new Error("no network");
    };
    await world.advance(60_000);
    expect(recorded.logs.map(({ level }) => level)).toEqual(["warn"]);
    shelf.at = () => undefined;
    await world.advance(2 * 6 * 3_600_000);
    expect(lanes()).toEqual(["gone new", "here old"]);
    await store.shutdown(never);
  });

  it("keep no shutdown waiting", async () => {
    const store = await start(hostOf("here"));
    shelf.at = (moment) => (moment === "read" ? new Promise(() => undefined) : undefined);
    await world.advance(60_000);
    const deadline = new AbortController();
    const stopping = store.shutdown(deadline.signal);
    await world.advance(1_000);
    deadline.abort();
    await world.until(stopping);
    expect(recorded.logs).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { answerMutations } from "../src/answer-mutations.ts";
import { documentKinds } from "../src/documents.ts";
import { expectNoLeaks } from "../src/expect-no-leaks.ts";
import type { LeakRunOptions } from "../src/leak-run.ts";
import { mutations } from "../src/mutations.ts";

const timeout = 600_000;

/** From worlds where most answers come as they should to worlds where hardly any does. */
const worlds: readonly LeakRunOptions[] = [0.02, 0.1, 0.2, 0.35, 0.6, 0.9].flatMap((answerShare, index) => [
  { seed: 100 + index, minutes: 20, answerShare },
  {
    seed: 200 + index,
    minutes: 20,
    answerShare,
    langsmithVersion: "0.16.5",
    variant: { langsmith: { runs: { api: "v2" } } },
  },
]);

/** Where something is searched at all. */
const searchedPlaces = [
  "checkpoint file",
  "console",
  "debug exporter",
  "exported file",
  "log line",
  "metric readings",
  "name of a file",
  "page /",
  "page /debug/expvarz",
  "page /debug/extensionz",
  "page /debug/pipelinez",
  "page /debug/servicez",
  "page /debug/tracez",
  "page /metrics",
  "page /status",
  "queue file",
  "request elsewhere: headers",
  "request to a vendor: body",
  "request to a vendor: headers",
  "request to the sink json: body",
  "request to the sink json: headers",
  "request to the sink queue: body",
  "request to the sink queue: headers",
  "status",
];

describe("with every opt-in off", () => {
  it("nothing of 500 texts leaves a collector, over 10,000 mutations", { timeout }, async () => {
    const before = process.cpuUsage();
    const times = new Map<string, number>();
    const searched = new Map<string, number>();
    let [applied, records, points] = [0, 0, 0];
    for (const world of worlds) {
      const result = await expectNoLeaks(world);
      applied += result.applied.size;
      records += result.records;
      points += result.points;
      for (const { names } of result.applied.values())
        for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
      for (const [where, bytes] of result.searched) searched.set(where, (searched.get(where) ?? 0) + bytes);
    }
    const megabytes = [...searched.values()].reduce((sum, bytes) => sum + bytes, 0) / 1e6;
    const seconds = process.cpuUsage(before).user / 1e6;
    console.log(
      `${applied} mutations, ${records} records and ${points} points arrived, ` +
        `${megabytes.toFixed(0)} MB searched, ${seconds.toFixed(0)} s of a processor`,
    );
    expect(applied).toBeGreaterThan(10_000);
    // Most of what is mutated arrives all the same, without what was planted.
    expect(records).toBeGreaterThan(3_000);
    expect(points).toBeGreaterThan(10_000);
    const rare = [...Object.keys(mutations), ...Object.keys(answerMutations)].filter(
      (name) => (times.get(name) ?? 0) < 10,
    );
    expect(rare).toEqual([]);
    expect(searchedPlaces.filter((place) => (searched.get(place) ?? 0) === 0)).toEqual([]);
    expect(seconds).toBeLessThan(240);
  });

  it("each of 500 texts is tried at each place that is not read, and none leaves", { timeout }, async () => {
    const turns = new Map<string, number>();
    for (const langsmithVersion of ["0.13.5", "0.16.5"] as const) {
      const api = langsmithVersion === "0.13.5" ? "v1" : "v2";
      const variant = { langsmith: { runs: { api } } };
      const world = { seed: 300, minutes: 90, answerShare: 0, mutates: false };
      const { vendor } = await expectNoLeaks({ ...world, langsmithVersion, variant });
      for (const [place, times] of vendor.planted) turns.set(place, Math.max(turns.get(place) ?? 0, times));
    }
    const few = [...turns].filter(([, times]) => times < 500);
    expect(few).toEqual([]);
    for (const kind of documentKinds)
      expect([...turns.keys()].filter((place) => place.startsWith(`${kind} `)).length, kind).toBeGreaterThan(3);
  });
});

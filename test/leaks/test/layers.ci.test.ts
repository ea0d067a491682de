import { describe, expect, it } from "vitest";
import { leaksWithoutStrip, withoutGuard } from "./leaks-without-strip.ts";

const timeout = 120_000;

/** Names of content, which nothing lets through. */
const floor = ["inputs", "outputs", "messages", "inputs_preview", "outputs_preview", "gen_ai.prompt", "input.value"];
/** Names that only a loop can release. */
const gray = ["error", "name", "events", "extra", "serialized", "manifest", "s3_urls"];

describe("where a receiver has no strip and there is no guard, the search finds", () => {
  it("hundreds of texts, wherever data is sent, written or shown", { timeout }, async () => {
    const { texts, places, records, points } = await leaksWithoutStrip({}, { processors: withoutGuard });
    expect([records, points].map((count) => count > 10)).toEqual([true, true]);
    expect(texts).toBeGreaterThan(490);
    const exported = [
      "request to the sink queue: body",
      "request to the sink json: body",
      "queue file",
      "exported file",
    ];
    expect([...places]).toEqual(expect.arrayContaining([...exported, "debug exporter"]));
  });

  it.each([...floor, ...gray])("what is called %s", { timeout }, async (name) => {
    const { texts } = await leaksWithoutStrip({ names: [name], members: "one by one" }, { processors: withoutGuard });
    expect(texts).toBeGreaterThan(10);
  });
});

describe("where a receiver has no strip, the guard holds back", () => {
  it("whole runs, because content is among their members", { timeout }, async () => {
    expect(await leaksWithoutStrip({})).toMatchObject({ texts: 0, records: 0, points: 0 });
  });

  it("each member by itself whose name is content's, or of those that often hold some", { timeout }, async () => {
    const names = [...floor, ...gray];
    expect(await leaksWithoutStrip({ names, members: "one by one" })).toMatchObject({
      texts: 0,
      records: 0,
      points: 0,
    });
  });

  it("every label of a stream and of a metric that nobody allowed", { timeout }, async () => {
    const names = ["description", "share_url", "feedback", "ls_user_id"];
    const broken = { names, members: "one by one", on: "resource" };
    expect(await leaksWithoutStrip(broken)).toMatchObject({ texts: 0, records: 0, points: 0 });
    expect((await leaksWithoutStrip(broken, { processors: withoutGuard })).texts).toBeGreaterThan(10);
  });
});

describe("where a receiver has no strip, and the guard is told to let everything through, its floor holds back", () => {
  const guard = { allow_labels: ["description", "share_url", "feedback", "ls_user_id"] };

  it("names of content, whatever is released and allowed", { timeout }, async () => {
    const broken = { members: "one by one", releases: gray };
    expect(await leaksWithoutStrip({ ...broken, names: floor }, { guard })).toMatchObject({
      texts: 0,
      records: 0,
      points: 0,
    });
    expect(await leaksWithoutStrip({ ...broken, names: floor, on: "resource" }, { guard })).toMatchObject({
      texts: 0,
      records: 0,
    });
  });

  it(
    "nothing else: what is released and allowed leaves, so that the floor is what held the rest",
    { timeout },
    async () => {
      const broken = { members: "one by one", releases: gray };
      expect((await leaksWithoutStrip({ ...broken, names: gray }, { guard })).texts).toBeGreaterThan(10);
      expect(
        (await leaksWithoutStrip({ ...broken, names: guard.allow_labels, on: "resource" }, { guard })).texts,
      ).toBeGreaterThan(10);
    },
  );

  it.each(floor)("%s, which no loop may release and no setting allow", { timeout }, async (name) => {
    await expect(leaksWithoutStrip({ releases: [name] })).rejects.toThrow(/which is content/);
    await expect(leaksWithoutStrip({}, { guard: { allow_labels: [name] } })).rejects.toThrow(/names content/);
  });
});

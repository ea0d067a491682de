import { CollectorError } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { bucketOf, SpanRecorder } from "./span-recorder.ts";

function setUp() {
  const world = new World();
  const { clock, timers } = new VirtualRuntime(world);
  const spans = new SpanRecorder(clock);
  const work = (name: string, ms: number): Promise<void> =>
    world.until(spans.span(name, () => timers.sleep(ms, new AbortController().signal)));
  return { world, spans, work };
}

describe("span samples", () => {
  it("are taken from when somebody starts them", async () => {
    const { spans, work } = setUp();
    await work("poll", 5);
    expect([spans.isOn, spans.samples()]).toEqual([false, []]);
    spans.start();
    await work("poll", 5);
    expect(spans.samples()).toMatchObject([{ name: "poll", durationMs: 5 }]);
  });

  it("are the last ten of each name and latency", async () => {
    const { spans, work } = setUp();
    spans.start();
    for (let time = 0; time < 15; time++) await work("poll", 20);
    await work("poll", 2_000);
    await work("other", 20);
    const durations = spans.samples().map(({ name, durationMs }) => `${name} ${durationMs}`);
    expect(durations.filter((each) => each === "poll 20")).toHaveLength(10);
    expect(durations).toContain("poll 2000");
    expect(durations).toContain("other 20");
  });

  it("of failures tell the code, and pass the failure on", async () => {
    const { spans } = setUp();
    spans.start();
    const down = new CollectorError("DOWN", "away", { kind: "retryable" });
    for (const error of [down, new TypeError("x")])
      await expect(spans.span("send", () => Promise.reject(error))).rejects.toBe(error);
    expect(new Set(spans.samples().map(({ error }) => error))).toEqual(new Set(["DOWN", "bug"]));
  });

  it("tell what is still under way, a few of each name", async () => {
    const { world, spans } = setUp();
    spans.start();
    for (let time = 0; time < 20; time++) void spans.span("send", () => new Promise(() => undefined));
    await world.advance(1);
    expect(spans.samples()).toHaveLength(10);
    expect(spans.samples().every(({ durationMs }) => durationMs === undefined)).toBe(true);
  });

  it("are bounded, whatever names there are", async () => {
    const { spans } = setUp();
    spans.start();
    for (let name = 0; name < 3_000; name++) await spans.span(`loop ${name}`, async () => undefined);
    expect(spans.samples().length).toBeLessThanOrEqual(1_000);
  });

  it.each([
    [0, 0],
    [0.009, 0],
    [0.01, 1],
    [1, 3],
    [999, 5],
    [1_000, 6],
    [60_000, 8],
    [1e9, 8],
  ])("of %d ms belong to bucket %d", (ms, bucket) => {
    expect(bucketOf(ms)).toBe(bucket);
  });
});

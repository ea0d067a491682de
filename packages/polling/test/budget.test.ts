import type { Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { bucketed, snapshot, windowed, type Io, type Loop } from "../src/index.ts";
import { LoopScene, start } from "./loop-scene.ts";
import { noise } from "./acme-vendor.ts";

const minute = 60_000;
const hour = 60 * minute;
const rate = 2;
const burst = 5;
const config = { rate_limit: { requests_per_second: rate, burst } };

/** The most requests in any ten seconds, both ends included. */
function mostInTenSeconds(times: readonly number[]): number {
  let [most, first] = [0, 0];
  for (const [last, at] of times.entries()) {
    while (times[first]! < at - 10_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const ask = (io: Io, url: string, isBackground = false): Promise<unknown> => io.json({ url, isBackground });

/** Requests side by side, as many as `paths`. */
const askAll = async (io: Io, paths: readonly string[], isBackground = false): Promise<void> => {
  await Promise.all(paths.map((path) => ask(io, path, isBackground)));
};

/** Every shape of loop there is, with a backlog where there can be one. */
const loops: readonly Loop[] = [
  bucketed({
    name: "graphs",
    cadenceMs: minute,
    bootstrapMs: 80 * hour,
    maxBackfillMs: 100 * hour,
    bucketMs: minute,
    maxRangeMs: 55 * minute,
    unsettled: false,
    requestsPerPoll: 6,
    series: [],
    async collect(_, io) {
      await askAll(io, ["/graphs/1", "/graphs/2", "/graphs/3", "/graphs/4", "/graphs/5", "/graphs/6"]);
      return [];
    },
  }),
  windowed({
    name: "logs",
    cadenceMs: minute,
    bootstrapMs: 80 * hour,
    maxBackfillMs: 100 * hour,
    windowMs: 10 * minute,
    settleMs: minute,
    async collect({ cursor }, io) {
      const page = Number(cursor ?? 0);
      await ask(io, `/logs/${page}`);
      return { records: [], waitMs: 0, ...(page < 50 ? { cursor: String(page + 1) } : {}) };
    },
  }),
  snapshot({
    name: "fan-out",
    cadenceMs: 5 * minute,
    bucketMs: minute,
    deadlineMs: 5 * minute,
    requestsPerPoll: 200,
    series: [],
    async collect(_, io) {
      const paths = Array.from({ length: 200 }, (_each, index) => `/fan-out/${index}`);
      for (let at = 0; at < paths.length; at += 10) await askAll(io, paths.slice(at, at + 10), true);
      return [];
    },
  }),
  snapshot({
    name: "state",
    cadenceMs: minute,
    bucketMs: 1_000,
    series: [],
    async collect(_, io) {
      await ask(io, "/state");
      return [];
    },
  }),
];

/** An hour, with an answer in place of `{}` for some of the requests. */
async function anHour(answer: (path: string, asked: number) => Answer | undefined): Promise<LoopScene> {
  const scene = new LoopScene(loops, { config });
  scene.answer = (path) => answer(path, scene.asked.length);
  await scene.start();
  await scene.world.advance(hour);
  return scene;
}

const timesOf = (scene: LoopScene, path: string): readonly number[] =>
  scene.asked.filter((each) => each.path.startsWith(path)).map(({ at }) => at);

const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((at, index) => at - times[index]!));

describe("with all loops on, and a backlog to catch up with", () => {
  it.each<[string, (path: string, asked: number) => Answer | undefined]>([
    ["a source that is well", () => undefined],
    ["a source that takes long", (_, asked) => ({ body: "{}", delayMs: 5_000 * noise(asked, 3) })],
    [
      "a source that fails often, and asks to wait",
      (_, asked) => {
        if (noise(asked, 1) > 0.3) return undefined;
        return noise(asked, 2) > 0.5 ? { status: 429, headers: { "retry-after": "3" } } : { status: 503 };
      },
    ],
  ])("%s: no ten seconds see more than ten times the rate and the burst", async (_, answer) => {
    const scene = await anHour(answer);
    const times = scene.asked.map(({ at }) => at);
    expect(mostInTenSeconds(times)).toBeLessThanOrEqual(rate * 10 + burst);
    // They had more to ask for than they were let, if only while they waited for answers.
    expect(times.length).toBeGreaterThan(3_600 * rate * 0.5);
  });

  it("loops that catch up delay the others by seconds, not by what they have to catch up with", async () => {
    const scene = await anHour(() => undefined);
    const state = timesOf(scene, "/state");
    expect(state.length).toBeGreaterThan(60 * 0.9);
    expect(longestGap(state)).toBeLessThan(66_000 + 20_000);
    // The fan-out is not starved either, nor do its 200 requests keep the others away.
    expect(timesOf(scene, "/fan-out/199").length).toBeGreaterThanOrEqual(12 * 0.8);
    expect(timesOf(scene, "/graphs/1").length).toBeGreaterThan(25);
    expect(scene.recorded.count("acme.poll_failures{kind=retryable,loop=state}")).toBe(0);
    expect(scene.recorded.count("acme.poll_failures{kind=retryable,loop=fan-out}")).toBe(0);
    // And those that catch up do.
    expect(scene.checkpoints.record("logs")!.frontier.time).toBeGreaterThan(start - 80 * hour + 5 * hour);
    expect(scene.asked.length).toBeGreaterThan(3_600 * rate * 0.95);
  });
});

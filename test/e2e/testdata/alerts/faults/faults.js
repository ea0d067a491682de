// Components that go wrong on purpose, for tests of alerts. The vendor that `faulty` polls is the test: it decides what
// each instance is told.
import { checkpointStore, defineExtension, defineProcessor, provide } from "@genai-collector/component";
import { map, oneOf, text } from "@genai-collector/config/schema";
import { bucketed, definePollingReceiver, pollingConfig, snapshot } from "@genai-collector/polling";

const second = 1_000;

/** Every second, and never late: what alerts wait for comes soon. */
const rhythm = { name: "poll", cadenceMs: second, deadlineMs: second };
const replay = { ...rhythm, bucketMs: second, maxRangeMs: 60 * second, maxBackfillMs: 3_600 * second };
const seriesOf = (name) => [{ name, unit: "1", labels: ["session", "gen_ai.prompt"] }];

/** One value for each bucket of the range, as the vendor tells it now. */
const bucketsOf =
  (series) =>
  async ({ from, to }, io) => {
    const { labels = {}, value = 1 } = await io.json({ url: "/poll" });
    const ends = Array.from({ length: (to - from) / second }, (_, index) => from + (index + 1) * second);
    return ends.map((bucketEnd) => ({ series, labels, value, bucketEnd }));
  };

const loops = {
  /** How things stand now. */
  gauge: (name) =>
    snapshot({
      ...rhythm,
      bucketMs: second,
      series: seriesOf(name),
      async collect(_moment, io) {
        const { labels = {}, value = 1 } = await io.endpoint("poll", () => io.json({ url: "/poll" }));
        return [{ series: name, labels, value }];
      },
    }),
  /** Buckets that the vendor still changes. */
  unsettled: (name) =>
    bucketed({
      ...replay,
      bootstrapMs: 10 * second,
      unsettled: true,
      series: seriesOf(name),
      collect: bucketsOf(name),
    }),
  /** Begins with more than it may fetch. */
  backlog: (name) =>
    bucketed({
      ...replay,
      bootstrapMs: 10 * second,
      maxBackfillMs: 60 * second,
      unsettled: false,
      series: seriesOf(name),
      collect: bucketsOf(name),
    }),
};

export const faultyReceiverFactory = definePollingReceiver({
  type: "faulty",
  stability: { metrics: "development" },
  config: map({
    ...pollingConfig,
    endpoint: text({ doc: "Where this instance's vendor is." }),
    series: text({ default: "faulty_value", doc: "What its series is called." }),
    kind: oneOf(Object.keys(loops), { default: "gauge", doc: "What it polls." }),
  }),
  loopNames: [rhythm.name],
  endpoints: ["poll"],
  source: ({ endpoint }) => ({ endpoint }),
  loops: ({ kind, series }) => [loops[kind](series)],
});

/**
 * A store that takes nothing, because a newer leader has written or because it is broken; or one that forgets, and always
 * says that two hours are missing.
 */
export const faultyStoreExtensionFactory = defineExtension({
  type: "faulty_store",
  stability: { extension: "development" },
  config: map({ mode: oneOf(["fenced", "failing", "forgets"], { default: "fenced", doc: "What becomes of what is saved." }) }),
  provides: [checkpointStore],
  create: (_settings, { mode }) => {
    const store = {
      load: async () => {
        const ageMs = (mode === "forgets" ? 7_200 : 5) * second;
        return { frontier: { time: Math.floor((Date.now() - ageMs) / second) * second }, epoch: 1, skipped: {} };
      },
      advance: async () => {
        if (mode === "failing") throw new Error("the table is gone");
        return mode === "forgets" ? "saved" : "fenced";
      },
      list: async () => [],
      remove: async () => undefined,
    };
    return {
      provided: [provide(checkpointStore, store)],
      start: async () => undefined,
      shutdown: async () => undefined,
    };
  },
});

/** Says that it shall be heard of again, and is not. */
export const silentExtensionFactory = defineExtension({
  type: "silent",
  stability: { extension: "development" },
  config: map({}),
  provides: [],
  create: (settings) => ({
    provided: [],
    start: async () => settings.beat("sweep", second),
    shutdown: async () => undefined,
  }),
});

/** Loses what it is given, and books nothing. */
export const leakyProcessorFactory = defineProcessor({
  type: "leaky",
  stability: { traces: "development", metrics: "development", logs: "development" },
  config: map({}),
  createAny: () => ({ consume: async () => undefined }),
});

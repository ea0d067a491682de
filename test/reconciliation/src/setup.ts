import type { SeededRandom } from "@genai-collector/testkit";

const minute = 60_000;

/** Which of the shipped configurations are loaded: those that poll one platform together, or one of them alone. */
export type Shipped = "both" | "portkey-full" | "langsmith" | "ai-platforms";

/** What a run sets otherwise than the shipped files do. Times are in milliseconds. */
export interface Setup {
  readonly shipped: Shipped;
  readonly analyticsCadenceMs: number;
  readonly groupsCadenceMs: number;
  readonly sessionsCadenceMs: number;
  readonly usageCadenceMs: number;
  readonly runsCadenceMs: number;
  /** Keys of metadata that are asked for; the values of `owner` are people. */
  readonly metadataKeys: readonly string[];
  /** Values of one group, at most. */
  readonly maxGroups: number;
  /** Projects, at most. */
  readonly maxSessions: number;
  /** Lines of an export that are read together. */
  readonly chunkRecords: number;
  /** Records of one job. */
  readonly exportPage: number;
  /** Runs of one answer. */
  readonly runsPage: number;
  /** Projects of one answer. */
  readonly projectsPage: number;
  readonly maxRunDurationMs: number;
  readonly maxUnfinishedRuns: number;
  readonly maxBackfillMs: number;
  /** Portkey's requests a minute, and LangSmith's runs. */
  readonly requestsPerMinute: number;
  readonly runsPerMinute: number;
  /** How far the clocks of the platforms and of the collector are ahead of the true time. */
  readonly portkeyAheadMs: number;
  readonly langsmithAheadMs: number;
  readonly skewMs: number;
  /** What the clocks of some of LangSmith's clients are off. */
  readonly clientSkewMs: number;
  /** Which records of its boundary seconds an export has. */
  readonly exportBounds: "half-open" | "inclusive" | "exclusive";
}

/** How a user would run it, on little traffic. */
export const usualSetup: Setup = {
  shipped: "both",
  analyticsCadenceMs: minute,
  groupsCadenceMs: minute,
  sessionsCadenceMs: minute,
  usageCadenceMs: 10 * minute,
  runsCadenceMs: minute,
  metadataKeys: ["use_case", "owner"],
  maxGroups: 10_000,
  maxSessions: 1_000,
  chunkRecords: 5_000,
  exportPage: 50_000,
  runsPage: 100,
  projectsPage: 100,
  maxRunDurationMs: 24 * 60 * minute,
  maxUnfinishedRuns: 500,
  maxBackfillMs: 24 * 60 * minute,
  requestsPerMinute: 1.5,
  runsPerMinute: 4,
  portkeyAheadMs: 0,
  langsmithAheadMs: 0,
  skewMs: 0,
  clientSkewMs: 0,
  exportBounds: "half-open",
};

/** Both platforms with everything on, otherwise as the seed says. */
export function drawSetup(random: SeededRandom): Partial<Setup> {
  const cadence = (): number => random.pick([3, 10, 10, 15]) * minute;
  const ahead = (): number => random.pick([0, 0, -600_000, -90_000, 45_000, 600_000]);
  return {
    analyticsCadenceMs: random.pick([1, 5, 10, 10]) * minute,
    groupsCadenceMs: cadence(),
    sessionsCadenceMs: cadence(),
    usageCadenceMs: random.pick([10, 30, 60]) * minute,
    runsCadenceMs: random.pick([1, 5, 10]) * minute,
    metadataKeys: random.pick([["use_case"], ["use_case", "owner"], ["team", "session"]]),
    maxGroups: random.pick([10_000, 10_000, 3]),
    maxSessions: random.pick([1_000, 1_000, 9]),
    chunkRecords: random.pick([5_000, 40, 7]),
    exportPage: random.pick([50_000, 30]),
    runsPage: random.pick([100, 40, 15]),
    projectsPage: random.pick([100, 7]),
    maxRunDurationMs: random.pick([24, 2, 3]) * 60 * minute,
    maxUnfinishedRuns: random.pick([500, 500, 4]),
    portkeyAheadMs: ahead(),
    langsmithAheadMs: ahead(),
    skewMs: random.pick([0, 0, 120_000, -90_000]),
    clientSkewMs: random.pick([0, 0, 60_000]),
    exportBounds: random.pick(["half-open", "inclusive", "exclusive"]),
  };
}

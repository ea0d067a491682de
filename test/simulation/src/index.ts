/** What other tests share that run whole collectors in virtual time: the machine, its sinks, its troubles, and ledgers. */
export type { CollectorProcess } from "./collector-process.ts";
export { drawCrashPlan, type CrashPlan } from "./crash-plan.ts";
export { LaneLedger } from "./lane-ledger.ts";
export type { LaneOptions } from "./lane-options.ts";
export { loadConfiguration, loadFiles, type Configuration, type ConfigurationFiles } from "./load-configuration.ts";
export { Machine } from "./machine.ts";
export type { Aftermath, LogLine, MachineOptions } from "./machine-options.ts";
export { OwnCounts } from "./own-counts.ts";
export { OwnMetrics, scrape } from "./own-metrics.ts";
export { resourcesOf, seriesKey, type ReceivedPoint, type ReceivedResource } from "./received-points.ts";
export { runSeeds, type SeedRange, type SeedsResult } from "./run-seeds.ts";
export { savedLanes, type SavedLane } from "./saved-lanes.ts";
export type { TruePoint } from "./simulated-platform.ts";
export { SinkFront, usualMood, wellBehaved, type OutageKind, type SinkCall, type SinkVerdict } from "./sink-front.ts";
export { StepBalance } from "./step-balance.ts";
export { diskFailures } from "./trouble.ts";
export { tellStories, type StoryOrder, type StoryTelling } from "./tell-stories.ts";
export { Violations, type Promised, type Report, type Violation } from "./violations.ts";

/** What every polling receiver shares. */
export type { CapabilityState } from "./capability-state.ts";
export { definePollingReceiver, type PollingReceiverSpec } from "./define-polling-receiver.ts";
export type { Io, SourceRequest } from "./io.ts";
export {
  bucketed,
  snapshot,
  windowed,
  type BucketedLoop,
  type CollectRange,
  type Loop,
  type LoopBase,
  type ReplayingLoop,
  type SnapshotLoop,
  type SnapshotMoment,
  type WindowedLoop,
  type WindowPage,
  type WindowStep,
} from "./loop.ts";
export { pollingConfig, type PollingConfig } from "./polling-config.ts";
export type { Labels, PolledRecord, Sample } from "./sample.ts";
export type { Source } from "./source.ts";
export { SourceError, sourceStatus } from "./source-error.ts";

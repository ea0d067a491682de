/** What every polling receiver shares. */
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
export type { Labels, PolledRecord, Sample } from "./sample.ts";
export { SourceError, sourceStatus } from "./source-error.ts";

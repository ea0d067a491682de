import { capability } from "./capability.ts";
import type { ComponentId, Instant, Kind, PipelineId } from "./names.ts";
import type { PartStatus, Status } from "./status.ts";

/** How one component instance is doing. */
export interface ComponentStatus {
  readonly id: ComponentId;
  readonly kind: Kind;
  /** Processors: the one that it stands in. */
  readonly pipeline?: PipelineId | undefined;
  /** All that it stands in; none for extensions. */
  readonly pipelines: readonly PipelineId[];
  readonly state: Status["state"] | "stopping" | "stopped";
  /** Its message, if there is one: what may be shown. */
  readonly error?: string | undefined;
  readonly at: Instant;
  /** Its loops, lanes, listeners, leadership, in the order of their names; absent where it has none. */
  readonly parts?: readonly PartStatus[] | undefined;
}

/** What an extension provides that wants to know how the collector is doing. Must not throw. */
export interface StatusWatcher {
  /** Everything has started. */
  ready(): void;
  /** The shutdown has begun. */
  notReady(): void;
  /** A component's state has changed, or that of a part. */
  componentStatus(status: ComponentStatus): void;
}

export const statusWatcher = capability<StatusWatcher>("genai-collector.status-watcher/1");

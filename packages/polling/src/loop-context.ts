import type { LaneKey, Settings } from "@genai-collector/component";
import type { Capabilities } from "./capabilities.ts";
import type { FirstDeliveries } from "./first-deliveries.ts";
import type { LaneOutput } from "./lane.ts";
import type { Loop } from "./loop.ts";
import type { LoopTelemetry } from "./loop-telemetry.ts";
import type { PartHealth } from "./part-health.ts";
import type { Labels } from "./sample.ts";
import type { SourceClient } from "./source-client.ts";
import type { VendorClock } from "./vendor-clock.ts";

/** Who a lane is, and where it delivers. */
export interface LaneHead {
  readonly key: LaneKey;
  readonly output: LaneOutput;
}

/** What everything about one loop shares, for as long as the receiver lives. */
export interface LoopContext {
  readonly settings: Settings;
  /** Longest that data waits in a pipeline of the receiver until it is settled. */
  readonly settleMs: number;
  readonly loop: Loop;
  readonly client: SourceClient;
  readonly clock: VendorClock;
  readonly telemetry: LoopTelemetry;
  /** The product's resource attributes. */
  readonly identity: Labels;
  readonly capabilities: Capabilities;
  /** One lane for each pass and pipeline. */
  readonly lanes: readonly LaneHead[];
  readonly firstDeliveries: FirstDeliveries;
  /** The health of a part of the loop, by name; the same object for the same name. */
  health(part: string): PartHealth;
}

import type { Signal } from "@genai-collector/component";
import type { RunReceiverOptions } from "../run-receiver.ts";
import type { VirtualRuntime } from "../virtual-runtime.ts";
import type { ConformanceOptions } from "./conformance-options.ts";

/** How a receiver that is pushed to is reached. */
export interface Push {
  /**
   * Sends one payload as a client would, and says whether the receiver took responsibility for it. Rejects when
   * `signal` fires.
   */
  send(client: VirtualRuntime, signal: AbortSignal): Promise<"taken" | "refused">;
  /** Which of its signals that is. */
  readonly signal: Signal;
}

/** What a receiver that polls is polled against. */
export interface Poll {
  /** As for `runReceiver`: the vendor on a good day. Must tell the same of a settled bucket whenever it is asked. */
  readonly vendor: RunReceiverOptions["vendor"];
  /** How long after its end a bucket may still change; 10 min when absent. */
  readonly settleMs?: number;
  /** How long the vendor is polled, in virtual milliseconds; 2 h when absent. */
  readonly horizonMs?: number;
  /** What it answers on a bad day, as a vendor would; 503 when absent. */
  readonly bad?: unknown;
}

export interface ReceiverConformance extends ConformanceOptions {
  readonly push?: Push;
  readonly poll?: Poll;
}

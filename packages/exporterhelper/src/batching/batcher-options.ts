import type { BatchContext, Payload, Range } from "@genai-collector/component";
import type { RangeOwner } from "../dead-letters/range-owner.ts";
import type { BatchSizer } from "./sizer.ts";

/** Why a batch is sent now. `pressure`: somebody waits for the room that it takes. `polled`: it is none, and passes. */
export type BatchTrigger = "size" | "timeout" | "pressure" | "shutdown" | "polled";

/**
 * Why items are given back without being sent: the batcher takes nothing more, their sender left, too many combinations of
 * metadata are being collected, or an earlier part of the same polled payload is held.
 */
export type ReturnReason = "closed" | "aborted" | "partitions" | "behind_held";

/** What goes on. */
export interface MergedRequest<P extends Payload> {
  readonly payload: P;
  /** Of merged data the batcher's own; of polled data the sender's. */
  readonly context: BatchContext;
  readonly trigger: BatchTrigger;
  /** Items that nobody waits for: they are lost if this fails, and nobody else is told. */
  readonly unansweredItems: number;
  /** Who sent which range. Absent: one sender, who waits. */
  readonly owners?: (() => ReadonlyMap<Range, RangeOwner>) | undefined;
}

export interface BatcherOptions<P extends Payload> {
  /** What `minSize` and `maxSize` are counted in. */
  readonly sizer: BatchSizer;
  /** A batch that has as much is sent at once. 0: each payload is. */
  readonly minSize: number;
  /** No batch is larger; payloads are cut. Infinity: no limit. */
  readonly maxSize: number;
  /** A batch is sent this many milliseconds after its first part. 0: at once. */
  readonly flushTimeoutMs: number;
  /** What senders with different values of these sent is never merged. */
  readonly metadataKeys?: readonly string[] | undefined;
  readonly partitions?:
    | {
        /** Combinations of values that are collected at once, at most. */
        readonly limit: number;
        /** `flush`: the oldest batch is sent to make room. `refuse`: the payload is refused. */
        readonly whenFull: "flush" | "refuse";
      }
    | undefined;
  /** Bytes on the wire, from when they are taken until their batch has ended. Who finds no room waits. */
  readonly maxInFlightBytes?: number | undefined;
  /** Items that the batcher itself gives back: their senders are told, and they are not sent. `reason`: one word. */
  readonly returned?: ((items: number, reason: ReturnReason) => void) | undefined;
  /** Sends a batch; how it ends is told to everybody who waits. */
  send(request: MergedRequest<P>): Promise<void>;
  /** Calls `start` when it is time to send: until then parts can be taken out. At once when absent. */
  readonly schedule?: ((start: () => Promise<void>) => void) | undefined;
}

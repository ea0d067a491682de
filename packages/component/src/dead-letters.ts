import type { Payload } from "@genai-collector/pdata";
import { capability } from "./capability.ts";
import type { Coverage } from "./coverage.ts";
import type { ErrorKind } from "./errors.ts";
import type { ComponentId, Instant, PipelineId } from "./names.ts";

/** What a sink refused for good, or was given up on, after everything in front of the exporter has seen it. */
export interface DeadLetter {
  /** The items that were not taken, and no other. Who sent them is not kept, whatever its ranges say. */
  readonly payload: Payload;
  readonly exporter: ComponentId;
  /** Every pipeline of the payload's signal that the exporter stands in. */
  readonly pipelines: readonly PipelineId[];
  /** Why, from a closed list: as sinks reject (`too_old`), or what it was given up for (`budget_spent`, `shutdown`). */
  readonly reason: string;
  /** Of the error that it ended with; `bug` where that was none of the data path. */
  readonly code: string;
  readonly kind: ErrorKind | "bug";
  /** The class of what the sink answered: `4xx`, or gRPC's name of a status. Absent: it did not answer. */
  readonly status?: string | undefined;
  /** Polled data: what it is part of. */
  readonly coverage?: Coverage | undefined;
  /** When it was given up. */
  readonly at: Instant;
}

/** Keeps what could not be delivered, for people who find out why and send it again. */
export interface DeadLetters {
  /**
   * True when it is kept, for good; false when it could not be, which is counted and told there. Never rejects. May take
   * as long as a disk hangs: what waits for it must not be the way to the sink. Reads the payload and does not change it.
   */
  keep(letter: DeadLetter): Promise<boolean>;
}

export const deadLetters = capability<DeadLetters>("genai-collector.dead-letters/1");

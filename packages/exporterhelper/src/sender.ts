import type { ClientInfo, Coverage, Payload } from "@genai-collector/component";
import type { SendTally } from "./send-tally.ts";

/** What the layers of an exporter pass on. */
export interface SendRequest {
  readonly payload: Payload;
  /** Polled data: decides about splitting and order. */
  readonly coverage?: Coverage | undefined;
  /** Pushed data: who sent it, where all of it has one sender. */
  readonly client?: ClientInfo | undefined;
  /** By the clock that never steps, in milliseconds: no retry is begun that would end later. */
  readonly giveUpAt: number;
  /** Where is written down what becomes of it, parts included. */
  readonly tally?: SendTally | undefined;
}

/** Whether sending a part of it again changes nothing: what polling receivers make of metrics are gauges. */
export function isPolledGauges({ payload, coverage }: SendRequest): boolean {
  return coverage !== undefined && payload.signal === "metrics";
}

/** One layer: a transport, or something around another layer. */
export interface Sender {
  /** Resolves when the sink has the request. Rejects with a `CollectorError`; anything else is a bug. */
  send(request: SendRequest, signal: AbortSignal): Promise<void>;
}

/** The sink says that a request is too large (HTTP 413): it is split, whatever is in it. Kind `gap`. */
export const tooLargeCode = "EXPORT_TOO_LARGE";

/**
 * The sink failed without saying "later" (HTTP 500): not repeated here, because whoever sent the data may repeat it.
 * Kind `retryable`.
 */
export const failedCode = "EXPORT_FAILED";

/** The sink cannot read what it was sent. Kind `malformed`. */
export const malformedCode = "EXPORT_MALFORMED";

/** The sink will never take what it was sent, or some of it, for a reason that is known. Kind `gap`. */
export const rejectedItemsCode = "EXPORT_REJECTED_ITEMS";

/** The sink refuses a request as such (HTTP 400), for a reason that is not known. Kind `misconfigured`. */
export const refusedCode = "EXPORT_REFUSED";

import type { Coverage, Payload } from "@genai-collector/component";

/** What the layers of an exporter pass on. */
export interface SendRequest {
  readonly payload: Payload;
  /** Polled data: decides about splitting and order. */
  readonly coverage?: Coverage | undefined;
  /** By the clock that never steps, in milliseconds: no retry is begun that would end later. */
  readonly giveUpAt: number;
}

/** One layer: a transport, or something around another layer. */
export interface Sender {
  /** Resolves when the sink has the request. Rejects with a `CollectorError`; anything else is a bug. */
  send(request: SendRequest, signal: AbortSignal): Promise<void>;
}

/** The sink says that a request is too large (HTTP 413): the split layer takes it apart. Kind `gap`. */
export const tooLargeCode = "EXPORT_TOO_LARGE";

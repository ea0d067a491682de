import type { Signal } from "@genai-collector/component";
import { field, utf8, varint } from "./status-message.ts";

/** Items that no sink will take, of a request that was taken otherwise. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const rejectedField: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
};

/**
 * An `Export…ServiceResponse` as protobuf, alike for all signals: field 1 `partial_success`, with 1 `rejected_…` int64
 * and 2 `error_message` string. Nothing at all when all was taken.
 */
export function encodeExportResponse(partial?: PartialSuccess): Uint8Array {
  if (partial === undefined) return new Uint8Array();
  const rejected = partial.rejected === 0 ? [] : [0x08, ...varint(partial.rejected)];
  return Uint8Array.from(field(1, Uint8Array.from([...rejected, ...field(2, utf8(partial.message))])));
}

/** The same as JSON. otelcol writes the field also when it is empty. */
export function exportResponseToJson(signal: Signal, partial?: PartialSuccess): object {
  if (partial === undefined) return { partialSuccess: {} };
  return { partialSuccess: { [rejectedField[signal]]: String(partial.rejected), errorMessage: partial.message } };
}

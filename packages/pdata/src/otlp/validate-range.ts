import type { Signal } from "../payload.ts";
import { Reader } from "../wire/reader.ts";
import { requestSchemas } from "./schema.ts";
import { validateMessage } from "./validate.ts";

/** Checks a range (or a whole request) to its full depth. Throws a `WireError` with offset and path. */
export function validateRange(signal: Signal, bytes: Uint8Array): void {
  validateMessage(new Reader(bytes), requestSchemas[signal], bytes.length, "");
}

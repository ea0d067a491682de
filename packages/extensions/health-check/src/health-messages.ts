import { Cursor } from "@genai-collector/pdata/wire";
import type { ServingStatus } from "./health-codes.ts";

const serviceField = (1 << 3) | 2;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * `HealthCheckRequest { string service = 1 }`; the last of several counts, and unknown fields are passed over. Throws
 * where it is none.
 */
export function decodeHealthCheckRequest(message: Uint8Array): { readonly service: string } {
  const cursor = new Cursor(message);
  let service = "";
  while (cursor.next(message.length)) {
    if (cursor.tag === serviceField) service = utf8.decode(message.subarray(cursor.start, cursor.end));
  }
  return { service };
}

/** `HealthCheckResponse { ServingStatus status = 1 }` */
export function encodeHealthCheckResponse(status: ServingStatus): Uint8Array {
  return Uint8Array.of(1 << 3, status);
}

import type { ServerResponse } from "@genai-collector/component";
import { frame, percentEncode } from "@genai-collector/config/grpc-frame";
import { encodeExportResponse, type PartialSuccess } from "./export-response.ts";
import { encodeStatusMessage, type StatusMessage } from "./status-message.ts";

/** Clients bound the size of all headers together, most at 8 KiB, and the message stands in them twice. */
const longestMessage = 1_500;

const ok = { "grpc-status": "0" };

/** Makes a successful answer: one message, its status behind it. */
export function grpcSuccess(contentType: string, partial?: PartialSuccess): ServerResponse {
  return {
    status: 200,
    headers: { "content-type": contentType },
    body: [frame(encodeExportResponse(partial))],
    trailers: ok,
  };
}

/**
 * Makes an error: a status and no message, so that both are one block of headers ("Trailers-Only"). `httpStatus`: 200
 * but for requests that are no gRPC.
 */
export function grpcError(contentType: string, status: StatusMessage, httpStatus = 200): ServerResponse {
  const message = status.message.slice(0, longestMessage);
  const headers: Record<string, string> = {
    "content-type": contentType,
    "grpc-status": String(status.code),
    "grpc-message": percentEncode(message),
  };
  if (status.retryDelayMs !== undefined)
    headers["grpc-status-details-bin"] = base64(encodeStatusMessage({ ...status, message }));
  return { status: httpStatus, headers, body: [] };
}

/** Without padding, as gRPC's libraries write binary fields. */
function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
}

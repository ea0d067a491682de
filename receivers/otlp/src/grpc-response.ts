import type { ServerResponse } from "@genai-collector/component";
import { encodeExportResponse, type PartialSuccess } from "./export-response.ts";
import { frame } from "./grpc-frame.ts";
import { encodeStatusMessage, utf8, type StatusMessage } from "./status-message.ts";

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

/** The type of the answer to a request of this type; undefined where that is no gRPC. Any subtype is taken for protobuf, as grpc-go does. */
export function grpcContentType(asked: string | undefined): string | undefined {
  if (asked === undefined || asked === grpcType) return asked;
  if (!asked.startsWith(grpcType)) return undefined;
  const mark = asked[grpcType.length];
  if (mark !== "+" && mark !== ";") return undefined;
  const subtype = asked.slice(grpcType.length + 1);
  return subtype === "" ? grpcType : `${grpcType}+${subtype}`;
}

/** The type of an answer that nobody asked for in gRPC. */
export const grpcType = "application/grpc";

/** As `grpc-message` is written: every byte of UTF-8 but printable ASCII, and `%`, as `%XX`. */
export function percentEncode(text: string): string {
  if (/^[\x20-\x24\x26-\x7e]*$/.test(text)) return text;
  let encoded = "";
  for (const byte of utf8(text)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** Without padding, as gRPC's libraries write binary fields. */
function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
}

import type { ServerResponse } from "@genai-collector/component";
import { frame, percentEncode } from "@genai-collector/config/grpc-frame";

/** The codes that this service answers with (https://grpc.io/docs/guides/status-codes/). */
export const grpcCode = {
  ok: 0,
  cancelled: 1,
  invalidArgument: 3,
  notFound: 5,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** One of them. */
export type GrpcCode = (typeof grpcCode)[keyof typeof grpcCode];

/** Clients bound the size of all headers together, most at 8 KiB. */
const longestMessage = 1_500;

/** A call that ends without an answer: one block of headers. `httpStatus`: 200 but for requests that are no gRPC. */
export function grpcError(type: string, code: GrpcCode, message: string, httpStatus = 200): ServerResponse {
  return { status: httpStatus, headers: { "content-type": type, ...fields(code, message) }, body: [] };
}

/** One message. */
export function grpcMessage(type: string, message: Uint8Array): ServerResponse {
  return { status: 200, headers: { "content-type": type }, body: [frame(message)], trailers: { "grpc-status": "0" } };
}

/** Messages that come, framed; behind the last one, how the server ends the call. */
export function grpcStream(
  type: string,
  messages: AsyncIterable<Uint8Array>,
  code: GrpcCode,
  message: string,
): ServerResponse {
  return { status: 200, headers: { "content-type": type }, body: messages, trailers: fields(code, message) };
}

function fields(code: GrpcCode, message: string): Readonly<Record<string, string>> {
  return { "grpc-status": String(code), "grpc-message": percentEncode(message.slice(0, longestMessage)) };
}

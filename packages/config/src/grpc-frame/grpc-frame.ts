/** Before each message: a flag for compression, and the length in four bytes. */
export const framePrefix = 5;

/** The one message of a unary request. */
export interface Frame {
  readonly isCompressed: boolean;
  readonly message: Uint8Array;
}

/** Why there is none. `code`: gRPC's RESOURCE_EXHAUSTED or INTERNAL; `problem` in the words of grpc-go. */
export interface FrameProblem {
  readonly code: 8 | 13;
  readonly problem: string;
}

/** A request has exactly one message. */
export const moreThanOne: FrameProblem = violation("received multiple request messages for non-client-streaming RPC");

const unexpectedEnd: FrameProblem = { code: 13, problem: "unexpected EOF" };

/**
 * Takes the one message out of a request's body, without copying it
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). A problem for none, half of one, more than one, or
 * one that is larger than `maxBytes`.
 */
export function unframe(body: Uint8Array, maxBytes: number): Frame | FrameProblem {
  if (body.length === 0) return violation("received no request message from non-client-streaming RPC");
  if (body.length < framePrefix) return unexpectedEnd;
  const flag = body[0]!;
  const length = messageLength(body);
  if (length > maxBytes) return tooLarge(length, maxBytes);
  const end = framePrefix + length;
  if (body.length < end) return unexpectedEnd;
  if (flag > 1) return { code: 13, problem: `grpc: received unexpected payload format ${flag}` };
  if (body.length > end) return moreThanOne;
  return { isCompressed: flag === 1, message: body.subarray(framePrefix, end) };
}

/** A message as a body. */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(framePrefix + message.length);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, framePrefix);
  return framed;
}

/** What a prefix says of its message. */
export function messageLength(prefix: Uint8Array): number {
  return ((prefix[1]! << 24) | (prefix[2]! << 16) | (prefix[3]! << 8) | prefix[4]!) >>> 0;
}

/** Of a message of `length` bytes where `maxBytes` are allowed. */
export function tooLarge(length: number, maxBytes: number): FrameProblem {
  return { code: 8, problem: `grpc: received message larger than max (${length} vs. ${maxBytes})` };
}

function violation(what: string): FrameProblem {
  return { code: 13, problem: `cardinality violation: ${what}` };
}

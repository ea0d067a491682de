import { grpcCode } from "./grpc-code.ts";
import { RequestError } from "./request-error.ts";

/** Before each message: a flag for compression, and the length in four bytes. */
export const framePrefix = 5;

/** The one message of a unary request. */
export interface Frame {
  readonly isCompressed: boolean;
  readonly message: Uint8Array;
}

/**
 * Takes the one message out of a request's body, without copying it
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). Throws a `RequestError` in the words of grpc-go for
 * none, half of one, more than one, or one that is larger than `maxBytes`.
 */
export function unframe(body: Uint8Array, maxBytes: number): Frame {
  if (body.length === 0) throw violation("received no request message from non-client-streaming RPC");
  if (body.length < framePrefix) throw unexpectedEnd();
  const flag = body[0]!;
  const length = messageLength(body);
  if (length > maxBytes) throw tooLarge(length, maxBytes);
  const end = framePrefix + length;
  if (body.length < end) throw unexpectedEnd();
  if (flag > 1) throw internal(`grpc: received unexpected payload format ${flag}`);
  if (body.length > end) throw more();
  return { isCompressed: flag === 1, message: body.subarray(framePrefix, end) };
}

/** A message as a body. */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(framePrefix + message.length);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, framePrefix);
  return framed;
}

/**
 * Watches a body arrive, so that what cannot be taken is refused once its prefix is there, before its message is. Tells
 * `reserve` how many bytes the body will have.
 */
export class FrameWatch {
  readonly #maxBytes: number;
  readonly #reserve: (bytes: number) => void;
  readonly #prefix = new Uint8Array(framePrefix);
  #expected = 0;

  constructor(maxBytes: number, reserve: (bytes: number) => void) {
    this.#maxBytes = maxBytes;
    this.#reserve = reserve;
  }

  /** `total`: bytes that are there with `part`. Throws as `unframe` does, and what `reserve` throws. */
  see(part: Uint8Array, total: number): void {
    if (this.#expected === 0) this.#readPrefix(part, total);
    if (this.#expected !== 0 && total > this.#expected) throw more();
  }

  #readPrefix(part: Uint8Array, total: number): void {
    const before = total - part.length;
    if (before < framePrefix) this.#prefix.set(part.subarray(0, framePrefix - before), before);
    if (total < framePrefix) return;
    const length = messageLength(this.#prefix);
    if (length > this.#maxBytes) throw tooLarge(length, this.#maxBytes);
    this.#expected = framePrefix + length;
    this.#reserve(this.#expected);
  }
}

function messageLength(prefix: Uint8Array): number {
  return ((prefix[1]! << 24) | (prefix[2]! << 16) | (prefix[3]! << 8) | prefix[4]!) >>> 0;
}

function internal(message: string): RequestError {
  return new RequestError(400, grpcCode.internal, message);
}

function violation(what: string): RequestError {
  return internal(`cardinality violation: ${what}`);
}

function more(): RequestError {
  return violation("received multiple request messages for non-client-streaming RPC");
}

function unexpectedEnd(): RequestError {
  return internal("unexpected EOF");
}

function tooLarge(length: number, maxBytes: number): RequestError {
  const message = `grpc: received message larger than max (${length} vs. ${maxBytes})`;
  return new RequestError(413, grpcCode.resourceExhausted, message);
}

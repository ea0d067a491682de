import type { ServerResponse } from "@genai-collector/component";
import { isWhole, lengthOf } from "../server-answer.ts";
import { encodeFields } from "./hpack-encoder.ts";
import { writeFrameHead } from "./outbox.ts";
import { frameFlag, frameHeadBytes, frameType } from "./protocol.ts";

/** An answer in the words of HTTP/2, for any stream. */
export interface EncodedAnswer {
  /** Header blocks. */
  readonly head: Uint8Array;
  readonly trailers: Uint8Array | undefined;
  /** Undefined: none, also where the method or the status allows none. */
  readonly body: ServerResponse["body"] | undefined;
  /** All frames of a small one, to be copied; the stream's number is to be written over zeros. */
  readonly frames: SmallFrames | undefined;
}

/** Frames of which each begins where `dataAt` and `trailersAt` say; 0: there is none. */
export interface SmallFrames {
  readonly bytes: Uint8Array;
  readonly dataAt: number;
  readonly trailersAt: number;
  /** Bytes that count in flow control. */
  readonly dataBytes: number;
}

/** An answer that was given, and perhaps is given again. */
interface KnownAnswer {
  readonly answer: ServerResponse;
  readonly isHead: boolean;
  readonly encoded: EncodedAnswer;
}

/** Answers up to this size are put together before they are sent. */
const smallBytes = 8_192;
const mostKnown = 4;

/**
 * Encodes answers. Handlers give the same object for the same answer (that a request was taken, say), which nobody
 * changes once it was given: it is encoded once.
 */
export class AnswerEncoder {
  readonly #known: KnownAnswer[] = [];
  #next = 0;

  /** Throws a TypeError for what HTTP/2 cannot say. `isHead`: the answer is to have no body. */
  encode(answer: ServerResponse, isHead: boolean): EncodedAnswer {
    const known = this.#known;
    for (let at = 0; at < known.length; at++) {
      const each = known[at]!;
      if (each.answer === answer && each.isHead === isHead) return each.encoded;
    }
    const encoded = encodeAnswer(answer, isHead);
    if (encoded.frames !== undefined) {
      known[this.#next] = { answer, isHead, encoded };
      this.#next = (this.#next + 1) % mostKnown;
    }
    return encoded;
  }
}

function encodeAnswer(answer: ServerResponse, isHead: boolean): EncodedAnswer {
  const head = encodeFields(answer.status, answer.headers);
  const allowsBody = !isHead && answer.status !== 204 && answer.status !== 304;
  const trailers = !allowsBody || answer.trailers === undefined ? undefined : encodeFields(undefined, answer.trailers);
  const body = allowsBody && !isEmpty(answer.body) ? answer.body : undefined;
  return { head, trailers, body, frames: smallFrames(head, body, trailers) };
}

function isEmpty(body: ServerResponse["body"]): boolean {
  return isWhole(body) && lengthOf(body) === 0;
}

function smallFrames(
  head: Uint8Array,
  body: ServerResponse["body"] | undefined,
  trailers: Uint8Array | undefined,
): SmallFrames | undefined {
  if (body !== undefined && !isWhole(body)) return undefined;
  const dataBytes = body === undefined ? 0 : lengthOf(body);
  const size = 3 * frameHeadBytes + head.length + dataBytes + (trailers?.length ?? 0);
  if (size > smallBytes) return undefined;
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = putFrame(bytes, 0, frameType.headers, [head], body === undefined && trailers === undefined);
  const [dataAt, trailersAt] = [body === undefined ? 0 : at, trailers === undefined ? 0 : at + dataSize(dataBytes)];
  if (body !== undefined) at = putFrame(bytes, at, frameType.data, body, trailers === undefined);
  if (trailers !== undefined) at = putFrame(bytes, at, frameType.headers, [trailers], true);
  return { bytes: bytes.subarray(0, at), dataAt, trailersAt, dataBytes };
}

function dataSize(dataBytes: number): number {
  return dataBytes === 0 ? 0 : frameHeadBytes + dataBytes;
}

/** Returns where it ends. */
function putFrame(bytes: Uint8Array, at: number, type: number, parts: readonly Uint8Array[], ends: boolean): number {
  const flags = (type === frameType.headers ? frameFlag.endHeaders : 0) | (ends ? frameFlag.endStream : 0);
  writeFrameHead(bytes, at, lengthOf(parts), type, flags, 0);
  let end = at + frameHeadBytes;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return end;
}

import type { FrameSink } from "./frame-sink.ts";
import { maxBlockBytes } from "./frame-rules.ts";
import { ConnectionError, errorCode, frameFlag, frameType } from "./protocol.ts";

/** Continuations of one block: what nobody needs, and attackers send without end (CVE-2024-27316). */
const maxContinuations = 64;
/** Of a HEADERS frame that has a priority: what it depends on, and its weight. */
const priorityBytes = 5;

/** Puts header blocks together that come in several frames (RFC 9113 §4.3). */
export class HeaderBlock {
  /** The stream whose block has begun and not ended; 0: none. */
  stream = 0;
  #endsStream = false;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** Throws where a frame may not come now: nothing stands between the frames of a block. */
  expect(type: number, stream: number): void {
    const isContinuation = type === frameType.continuation;
    if (this.stream === 0 ? !isContinuation : isContinuation && stream === this.stream) return;
    throw new ConnectionError(errorCode.protocolError, "header blocks are not to be interrupted");
  }

  /** Takes a HEADERS or CONTINUATION frame, and hands the block on once it is whole. */
  add(type: number, flags: number, stream: number, bytes: Buffer, from: number, to: number, sink: FrameSink): void {
    let [start, end] = [from, to];
    if (type === frameType.headers) {
      this.#endsStream = (flags & frameFlag.endStream) !== 0;
      if ((flags & (frameFlag.padded | frameFlag.priority)) !== 0) [start, end] = unwrapped(flags, bytes, from, to);
    }
    const isLast = (flags & frameFlag.endHeaders) !== 0;
    if (isLast && this.stream === 0) sink.headers(stream, this.#endsStream, bytes, start, end);
    else this.#addPart(stream, bytes.subarray(start, end), isLast, sink);
  }

  #addPart(stream: number, part: Buffer, isLast: boolean, sink: FrameSink): void {
    this.stream = stream;
    this.#bytes += part.length;
    // Its chunk is of others, too.
    this.#parts.push(isLast ? part : Buffer.from(part));
    if (this.#bytes > maxBlockBytes || this.#parts.length > maxContinuations)
      throw new ConnectionError(errorCode.enhanceYourCalm, "a header block is too large");
    if (!isLast) return;
    const block = Buffer.concat(this.#parts, this.#bytes);
    this.stream = 0;
    this.#parts = [];
    this.#bytes = 0;
    sink.headers(stream, this.#endsStream, block, 0, block.length);
  }
}

/** Without padding and priority. */
function unwrapped(flags: number, bytes: Buffer, from: number, to: number): [number, number] {
  let [start, end] = [from, to];
  if ((flags & frameFlag.padded) !== 0) {
    if (start === end) throw new ConnectionError(errorCode.frameSizeError, "a frame has no room for its padding");
    end -= bytes[start++]!;
  }
  if ((flags & frameFlag.priority) !== 0) start += priorityBytes;
  if (start > end) throw new ConnectionError(errorCode.protocolError, "a frame has more padding than bytes");
  return [start, end];
}

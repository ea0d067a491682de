import { HeaderBlock } from "./header-block.ts";
import { checkFrame } from "./frame-rules.ts";
import type { FrameSink } from "./frame-sink.ts";
import { clientPreface, ConnectionError, errorCode, frameFlag, frameHeadBytes, frameType } from "./protocol.ts";

/**
 * Reads the frames of one connection out of chunks that are cut anywhere. Data is handed on as it comes, other frames
 * once they are whole. What `sink` throws, and a `ConnectionError` for what is no HTTP/2, ends the reading.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #block = new HeaderBlock();
  #prefaceSeen = 0;
  /** The head of a frame of which some bytes are there. */
  #head: Buffer | undefined;
  #headSeen = 0;
  /** The frame whose payload is being read; its type is -1 between frames. */
  #type = -1;
  #flags = 0;
  #stream = 0;
  #left = 0;
  #padding = 0;
  #needsPadding = false;
  #partial: Buffer | undefined;
  #partialSeen = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** The stream whose headers have begun and are not all there; 0: none. */
  get streamBegun(): number {
    return this.#type === frameType.headers ? this.#stream : this.#block.stream;
  }

  read(chunk: Buffer): void {
    let at = this.#prefaceSeen < clientPreface.length ? this.#readPreface(chunk) : 0;
    while (at < chunk.length) {
      if (this.#type === -1) at = this.#readHead(chunk, at);
      if (this.#type !== -1) at = this.#readPayload(chunk, at);
    }
  }

  #readPreface(chunk: Buffer): number {
    const length = Math.min(chunk.length, clientPreface.length - this.#prefaceSeen);
    for (let at = 0; at < length; at++) {
      if (chunk[at] !== clientPreface[this.#prefaceSeen++])
        throw new ConnectionError(errorCode.protocolError, "this is no HTTP/2");
    }
    return length;
  }

  #readHead(chunk: Buffer, at: number): number {
    if (this.#headSeen === 0 && chunk.length - at >= frameHeadBytes) {
      this.#begin(chunk, at);
      return at + frameHeadBytes;
    }
    const head = (this.#head ??= Buffer.allocUnsafeSlow(frameHeadBytes));
    const copied = chunk.copy(head, this.#headSeen, at, at + frameHeadBytes - this.#headSeen);
    this.#headSeen += copied;
    if (this.#headSeen === frameHeadBytes) {
      this.#headSeen = 0;
      this.#begin(head, 0);
    }
    return at + copied;
  }

  #begin(bytes: Buffer, at: number): void {
    const length = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    const [type, flags] = [bytes[at + 3]!, bytes[at + 4]!];
    const stream = ((bytes[at + 5]! & 0x7f) << 24) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 8) | bytes[at + 8]!;
    this.#block.expect(type, stream);
    checkFrame(type, flags, stream, length);
    this.#type = type;
    this.#flags = flags;
    this.#stream = stream;
    this.#left = length;
    this.#padding = 0;
    this.#needsPadding = type === frameType.data && (flags & frameFlag.padded) !== 0;
  }

  /** With the head of a frame just read, `at` may be the end of the chunk: a frame without payload is whole then. */
  #readPayload(chunk: Buffer, at: number): number {
    if (this.#type === frameType.data) return this.#readData(chunk, at);
    if (this.#type > frameType.continuation || this.#type === frameType.priority) return this.#skip(chunk, at);
    if (this.#partial === undefined && chunk.length - at >= this.#left) {
      const end = at + this.#left;
      this.#dispatch(chunk, at, end);
      return end;
    }
    return this.#collect(chunk, at);
  }

  #readData(chunk: Buffer, at: number): number {
    const here = Math.min(this.#left, chunk.length - at);
    if (here === 0 && this.#left > 0) return at;
    this.#left -= here;
    let from = at;
    if (this.#needsPadding) {
      this.#needsPadding = false;
      this.#padding = chunk[from++]!;
      if (this.#padding > this.#left + here - 1)
        throw new ConnectionError(errorCode.protocolError, "a frame has more padding than bytes");
    }
    // Of what is still to come, the last bytes are padding; they may have begun here.
    const to = Math.max(from, at + here - Math.max(0, this.#padding - this.#left));
    const isWhole = this.#left === 0;
    if (isWhole) this.#type = -1;
    const endsStream = isWhole && (this.#flags & frameFlag.endStream) !== 0;
    this.#sink.data(this.#stream, chunk, from, to, here, endsStream);
    return at + here;
  }

  #skip(chunk: Buffer, at: number): number {
    const here = Math.min(this.#left, chunk.length - at);
    this.#left -= here;
    if (this.#left === 0) {
      this.#type = -1;
      this.#sink.ignored();
    }
    return at + here;
  }

  /** Memory is made for what comes, not for what is announced. */
  #collect(chunk: Buffer, at: number): number {
    const here = Math.min(this.#left - this.#partialSeen, chunk.length - at);
    const needed = this.#partialSeen + here;
    const before = this.#partial;
    if (before === undefined || before.length < needed) {
      this.#partial = Buffer.allocUnsafeSlow(Math.min(this.#left, Math.max(2 * needed, 256)));
      before?.copy(this.#partial, 0, 0, this.#partialSeen);
    }
    const partial = this.#partial!;
    chunk.copy(partial, this.#partialSeen, at, at + here);
    this.#partialSeen = needed;
    if (needed === this.#left) {
      this.#partial = undefined;
      this.#partialSeen = 0;
      this.#dispatch(partial, 0, needed);
    }
    return at + here;
  }

  #dispatch(bytes: Buffer, start: number, end: number): void {
    const [type, flags, stream] = [this.#type, this.#flags, this.#stream];
    this.#type = -1;
    const isAck = (flags & frameFlag.ack) !== 0;
    switch (type) {
      case frameType.headers:
      case frameType.continuation:
        return this.#block.add(type, flags, stream, bytes, start, end, this.#sink);
      case frameType.resetStream:
        return this.#sink.resetByClient(stream);
      case frameType.settings:
        return isAck ? this.#sink.settingsTaken() : this.#sink.settings(bytes, start, end);
      case frameType.ping:
        return isAck ? this.#sink.pong(bytes, start) : this.#sink.ping(bytes, start);
      case frameType.goaway:
        return this.#sink.goaway(bytes.readUInt32BE(start + 4));
      default:
        return this.#sink.windowUpdate(stream, bytes.readUInt32BE(start) & 0x7fff_ffff);
    }
  }
}

import type { Socket } from "node:net";
import { frameHeadBytes } from "./protocol.ts";

/** Frames are put together in buffers of this size, and grow no larger. */
const leastBytes = 4_096;
const mostBytes = 65_536;
/** What is at least so large is handed to the socket as it is, instead of being copied. */
const worthAWrite = 4_096;

/** Where connections say that they have something to send: all of them send it when the event loop turns. */
export interface TurnEnd {
  wants(outbox: Outbox): void;
}

/**
 * What is on its way to one client. Everything that is said within one turn of the event loop leaves in one write: a call
 * of the system costs more than all frames of a small answer.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #turnEnd: TurnEnd;
  /** Where `reserve` makes room. */
  bytes: Buffer | undefined;
  #used = 0;
  /** What goes out before `bytes`. */
  #full: Uint8Array[] = [];
  #fullBytes = 0;
  #isAnnounced = false;

  constructor(socket: Socket, turnEnd: TurnEnd) {
    this.#socket = socket;
    this.#turnEnd = turnEnd;
  }

  /** Bytes that the system has not taken. */
  get waiting(): number {
    return this.#socket.writableLength + this.#fullBytes + this.#used;
  }

  /** Bytes that the system has taken, ever: those of a client that reads nothing come to a halt. */
  get taken(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  /** Makes room for so many bytes in `bytes`, which the caller is to fill at once. Returns where. */
  reserve(length: number): number {
    this.#announce();
    if (this.bytes === undefined) this.bytes = Buffer.allocUnsafeSlow(Math.max(leastBytes, length));
    else if (this.#used + length > this.bytes.length) this.#makeRoom(length);
    const at = this.#used;
    this.#used += length;
    return at;
  }

  /** Writes the head of a frame, whose payload of `length` bytes is to follow. */
  frame(length: number, type: number, flags: number, stream: number): void {
    const at = this.reserve(frameHeadBytes);
    writeFrameHead(this.bytes!, at, length, type, flags, stream);
  }

  /** Hands on bytes, which nobody may change from now on. */
  append(part: Uint8Array): void {
    if (part.length < worthAWrite) {
      const at = this.reserve(part.length);
      this.bytes!.set(part, at);
      return;
    }
    this.#announce();
    this.#seal();
    this.#full.push(part);
    this.#fullBytes += part.length;
  }

  /** Writes what there is. */
  flush(): void {
    this.#isAnnounced = false;
    const socket = this.#socket;
    if (!socket.writable) return this.#drop();
    if (this.#full.length > 0) return this.#flushAll();
    if (this.#used === 0) return;
    socket.write(this.bytes!.subarray(0, this.#used));
    // What the system took at once is not needed any more.
    if (socket.writableLength > 0) this.bytes = undefined;
    this.#used = 0;
  }

  /** Lets go of memory that is for the next answer. */
  rest(): void {
    if (this.#used === 0) this.bytes = undefined;
  }

  #announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#turnEnd.wants(this);
  }

  #makeRoom(length: number): void {
    const before = this.bytes!;
    const needed = this.#used + length;
    if (needed > mostBytes) {
      this.#seal();
      this.bytes = Buffer.allocUnsafeSlow(Math.max(mostBytes, length));
      return;
    }
    this.bytes = Buffer.allocUnsafeSlow(Math.min(mostBytes, Math.max(needed, 4 * before.length)));
    before.copy(this.bytes, 0, 0, this.#used);
  }

  /** What is in the buffer stays before what comes. */
  #seal(): void {
    if (this.#used === 0) return;
    this.#full.push(this.bytes!.subarray(0, this.#used));
    this.#fullBytes += this.#used;
    this.bytes = this.bytes!.subarray(this.#used);
    this.#used = 0;
    if (this.bytes.length < leastBytes / 4) this.bytes = undefined;
  }

  #flushAll(): void {
    this.#seal();
    const parts = this.#full;
    this.#full = [];
    this.#fullBytes = 0;
    this.bytes = undefined;
    this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
  }

  /** Nobody takes it. */
  #drop(): void {
    this.#full = [];
    this.#fullBytes = 0;
    this.#used = 0;
    this.bytes = undefined;
  }
}

/** RFC 9113 §4.1. */
export function writeFrameHead(
  bytes: Uint8Array,
  at: number,
  length: number,
  type: number,
  flags: number,
  stream: number,
): void {
  bytes[at] = length >>> 16;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length;
  bytes[at + 3] = type;
  bytes[at + 4] = flags;
  writeNumber(bytes, at + 5, stream);
}

/** Four bytes, the highest first. */
export function writeNumber(bytes: Uint8Array, at: number, number: number): void {
  bytes[at] = number >>> 24;
  bytes[at + 1] = number >>> 16;
  bytes[at + 2] = number >>> 8;
  bytes[at + 3] = number;
}

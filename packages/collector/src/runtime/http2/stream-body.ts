import type { RequestBody } from "@genai-collector/component";
import { leftWithinBody } from "../client-left.ts";
import { GatheredBody } from "./gathered-body.ts";

/** Looks at a body as it arrives; what it throws ends the reading. */
type Watch = (part: Uint8Array, total: number) => void;

/** Who reads all of a body. */
interface Reading {
  readonly limit: number;
  readonly watch: Watch | undefined;
  readonly resolve: (whole: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Whose body it is. */
export interface BodyOwner {
  /** The length of the body, where it was told. */
  readonly contentLength: number | undefined;
  readonly isGrpc: boolean;
  /** Bytes that came and were not taken. */
  readonly unread: number;
  /** So many bytes were taken: the client may send as many more. */
  consumed(bytes: number): void;
}

const nothing = new Uint8Array(0);
const grpcPrefixBytes = 5;
/** A body may keep alive a chunk that is so many times as large; a copy of a smaller one costs little. */
const mostOfChunk = 32;

/** The body of one stream. What arrives before somebody reads is kept; the windows of flow control bound it. */
export class StreamBody implements RequestBody {
  readonly #owner: BodyOwner;
  /** All of it, when it came at once. */
  #whole: Uint8Array | undefined;
  #gathered: GatheredBody | undefined;
  #reading: Reading | undefined;
  #announced = 0;
  #wake: (() => void) | undefined;
  #isEnded: boolean;
  #isBroken = false;
  /** Nobody wants the rest. */
  #isRefused = false;
  /** Whether somebody has begun to read. */
  isWanted = false;

  constructor(owner: BodyOwner, isEmpty: boolean) {
    this.#owner = owner;
    this.#isEnded = isEmpty;
  }

  /** A part arrived; `ends`: the last. */
  receive(part: Uint8Array, ends: boolean): void {
    this.#isEnded ||= ends;
    if (this.#reading !== undefined) this.#take(this.#reading, part);
    else if (this.#isRefused) this.#owner.consumed(part.length);
    else if (ends && this.#gathered === undefined) this.#whole = isLone(part) ? new Uint8Array(part) : part;
    else (this.#gathered ??= new GatheredBody()).add(part, 0);
    this.#wakeUp();
  }

  /** The stream is closed: who still reads hears of it, and nothing is kept. */
  close(): void {
    this.#isBroken = true;
    this.#whole = undefined;
    this.#gathered = undefined;
    this.#reading?.reject(leftWithinBody());
    this.#reading = undefined;
    this.#wakeUp();
  }

  read(limit: number, watch?: Watch): Promise<Uint8Array> {
    if (this.#isBroken) return Promise.reject(leftWithinBody());
    this.isWanted = true;
    const whole = this.#whole;
    if (whole !== undefined) return this.#readWhole(whole, limit, watch);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.#reading = { limit, watch, resolve, reject };
    this.#readOn(this.#reading);
    return promise;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.isWanted = true;
    try {
      for (;;) {
        const parts = this.#takeParts();
        for (const part of parts) {
          this.#owner.consumed(part.length);
          yield part;
        }
        if (this.#isBroken) throw leftWithinBody();
        if (parts.length > 0) continue;
        if (this.#isEnded) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#refuseRest();
    }
  }

  #readWhole(whole: Uint8Array, limit: number, watch: Watch | undefined): Promise<Uint8Array> {
    this.#whole = undefined;
    this.#owner.consumed(whole.length);
    try {
      watch?.(whole, whole.length);
      checkLimit(whole.length, limit);
    } catch (error) {
      this.#isRefused = true;
      return Promise.reject(error);
    }
    return Promise.resolve(whole);
  }

  /** What is there already. */
  #readOn(reading: Reading): void {
    const isEnded = this.#isEnded;
    // Until all of that is read there is more.
    this.#isEnded = false;
    const parts = this.#gathered?.parts() ?? [];
    for (const part of parts) {
      if (this.#reading !== undefined) this.#take(reading, part);
      else this.#owner.consumed(part.length);
    }
    this.#isEnded = isEnded;
    if (isEnded && this.#reading !== undefined) this.#take(reading, nothing);
  }

  #take(reading: Reading, part: Uint8Array): void {
    this.#owner.consumed(part.length);
    const gathered = (this.#gathered ??= new GatheredBody());
    try {
      const total = gathered.size + part.length;
      if (part.length > 0) reading.watch?.(part, total);
      checkLimit(total, reading.limit);
      if (gathered.size === 0) this.#announced = this.#expected(part, reading.limit);
    } catch (error) {
      this.#reading = undefined;
      this.#gathered = undefined;
      this.#isRefused = true;
      reading.reject(error);
      return;
    }
    if (!this.#isEnded) return gathered.add(part, this.#announced);
    this.#reading = undefined;
    this.#gathered = undefined;
    reading.resolve(gathered.take(part));
  }

  /** How long the body will be, as far as that can be told; 0 where it cannot, or is more than anybody takes. */
  #expected(first: Uint8Array, limit: number): number {
    const { contentLength, isGrpc } = this.#owner;
    const isFramed = contentLength === undefined && isGrpc && first.length >= grpcPrefixBytes;
    const expected = isFramed ? grpcPrefixBytes + messageBytes(first) : (contentLength ?? 0);
    return expected <= limit ? expected : 0;
  }

  #takeParts(): readonly Uint8Array[] {
    const whole = this.#whole;
    this.#whole = undefined;
    if (whole !== undefined) return whole.length > 0 ? [whole] : [];
    return this.#gathered?.parts() ?? [];
  }

  /** Who stopped reading must not hold up the other streams of the connection, however long it goes on answering. */
  #refuseRest(): void {
    this.#isRefused = true;
    this.#whole = undefined;
    this.#gathered = undefined;
    this.#owner.consumed(this.#owner.unread);
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

/** Whether it alone would keep a chunk alive that is far larger. */
function isLone(part: Uint8Array): boolean {
  return part.length < part.buffer.byteLength / mostOfChunk;
}

function checkLimit(total: number, limit: number): void {
  if (total > limit) throw new RangeError(`more than ${limit} bytes`);
}

/** What the prefix of a gRPC message says of its length. */
function messageBytes(prefix: Uint8Array): number {
  return ((prefix[1]! << 24) | (prefix[2]! << 16) | (prefix[3]! << 8) | prefix[4]!) >>> 0;
}

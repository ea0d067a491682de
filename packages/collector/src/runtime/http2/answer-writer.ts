import type { ServerResponse } from "@genai-collector/component";
import { internalError, isWhole } from "../server-answer.ts";
import type { AnswerEncoder, EncodedAnswer, SmallFrames } from "./answer-encoder.ts";
import type { Exchange } from "./exchange.ts";
import { writeNumber, type Outbox } from "./outbox.ts";
import { OutgoingBody } from "./outgoing-body.ts";
import { errorCode, frameFlag, frameType, initialWindow, largestWindow, leastMaxFrame } from "./protocol.ts";
import type { StreamTable } from "./stream-table.ts";

/** Whose streams are answered. */
export interface AnswerOwner {
  /** Something goes out. */
  sends(): void;
  /** All of the answer is out. */
  answered(exchange: Exchange): void;
  reset(exchange: Exchange, code: number): void;
}

/** Data is cut into frames no larger than this, so that streams get on side by side. */
const pieceBytes = 65_536;
/** So much data may wait for the system to take it; the rest waits with its streams. */
const dataAhead = 262_144;
/** Says in a header block that the dynamic table is not used (RFC 7541 §6.3). */
const noTable = 0x20;

/** Sends the answers of one connection, within the windows that the client opens (RFC 9113 §5.2). */
export class AnswerWriter {
  readonly #outbox: Outbox;
  readonly #encoder: AnswerEncoder;
  readonly #owner: AnswerOwner;
  #window = initialWindow;
  /** Answers of which something waits, in the order in which they are served. */
  #line: Exchange[] = [];
  /** What the client's settings say of one stream. */
  initialWindow = initialWindow;
  /** The largest frame that the client takes. */
  maxFrame = leastMaxFrame;
  /** The client gave the dynamic table less room than it has by default, and wants to hear that this is known. */
  tellsTable = false;

  constructor(outbox: Outbox, encoder: AnswerEncoder, owner: AnswerOwner) {
    this.#outbox = outbox;
    this.#encoder = encoder;
    this.#owner = owner;
  }

  /** Begins to answer. A status or a field that HTTP/2 does not know becomes a 500. */
  send(exchange: Exchange, answer: ServerResponse): void {
    const encoded = this.#encode(exchange, answer);
    if (encoded === undefined) return this.#owner.reset(exchange, errorCode.internalError);
    this.#owner.sends();
    const { frames } = encoded;
    if (frames !== undefined && !this.tellsTable && this.#allows(exchange, frames.dataBytes))
      this.#sendSmall(exchange, frames);
    else this.#sendLarge(exchange, encoded);
  }

  /** The client takes more of all answers together. False: more than there can be. */
  widen(increment: number): boolean {
    this.#window += increment;
    if (this.#window > largestWindow) return false;
    this.pump();
    return true;
  }

  /** The client takes more of this answer. False: more than there can be. */
  widenStream(exchange: Exchange, increment: number): boolean {
    exchange.sendWindow += increment;
    if (exchange.sendWindow > largestWindow) return false;
    if (exchange.outgoing !== undefined && exchange.outgoing.waiting > 0) this.#enqueue(exchange);
    return true;
  }

  /** The client gives every stream another window from now on. False: one of them gets wider than there can be. */
  resize(size: number, streams: StreamTable): boolean {
    const change = size - this.initialWindow;
    this.initialWindow = size;
    // A smaller one may leave streams below zero (RFC 9113 §6.9.2).
    return streams.values().every((exchange) => this.widenStream(exchange, change));
  }

  /** Sends what may be sent now of what waits, each stream a frame at a time. */
  pump(): void {
    while (this.#line.length > 0 && this.#window > 0 && this.#outbox.waiting < dataAhead) {
      const line = this.#line;
      this.#line = [];
      for (const exchange of line) {
        exchange.outgoing!.isInLine = false;
        if (!exchange.isClosed) this.#sendPiece(exchange, exchange.outgoing!);
      }
    }
  }

  #encode(exchange: Exchange, answer: ServerResponse): EncodedAnswer | undefined {
    const isHead = exchange.method === "HEAD";
    try {
      return this.#encoder.encode(answer, isHead);
    } catch {
      // Without its trailers the client must not take an answer for whole.
      return answer.trailers === undefined ? this.#encoder.encode(internalError, isHead) : undefined;
    }
  }

  #allows(exchange: Exchange, bytes: number): boolean {
    return bytes <= this.#window && bytes <= exchange.sendWindow;
  }

  #sendSmall(exchange: Exchange, { bytes, dataAt, trailersAt, dataBytes }: SmallFrames): void {
    const at = this.#outbox.reserve(bytes.length);
    const target = this.#outbox.bytes!;
    target.set(bytes, at);
    writeNumber(target, at + 5, exchange.id);
    if (dataAt > 0) writeNumber(target, at + dataAt + 5, exchange.id);
    if (trailersAt > 0) writeNumber(target, at + trailersAt + 5, exchange.id);
    this.#window -= dataBytes;
    this.#owner.answered(exchange);
  }

  #sendLarge(exchange: Exchange, { head, body, trailers }: EncodedAnswer): void {
    const isHeadAlone = body === undefined && trailers === undefined;
    this.#writeBlock(exchange.id, head, isHeadAlone);
    if (isHeadAlone) return this.#owner.answered(exchange);
    const outgoing = new OutgoingBody(trailers);
    exchange.outgoing = outgoing;
    if (body !== undefined && !isWhole(body)) {
      void this.#follow(exchange, outgoing, body);
      return;
    }
    for (const part of body ?? []) outgoing.add(part);
    this.#complete(exchange, outgoing);
  }

  /** Sends what comes, bit by bit. Never rejects. */
  async #follow(exchange: Exchange, outgoing: OutgoingBody, source: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      // Leaving the loop ends the source: who makes the pieces hears that the client left.
      for await (const piece of source) {
        if (exchange.isClosed) return;
        this.#owner.sends();
        outgoing.add(piece);
        this.#enqueue(exchange);
        if (outgoing.waiting > 0) await outgoing.emptied();
        if (exchange.isClosed) return;
      }
      if (!exchange.isClosed) this.#complete(exchange, outgoing);
    } catch {
      // A body that broke: the client must not take it for whole.
      if (!exchange.isClosed) this.#owner.reset(exchange, errorCode.internalError);
    }
  }

  /** Nothing will be added. */
  #complete(exchange: Exchange, outgoing: OutgoingBody): void {
    outgoing.isComplete = true;
    if (outgoing.waiting > 0) this.#enqueue(exchange);
    else this.#end(exchange, outgoing);
  }

  #enqueue(exchange: Exchange): void {
    const outgoing = exchange.outgoing!;
    if (!outgoing.isInLine && outgoing.waiting > 0) {
      outgoing.isInLine = true;
      this.#line.push(exchange);
    }
    this.pump();
  }

  /** One frame; it stands in line again if there is more. Who may send nothing leaves the line until its window opens. */
  #sendPiece(exchange: Exchange, outgoing: OutgoingBody): void {
    if (exchange.sendWindow <= 0) return;
    const most = Math.min(this.maxFrame, pieceBytes, this.#window, exchange.sendWindow);
    if (most > 0 && this.#outbox.waiting < dataAhead) this.#writeData(exchange, outgoing, outgoing.take(most));
    if (outgoing.waiting > 0) {
      outgoing.isInLine = true;
      this.#line.push(exchange);
    } else if (outgoing.isComplete && outgoing.trailers !== undefined) {
      this.#end(exchange, outgoing);
    }
  }

  #writeData(exchange: Exchange, outgoing: OutgoingBody, piece: Uint8Array): void {
    const ends = outgoing.waiting === 0 && outgoing.isComplete && outgoing.trailers === undefined;
    this.#outbox.frame(piece.length, frameType.data, ends ? frameFlag.endStream : 0, exchange.id);
    this.#outbox.append(piece);
    this.#window -= piece.length;
    exchange.sendWindow -= piece.length;
    if (ends) this.#owner.answered(exchange);
  }

  /** Behind all data. */
  #end(exchange: Exchange, { trailers }: OutgoingBody): void {
    if (trailers !== undefined) this.#writeBlock(exchange.id, trailers, true);
    else this.#outbox.frame(0, frameType.data, frameFlag.endStream, exchange.id);
    this.#owner.answered(exchange);
  }

  #writeBlock(stream: number, fields: Uint8Array, endsStream: boolean): void {
    const block = this.tellsTable ? Buffer.concat([Buffer.of(noTable), fields]) : fields;
    this.tellsTable = false;
    let type: number = frameType.headers;
    let at = 0;
    do {
      const part = block.subarray(at, at + this.maxFrame);
      at += part.length;
      const isFirst = type === frameType.headers;
      const flags =
        (isFirst && endsStream ? frameFlag.endStream : 0) | (at === block.length ? frameFlag.endHeaders : 0);
      this.#outbox.frame(part.length, type, flags, stream);
      this.#outbox.append(part);
      type = frameType.continuation;
    } while (at < block.length);
  }
}

import type { ServerHandler, ServerResponse } from "@genai-collector/component";
import { internalError } from "../server-answer.ts";
import { AbuseGuard } from "./abuse-guard.ts";
import type { AnswerEncoder } from "./answer-encoder.ts";
import { AnswerWriter, type AnswerOwner } from "./answer-writer.ts";
import { readSettings } from "./client-settings.ts";
import { writeGreeting, writePing, writeReset, writeSettingsTaken } from "./control-frames.ts";
import { Exchange, type ExchangeOwner } from "./exchange.ts";
import type { FrameSink } from "./frame-sink.ts";
import { HeadReader } from "./head-reader.ts";
import { connectionWindow, streamWindow, type Http2Settings } from "./http2-settings.ts";
import type { Outbox } from "./outbox.ts";
import { PingPolicy } from "./ping-policy.ts";
import { ConnectionError, errorCode } from "./protocol.ts";
import { ReceiveWindow } from "./receive-window.ts";
import type { RequestHead } from "./request-head.ts";
import { StreamTable } from "./stream-table.ts";

/** What streams are asked with, and answered by. */
export interface SessionTools {
  readonly handle: ServerHandler;
  readonly settings: Http2Settings;
  readonly encoder: AnswerEncoder;
}

/** Who looks after the connection. */
export interface SessionOwner {
  readonly peer: string;
  /** The last stream has ended. */
  emptied(): void;
  /** A ping of ours came back. */
  pong(bytes: Buffer, start: number): void;
  /** The client goes. */
  leaves(code: number): void;
}

/** Room in the dynamic table of those who answer, where a client does not say otherwise (RFC 9113 §6.5.2). */
const defaultTableBytes = 4_096;

/**
 * The streams of one connection: what frames do to them (RFC 9113 §5, §6, §8). What breaks the rules throws. It is one
 * state machine, with a method for each kind of frame, and longer for it than other files.
 */
export class Session implements FrameSink, ExchangeOwner, AnswerOwner {
  readonly #tools: SessionTools;
  readonly #owner: SessionOwner;
  readonly #outbox: Outbox;
  readonly #heads = new HeadReader();
  readonly #guard = new AbuseGuard();
  readonly #pings: PingPolicy;
  readonly #window: ReceiveWindow;
  readonly #writer: AnswerWriter;
  readonly #streams = new StreamTable();
  /** A request that is there, and whose body may be, too: its handler is asked once the next frame is read. */
  #arriving: Exchange | undefined;
  /** The client knows our settings. */
  #isKnown = false;
  /** The client has told its settings. */
  isGreeted = false;
  /** The number of the last stream that came. */
  lastStream = 0;
  /** Streams above it are not taken any more. */
  lastTaken = Infinity;
  /** When what is being read arrived. */
  now: number = performance.now();

  constructor(tools: SessionTools, owner: SessionOwner, outbox: Outbox) {
    const { settings, encoder } = tools;
    this.#tools = tools;
    this.#owner = owner;
    this.#outbox = outbox;
    this.#pings = new PingPolicy(settings.minClientPingMs, settings.allowsPingWithoutStream);
    this.#window = new ReceiveWindow(outbox, 0, connectionWindow);
    this.#writer = new AnswerWriter(outbox, encoder, this);
    writeGreeting(outbox, settings.maxConcurrentStreams);
  }

  get peer(): string {
    return this.#owner.peer;
  }

  /** How many streams are open. */
  get size(): number {
    return this.#streams.size;
  }

  /** The streams that are open. */
  exchanges(): Exchange[] {
    return this.#streams.values();
  }

  /** All of a chunk is read. */
  chunkRead(): void {
    this.#askArriving();
  }

  /** The client takes bytes again. */
  drained(): void {
    this.#writer.pump();
  }

  /** The connection is over: who is under way hears of it. */
  end(): void {
    // More may stand in what is being read.
    this.lastTaken = 0;
    this.#arriving = undefined;
    for (const exchange of this.#streams.values()) this.#close(exchange);
  }

  headers(stream: number, endsStream: boolean, block: Buffer, start: number, end: number): void {
    this.#askArriving();
    this.#mustBeGreeted();
    const open = this.#streams.get(stream);
    if (open !== undefined) return this.#trailers(open, endsStream, this.#heads.areTrailers(block, start, end));
    if (stream <= this.lastStream || stream % 2 === 0) return this.#lateHeaders(stream, endsStream, block, start, end);
    this.lastStream = stream;
    const head = this.#heads.request(block, start, end);
    // Its client knows by now, or will soon, that it is to ask elsewhere.
    if (stream > this.lastTaken) return this.#guard.idleFrame();
    this.#guard.stream();
    const refusal = this.#refusalOf(head);
    if (refusal === undefined) this.#open(stream, head as RequestHead, endsStream);
    else this.#refuse(stream, refusal);
  }

  data(stream: number, bytes: Buffer, start: number, end: number, charged: number, endsStream: boolean): void {
    this.#window.charge(charged);
    const exchange = this.#streams.get(stream);
    if (start === end && !endsStream) this.#guard.idleFrame();
    if (exchange === undefined) return this.#lateData(stream, charged);
    if (exchange.isRequestDone) {
      this.#window.release(charged);
      this.#guard.fault();
      return this.reset(exchange, errorCode.streamClosed);
    }
    this.#receive(exchange, bytes, start, end, charged, endsStream);
    if (exchange === this.#arriving) this.#askArriving();
  }

  resetByClient(stream: number): void {
    const exchange = this.#streams.get(stream);
    if (exchange === undefined) return this.#lateFrame(stream);
    this.#guard.reset();
    // Nobody needs to hear of a request that was taken back at once.
    if (exchange === this.#arriving) this.#arriving = undefined;
    this.#close(exchange);
  }

  settings(bytes: Buffer, start: number, end: number): void {
    if (this.isGreeted) this.#guard.idleFrame();
    this.isGreeted = true;
    const { headerTableSize, initialWindowSize, maxFrameSize } = readSettings(bytes, start, end);
    // Before what only these settings allow: some clients count on them once they are acknowledged, and not earlier.
    writeSettingsTaken(this.#outbox);
    if (headerTableSize !== undefined && headerTableSize < defaultTableBytes) this.#writer.tellsTable = true;
    if (maxFrameSize !== undefined) this.#writer.maxFrame = maxFrameSize;
    if (initialWindowSize !== undefined && !this.#writer.resize(initialWindowSize, this.#streams)) throw tooWide();
  }

  settingsTaken(): void {
    this.#mustBeGreeted();
    if (this.#isKnown) this.#guard.idleFrame();
    this.#isKnown = true;
  }

  ping(bytes: Buffer, start: number): void {
    this.#mustBeGreeted();
    this.#guard.idleFrame();
    // Told in gRPC's words: its clients then ping half as often.
    if (!this.#pings.isTolerable(this.now, this.#streams.size > 0))
      throw new ConnectionError(errorCode.enhanceYourCalm, "too_many_pings");
    writePing(this.#outbox, bytes, start, true);
  }

  pong(bytes: Buffer, start: number): void {
    this.#mustBeGreeted();
    this.#guard.idleFrame();
    this.#owner.pong(bytes, start);
  }

  goaway(code: number): void {
    this.#mustBeGreeted();
    this.#guard.idleFrame();
    this.#owner.leaves(code);
  }

  windowUpdate(stream: number, increment: number): void {
    this.#mustBeGreeted();
    this.#guard.idleFrame();
    if (stream === 0) {
      if (increment === 0) throw new ConnectionError(errorCode.protocolError, "a window is widened by nothing");
      if (!this.#writer.widen(increment)) throw tooWide();
      return;
    }
    const exchange = this.#streams.get(stream);
    if (exchange === undefined) return this.#lateFrame(stream);
    if (increment === 0) this.#fault(exchange, errorCode.protocolError);
    else if (!this.#writer.widenStream(exchange, increment)) this.#fault(exchange, errorCode.flowControlError);
  }

  ignored(): void {
    this.#mustBeGreeted();
    this.#guard.idleFrame();
  }

  consumed(exchange: Exchange, bytes: number): void {
    this.#window.release(bytes);
    if (!exchange.isRequestDone) exchange.window?.release(bytes);
  }

  sends(): void {
    this.#pings.forgive();
  }

  answered(exchange: Exchange): void {
    exchange.isAnswered = true;
    // A client that goes on sending what nobody will read is told to stop (RFC 9113 §8.1).
    if (!exchange.isRequestDone) writeReset(this.#outbox, exchange.id, errorCode.noError);
    this.#close(exchange);
  }

  reset(exchange: Exchange, code: number): void {
    writeReset(this.#outbox, exchange.id, code);
    this.#close(exchange);
  }

  /** Why a stream cannot be opened; undefined: it can. */
  #refusalOf(head: RequestHead | "too large" | undefined): number | undefined {
    if (head === undefined) return errorCode.protocolError;
    if (head === "too large") return errorCode.enhanceYourCalm;
    if (this.#streams.size < this.#tools.settings.maxConcurrentStreams) return undefined;
    // Who knows how many it may have must not try.
    if (this.#isKnown) throw new ConnectionError(errorCode.protocolError, "more streams than allowed");
    return errorCode.refusedStream;
  }

  #refuse(stream: number, code: number): void {
    this.#guard.fault();
    writeReset(this.#outbox, stream, code);
  }

  #open(stream: number, head: RequestHead, endsStream: boolean): void {
    if (endsStream && (head.contentLength ?? 0) > 0) return this.#refuse(stream, errorCode.protocolError);
    const exchange = new Exchange(stream, head, this, this.#writer.initialWindow, endsStream, this.now);
    this.#streams.add(exchange);
    this.#arriving = exchange;
  }

  #trailers(exchange: Exchange, endsStream: boolean, areTrailers: boolean): void {
    if (exchange.isRequestDone) return this.#fault(exchange, errorCode.streamClosed);
    if (!endsStream || !areTrailers || !exchange.receive(nothing, true)) this.#fault(exchange, errorCode.protocolError);
  }

  /** Of a stream that was reset, or that nobody may open any more. Its block still changes the table. */
  #lateHeaders(stream: number, endsStream: boolean, block: Buffer, start: number, end: number): void {
    this.#guard.idleFrame();
    const areTrailers = this.#heads.areTrailers(block, start, end);
    // Trailers may have been on their way; a request cannot.
    if (!endsStream || !areTrailers || stream % 2 === 0)
      throw new ConnectionError(errorCode.protocolError, "a stream is opened twice, or not by a client");
  }

  /** Of a stream that is closed: data may have been on its way when it was reset. */
  #lateData(stream: number, charged: number): void {
    if (charged < leastUseful) this.#guard.idleFrame();
    this.#mustHaveBeen(stream);
    this.#window.release(charged);
  }

  #lateFrame(stream: number): void {
    this.#guard.idleFrame();
    this.#mustHaveBeen(stream);
  }

  #mustHaveBeen(stream: number): void {
    if (stream > this.lastStream || stream % 2 === 0)
      throw new ConnectionError(errorCode.protocolError, "a frame names a stream that nobody opened");
  }

  /** A client begins with its settings (RFC 9113 §3.4). */
  #mustBeGreeted(): void {
    if (!this.isGreeted) throw new ConnectionError(errorCode.protocolError, "the first frame is not SETTINGS");
  }

  #receive(exchange: Exchange, bytes: Buffer, start: number, end: number, charged: number, endsStream: boolean): void {
    if (!endsStream) exchange.window ??= new ReceiveWindow(this.#outbox, exchange.id, streamWindow);
    exchange.window?.charge(charged);
    const part = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
    if (!exchange.receive(part, endsStream)) {
      this.#window.release(charged);
      return this.#fault(exchange, errorCode.protocolError);
    }
    const padding = charged - part.length;
    if (padding > 0) this.consumed(exchange, padding);
  }

  #fault(exchange: Exchange, code: number): void {
    this.#guard.fault();
    this.reset(exchange, code);
  }

  #close(exchange: Exchange): void {
    this.#streams.delete(exchange);
    if (exchange === this.#arriving) this.#arriving = undefined;
    this.#window.release(exchange.unread);
    exchange.close();
    if (this.#streams.size === 0) this.#owner.emptied();
  }

  #askArriving(): void {
    const exchange = this.#arriving;
    if (exchange === undefined) return;
    this.#arriving = undefined;
    void this.#ask(exchange);
  }

  /** Never rejects. */
  async #ask(exchange: Exchange): Promise<void> {
    let answer: ServerResponse;
    try {
      answer = await this.#tools.handle(exchange);
    } catch {
      // A handler that rejects is a bug that it has logged, or could not; the client gets an answer all the same.
      answer = internalError;
    }
    if (!exchange.isClosed) this.#writer.send(exchange, answer);
  }
}

const nothing = new Uint8Array(0);
/** Less of late data than this is not what was on its way. */
const leastUseful = 64;

function tooWide(): ConnectionError {
  return new ConnectionError(errorCode.flowControlError, "a window is wider than there may be");
}

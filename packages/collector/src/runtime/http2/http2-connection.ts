import type { Socket } from "node:net";
import type { ServerLimits } from "../server-limits.ts";
import { writeGoaway, writePing } from "./control-frames.ts";
import type { Exchange } from "./exchange.ts";
import { FrameReader } from "./frame-reader.ts";
import type { Http2Settings } from "./http2-settings.ts";
import { Outbox, type TurnEnd } from "./outbox.ts";
import { ConnectionError, errorCode, largestWindow } from "./protocol.ts";
import { Session, type SessionOwner, type SessionTools } from "./session.ts";
import { StallWatch } from "./stall-watch.ts";

/** Ages differ by so much at most, so that clients that came together do not come back together. */
const ageSpread = 0.1;
/** A client that lets more than this wait to be sent is not listened to until it takes some of it. */
const mostWaiting = 1_048_576;
/** How long a client has to show that it knows that it is to go. */
const farewellMs = 1_000;
/** So much of what a client still says when it was sent away is thrown away, rather than refused by resetting the connection. */
const mostIgnored = 4_194_304;
/** Tells pings apart. */
const farewell = Buffer.from("farewell");
const signOfLife = Buffer.from("are you?");

/** One connection: its socket, and how long it may stay. */
export class Http2Connection implements SessionOwner {
  readonly peer: string;
  readonly #socket: Socket;
  readonly #settings: Http2Settings;
  readonly #outbox: Outbox;
  readonly #session: Session;
  readonly #reader: FrameReader;
  readonly #stalls = new StallWatch();
  readonly #since = performance.now();
  readonly #maxAgeMs: number;
  #idleSince = this.#since;
  #streamBegun = 0;
  #begunSince = this.#since;
  #isDraining = false;
  #farewell: NodeJS.Timeout | undefined;
  #bytesRead = 0;
  #heardAt = this.#since;
  #askedAt: number | undefined;
  /** No more is said, or listened to. */
  #isOver = false;
  #ignored = 0;
  #isSayingGoodbye = false;

  constructor(socket: Socket, tools: SessionTools, turnEnd: TurnEnd) {
    const { remoteAddress = "", remotePort = 0 } = socket;
    this.peer = remoteAddress === "" ? "unix" : `${remoteAddress}:${remotePort}`;
    this.#socket = socket;
    this.#settings = tools.settings;
    this.#maxAgeMs = tools.settings.maxConnectionAgeMs * (1 + Math.random() * ageSpread);
    this.#outbox = new Outbox(socket, turnEnd);
    this.#session = new Session(tools, this, this.#outbox);
    this.#reader = new FrameReader(this.#session);
    socket.on("data", this.#read);
    socket.on("drain", this.#drained);
    // Who closes one side of a connection waits for no answer.
    socket.on("end", this.#left);
    socket.on("close", this.#left);
    // What goes wrong with a connection ends it; nobody else is to know.
    socket.on("error", ignore);
  }

  /**
   * Tells the client to go, and then, once it knows, which streams were taken: those that it opened meanwhile it may open
   * again elsewhere (RFC 9113 §6.8). Ends when the streams under way have ended.
   */
  drain(): void {
    if (this.#isOver || this.#isDraining) return;
    this.#isDraining = true;
    if (!this.#session.isGreeted) return this.#part();
    writeGoaway(this.#outbox, largestWindow, errorCode.noError);
    writePing(this.#outbox, farewell, 0, false);
    this.#farewell = setTimeout(this.#takeNoMore, farewellMs).unref();
  }

  /** Breaks what is under way, and waits for nothing that the client should take. */
  destroy(): void {
    this.#left();
    this.#socket.destroy();
  }

  /** Looks after everything that takes its time: asked now and then. */
  check(): void {
    const now = performance.now();
    this.#outbox.rest();
    if (this.#outbox.waiting === 0 && this.#socket.isPaused()) this.#socket.resume();
    if (this.#isOver) this.#partFromClient();
    else if (this.#isBeyondHelp(now)) this.destroy();
    else if (this.#isToGo(now)) this.drain();
  }

  emptied(): void {
    this.#idleSince = performance.now();
    if (this.#session.lastTaken !== Infinity) this.#part();
  }

  pong(bytes: Buffer, start: number): void {
    if (this.#farewell !== undefined && farewell.equals(bytes.subarray(start, start + farewell.length)))
      this.#takeNoMore();
  }

  leaves(code: number): void {
    if (code !== errorCode.noError) this.destroy();
    else this.#isDraining = true;
    this.#takeNoMore();
  }

  readonly #read = (chunk: Buffer): void => {
    if (this.#isOver) return this.#ignore(chunk);
    this.#session.now = performance.now();
    try {
      this.#reader.read(chunk);
      this.#session.chunkRead();
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#outbox.waiting > mostWaiting) this.#socket.pause();
  };

  readonly #drained = (): void => {
    this.#session.drained();
    if (this.#socket.isPaused()) this.#socket.resume();
  };

  readonly #left = (): void => {
    clearTimeout(this.#farewell);
    this.#isOver = true;
    this.#session.end();
  };

  readonly #takeNoMore = (): void => {
    clearTimeout(this.#farewell);
    this.#farewell = undefined;
    if (this.#isOver || this.#session.lastTaken !== Infinity) return;
    this.#session.lastTaken = this.#session.lastStream;
    writeGoaway(this.#outbox, this.#session.lastStream, errorCode.noError);
    if (this.#session.size === 0) this.#part();
  };

  /** The client broke the rules, or we did. */
  #fail(error: unknown): void {
    const [code, why] =
      error instanceof ConnectionError ? [error.code, error.message] : [errorCode.internalError, "internal error"];
    writeGoaway(this.#outbox, this.#session.lastStream, code, why);
    this.#session.end();
    this.#part();
  }

  /** Everything is said: the client closes, or is cut off at one of the next checks. */
  #part(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#outbox.flush();
    this.#socket.end();
    // What it still says is read, and thrown away: a reset would take back what it was told.
    this.#socket.resume();
  }

  #ignore(chunk: Buffer): void {
    this.#ignored += chunk.length;
    if (this.#ignored > mostIgnored) this.#socket.destroy();
  }

  /** The last frames are on their way: a client that takes them has until the next time. */
  #partFromClient(): void {
    if (this.#isSayingGoodbye) this.#socket.destroy();
    this.#isSayingGoodbye = true;
  }

  #isBeyondHelp(now: number): boolean {
    const { limits, maxConnectionAgeGraceMs } = this.#settings;
    if (this.#stalls.isStalled(this.#outbox, now, limits.writeTimeoutMs)) return true;
    for (const exchange of this.#session.exchanges()) {
      if (isLate(exchange, now, limits)) this.#session.reset(exchange, errorCode.cancel);
    }
    if (now - this.#since >= this.#maxAgeMs + maxConnectionAgeGraceMs) return true;
    return this.#areHeadersLate(now, limits.headersTimeoutMs) || !this.#isAlive(now);
  }

  /** Whether the client takes too long to begin, or with the headers of one request. */
  #areHeadersLate(now: number, timeoutMs: number): boolean {
    const { streamBegun } = this.#reader;
    if (streamBegun !== this.#streamBegun) this.#begunSince = now;
    this.#streamBegun = streamBegun;
    if (timeoutMs === 0) return false;
    if (!this.#session.isGreeted) return now - this.#since >= timeoutMs;
    return streamBegun !== 0 && now - this.#begunSince >= timeoutMs;
  }

  #isToGo(now: number): boolean {
    const isIdle = this.#session.size === 0 && now - this.#idleSince >= this.#settings.maxConnectionIdleMs;
    return isIdle || now - this.#since >= this.#maxAgeMs;
  }

  /** A client from which nothing came for long is asked for a sign of life. False: it gave none. */
  #isAlive(now: number): boolean {
    const { bytesRead } = this.#socket;
    if (bytesRead !== this.#bytesRead) {
      this.#bytesRead = bytesRead;
      this.#heardAt = now;
      this.#askedAt = undefined;
    }
    if (this.#askedAt !== undefined) return now - this.#askedAt < this.#settings.pingTimeoutMs;
    if (now - this.#heardAt >= this.#settings.pingAfterMs && this.#session.isGreeted) {
      this.#askedAt = now;
      writePing(this.#outbox, signOfLife, 0, false);
    }
    return true;
  }
}

/** Whether a client does not send its body, or takes nothing of its answer. */
function isLate(exchange: Exchange, now: number, { requestTimeoutMs, writeTimeoutMs }: ServerLimits): boolean {
  if (exchange.isReceiving && requestTimeoutMs > 0 && now - exchange.since >= requestTimeoutMs) return true;
  return exchange.outgoing?.isStalled(now, writeTimeoutMs) === true;
}

const ignore = (): void => undefined;

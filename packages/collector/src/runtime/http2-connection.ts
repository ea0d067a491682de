import { constants, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { ServerHandler } from "@genai-collector/component";
import { Http2Exchange } from "./http2-exchange.ts";
import { connectionWindow, type Http2Settings } from "./http2-settings.ts";
import { PingPolicy } from "./ping-policy.ts";
import { Roster } from "./roster.ts";

const { NGHTTP2_ENHANCE_YOUR_CALM } = constants;

/** Ages differ by so much at most, so that clients that came together do not come back together. */
const ageSpread = 0.1;

/** One connection: its streams, and how long it may stay. */
export class Http2Connection {
  readonly #session: ServerHttp2Session;
  readonly #socket: Socket;
  readonly #handle: ServerHandler;
  readonly #settings: Http2Settings;
  readonly #pings: PingPolicy;
  readonly #peer: string;
  readonly #exchanges = new Roster<Http2Exchange>();
  readonly #since = performance.now();
  readonly #maxAgeMs: number;
  #isGreeted = false;
  #idleSince = this.#since;
  #drainingSince: number | undefined;
  #bytesRead = 0;
  #heardAt = this.#since;
  #askedAt: number | undefined;
  #isSayingGoodbye = false;

  constructor(session: ServerHttp2Session, socket: Socket, handle: ServerHandler, settings: Http2Settings) {
    this.#session = session;
    this.#socket = socket;
    this.#handle = handle;
    this.#settings = settings;
    this.#pings = new PingPolicy(settings.minClientPingMs, settings.allowsPingWithoutStream);
    this.#maxAgeMs = settings.maxConnectionAgeMs * (1 + Math.random() * ageSpread);
    const { remoteAddress = "", remotePort = 0 } = session.socket;
    this.#peer = remoteAddress === "" ? "unix" : `${remoteAddress}:${remotePort}`;
    session.setLocalWindowSize(connectionWindow);
    session.on("stream", this.#serve);
    session.on("ping", this.#pinged);
    session.once("remoteSettings", () => (this.#isGreeted = true));
    // What goes wrong with a connection ends it; nobody else is to know.
    session.on("error", () => undefined);
  }

  /**
   * Tells the client to go, and which streams were taken: those that it opened meanwhile it may open again elsewhere
   * (RFC 9113 §6.8). Ends when the streams under way have ended.
   */
  drain(): void {
    if (this.#isOver) return;
    this.#drainingSince = performance.now();
    this.#session.close();
  }

  /** Breaks what is under way, and waits for nothing that the client should take. */
  destroy(): void {
    this.#session.destroy();
    this.#socket.destroy();
  }

  /** Looks after everything that takes its time: asked now and then. */
  check(): void {
    const now = performance.now();
    if (this.#session.destroyed) this.#partFromClient();
    else if (this.#isBeyondHelp(now)) this.destroy();
    else if (!this.#session.closed && this.#isToGo(now)) this.drain();
  }

  /** The last frames are on their way: a client that takes them has until the next time. */
  #partFromClient(): void {
    if (this.#isSayingGoodbye) this.#socket.destroy();
    this.#isSayingGoodbye = true;
  }

  #isBeyondHelp(now: number): boolean {
    const { limits, maxConnectionAgeGraceMs } = this.#settings;
    for (const exchange of this.#exchanges.values()) {
      if (!exchange.check(now, limits)) return true;
    }
    if (this.#drainingSince !== undefined && now - this.#drainingSince >= maxConnectionAgeGraceMs) return true;
    if (!this.#isGreeted) return limits.headersTimeoutMs > 0 && now - this.#since >= limits.headersTimeoutMs;
    return !this.#isAlive(now);
  }

  #isToGo(now: number): boolean {
    const isIdle = this.#exchanges.size === 0 && now - this.#idleSince >= this.#settings.maxConnectionIdleMs;
    return isIdle || now - this.#since >= this.#maxAgeMs;
  }

  get #isOver(): boolean {
    return this.#session.destroyed || this.#session.closed;
  }

  readonly #serve = (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    _flags: number,
    raw: readonly string[],
  ): void => {
    const exchange = new Http2Exchange(stream, headers, raw, this.#peer, performance.now());
    const entry = this.#exchanges.add(exchange);
    // Told by "close" as well.
    stream.on("error", ignore);
    stream.on("close", () => {
      this.#exchanges.delete(entry);
      if (this.#exchanges.size === 0) this.#idleSince = performance.now();
      exchange.left();
    });
    void exchange.answer(this.#handle, this.#forgive);
  };

  readonly #forgive = (): void => this.#pings.forgive();

  readonly #pinged = (): void => {
    if (this.#isOver || this.#pings.isTolerable(performance.now(), this.#exchanges.size > 0)) return;
    // Told in gRPC's words: its clients then ping half as often.
    this.#session.goaway(NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from("too_many_pings"));
    this.#session.destroy(new Error("the client pings too often"), NGHTTP2_ENHANCE_YOUR_CALM);
  };

  /** A client from which nothing came for long is asked for a sign of life. False: it gave none. */
  #isAlive(now: number): boolean {
    const { bytesRead } = this.#socket;
    if (bytesRead !== this.#bytesRead) {
      this.#bytesRead = bytesRead;
      this.#heardAt = now;
      this.#askedAt = undefined;
    }
    if (this.#askedAt !== undefined) return now - this.#askedAt < this.#settings.pingTimeoutMs;
    if (now - this.#heardAt >= this.#settings.pingAfterMs && !this.#session.closed) {
      this.#askedAt = now;
      this.#session.ping(ignore);
    }
    return true;
  }
}

const ignore = (): void => undefined;

import type { Socket } from "node:net";
import type { ServerResponse } from "@genai-collector/component";
import { clientLeft, leftWithinBody } from "../client-left.ts";
import { internalError } from "../server-answer.ts";
import { BodyFraming } from "./body-framing.ts";
import type { ConnectionContext } from "./connection-context.ts";
import { Http1Exchange, type Client } from "./exchange.ts";
import { HeadReader } from "./head-reader.ts";
import { linger } from "./lingering.ts";
import { ProtocolError } from "./protocol-error.ts";
import { statusLine } from "./reason-phrases.ts";
import { Http1Body, type BodySource } from "./request-body.ts";
import type { RequestHead } from "./request-head.ts";

/**
 * What a connection waits for. `head`: a request, or more of its head. `body`: more of its body, while its handler may be
 * at work. `answer`: the handler's answer, or that the client takes it. `end`: nothing; the last answer is on its way.
 */
type Phase = "head" | "body" | "answer" | "end";

/** One connection: requests are answered one after the other, in the order in which they came (RFC 9112 §9.3). */
export class Http1Connection implements BodySource, Client {
  readonly peer: string;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #heads = new HeadReader();
  #phase: Phase = "head";
  /** When what is waited for began: the connection, the idleness behind an answer, or the request. */
  #since = performance.now();
  #isUsed = false;
  #exchange: Http1Exchange | undefined;
  #framing: BodyFraming | undefined;
  /** What came behind the request that is answered. While there is any, nothing more is read. */
  #rest: Buffer | undefined;
  #isPaused = false;
  #isStopping = false;
  #gone: AbortController | undefined;

  constructor(socket: Socket, context: ConnectionContext) {
    const { remoteAddress = "", remotePort = 0 } = socket;
    this.peer = remoteAddress === "" ? "unix" : `${remoteAddress}:${remotePort}`;
    this.#socket = socket;
    this.#context = context;
    socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    socket.on("drain", () => this.#drained());
    socket.on("timeout", () => this.#stalled());
    socket.on("end", () => this.#ended());
    // What goes wrong with it closes it.
    socket.on("error", () => undefined);
    socket.once("close", () => this.#closed());
  }

  get signal(): AbortSignal {
    this.#gone ??= new AbortController();
    if (this.#socket.destroyed) this.#leave(this.#gone);
    return this.#gone.signal;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  sendContinue(): void {
    if (this.#socket.writable) this.#socket.write("HTTP/1.1 100 Continue\r\n\r\n", "latin1");
  }

  /** Ends the connection if it is idle; else it ends behind the answer that is under way. */
  stop(): void {
    this.#isStopping = true;
    if (this.#phase === "head" && !this.#heads.hasBegun) this.#endIdle();
  }

  /** Ends what takes too long. */
  check(now: number): void {
    const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = this.#context.limits;
    const waited = now - this.#since;
    if (this.#phase === "body") {
      if (isOver(waited, requestTimeoutMs)) this.#refuse(408);
    } else if (this.#phase !== "head") return;
    else if (this.#isUsed && !this.#heads.hasBegun) {
      // Later than clients are told: a request that is on its way then still arrives.
      if (isOver(waited - Math.min(1_000, keepAliveTimeoutMs), keepAliveTimeoutMs)) this.#endIdle();
    } else if (isOver(waited, headersTimeoutMs)) this.#refuse(408);
  }

  #receive(bytes: Buffer): void {
    try {
      this.#read(bytes);
    } catch (error) {
      // Anything else would be a bug, which is to cost this client alone its connection.
      this.#refuse(error instanceof ProtocolError ? error.status : 500);
    }
  }

  /** Reads one request after the other, until one has to be answered first. */
  #read(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#phase === "head") at = this.#readHead(bytes, at);
      else if (this.#phase === "body") at = this.#readBody(this.#framing!, bytes, at);
      else if (this.#phase === "answer") return this.#hold(bytes, at);
      else return;
    }
    if (this.#phase === "body" && !this.#exchange!.body.isWanted) this.#pause();
  }

  #readHead(bytes: Buffer, at: number): number {
    if (!this.#heads.hasBegun) this.#since = performance.now();
    const head = this.#heads.read(bytes, at);
    if (head === undefined) return bytes.length;
    return this.#begin(head, bytes, this.#heads.end);
  }

  /** What is there of the body arrives before the handler asks for it: most come with their head. */
  #begin(head: RequestHead, bytes: Buffer, at: number): number {
    const body = new Http1Body(this, head.bodyLength, head.awaitsContinue);
    const exchange = new Http1Exchange(head, body, this);
    this.#exchange = exchange;
    this.#framing = new BodyFraming(head.bodyLength);
    this.#phase = "body";
    const end = this.#readBody(this.#framing, bytes, at);
    void this.#answer(exchange);
    return end;
  }

  #readBody(framing: BodyFraming, bytes: Buffer, at: number): number {
    const { body } = this.#exchange!;
    body.arrive(framing.read(bytes, at));
    if (framing.isDone) {
      this.#phase = "answer";
      this.#framing = undefined;
      body.complete();
    }
    return framing.end;
  }

  #hold(bytes: Buffer, at: number): void {
    const more = bytes.subarray(at);
    this.#rest = this.#rest === undefined ? more : Buffer.concat([this.#rest, more]);
    this.#pause();
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  async #answer(exchange: Http1Exchange): Promise<void> {
    let answer: ServerResponse;
    try {
      answer = await this.#context.handle(exchange);
    } catch {
      // A handler that rejects is a bug that it has logged, or could not; the client gets an answer all the same.
      answer = internalError;
    }
    // Else the connection has ended, or the client was told something else.
    if (this.#exchange === exchange && this.#socket.writable) this.#send(exchange, answer);
  }

  #send({ head, body }: Http1Exchange, answer: ServerResponse): void {
    // What did not arrive of the request would be taken for the next one; and who stops waits for kept connections.
    const keeps = this.#context.keepsAlive && head.keepsAlive && body.isDone && !this.#isStopping;
    const isHeadOnly = head.method === "HEAD";
    let hasRoom: boolean;
    try {
      hasRoom = this.#context.writer.write(this.#socket, answer, isHeadOnly, keeps);
    } catch {
      // A status or a field that HTTP does not know: a bug, too.
      hasRoom = this.#context.writer.write(this.#socket, internalError, isHeadOnly, keeps);
    }
    this.#exchange = undefined;
    if (!keeps) this.#end(body);
    else if (hasRoom) this.#next();
    this.#watchWriting();
  }

  /** The connection is free for the next request, which may be there. */
  #next(): void {
    this.#phase = "head";
    this.#isUsed = true;
    this.#since = performance.now();
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) this.#receive(rest);
    if (this.#phase !== "head") return;
    if (this.#isStopping) this.stop();
    // Also when it stops: of the next request a part may be there, which is answered, too.
    this.resume();
  }

  /** Answers what is no request, or comes too late, and ends the connection. */
  #refuse(status: number): void {
    if (this.#phase === "end") return;
    const body = this.#exchange?.body;
    this.#exchange = undefined;
    if (this.#socket.writable) this.#socket.write(`${statusLine(status)}Connection: close\r\n\r\n`, "latin1");
    this.#end(body);
    this.#watchWriting();
  }

  /** A small answer is not waited for, and may still be on its way to a client that takes it slowly. */
  #endIdle(): void {
    if (this.#socket.writableLength > 0) this.#end(undefined);
    else this.#socket.destroy();
  }

  #end(body: Http1Body | undefined): void {
    this.#phase = "end";
    this.#rest = undefined;
    this.#framing = undefined;
    body?.fail(leftWithinBody());
    this.#socket.removeAllListeners("data");
    linger(this.#socket);
  }

  /** The system has taken a large answer. */
  #drained(): void {
    if (this.#phase === "answer" && this.#exchange === undefined) this.#next();
  }

  #watchWriting(): void {
    const { writeTimeoutMs } = this.#context.limits;
    if (this.#socket.writableLength > 0 && writeTimeoutMs > 0) this.#socket.setTimeout(writeTimeoutMs);
  }

  /** The client took nothing for long, if there was something to take. */
  #stalled(): void {
    if (this.#socket.writableLength > 0) this.#socket.destroy();
    else this.#socket.setTimeout(0);
  }

  /** The client says no more. Who waits for an answer and closes its side is not told from who has left. */
  #ended(): void {
    if (this.#phase === "body" || this.#heads.hasBegun) this.#refuse(400);
    else if (this.#socket.writable) this.#socket.end();
  }

  #closed(): void {
    this.#phase = "end";
    this.#rest = undefined;
    this.#exchange?.body.fail(leftWithinBody());
    this.#exchange = undefined;
    if (this.#gone !== undefined) this.#leave(this.#gone);
  }

  #leave(gone: AbortController): void {
    if (!gone.signal.aborted) gone.abort(clientLeft());
  }
}

/** `limit` 0: never. */
function isOver(waited: number, limit: number): boolean {
  return limit > 0 && waited >= limit;
}

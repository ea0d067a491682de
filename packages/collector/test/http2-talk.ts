import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { Http2Options, ServerHandler } from "@genai-collector/component";
import { AnswerEncoder } from "../src/runtime/http2/answer-encoder.ts";
import { Http2Connection } from "../src/runtime/http2/http2-connection.ts";
import { http2Settings } from "../src/runtime/http2/http2-settings.ts";
import type { Outbox } from "../src/runtime/http2/outbox.ts";
import { defaultServerLimits, type ServerLimits } from "../src/runtime/server-limits.ts";
import { readFrames, type Frame } from "./http2-frames.ts";

/** A socket without a system: what is written is taken at once, unless it is stuck. */
export class FakeSocket extends EventEmitter {
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 1;
  writable = true;
  destroyed = false;
  bytesRead = 0;
  bytesWritten = 0;
  writableLength = 0;
  /** Takes nothing. */
  isStuck = false;
  isHeld = false;
  writes = 0;
  readonly written: Buffer[] = [];

  write(bytes: Uint8Array): boolean {
    this.writes++;
    this.written.push(Buffer.from(bytes));
    this.bytesWritten += bytes.length;
    if (this.isStuck) this.writableLength += bytes.length;
    return !this.isStuck;
  }

  cork(): void {}
  uncork(): void {}

  end(): void {
    this.writable = false;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.writable = false;
    this.emit("close");
  }

  pause(): void {
    this.isHeld = true;
  }

  resume(): void {
    this.isHeld = false;
  }

  isPaused(): boolean {
    return this.isHeld;
  }

  /** Takes everything that waits. */
  drain(): void {
    this.isStuck = false;
    this.writableLength = 0;
    this.emit("drain");
  }
}

/** A connection on a socket that is none, for conversations byte by byte. */
export class Talk {
  readonly socket = new FakeSocket();
  readonly connection: Http2Connection;
  #waiting: Outbox[] = [];

  constructor(handle: ServerHandler, options: Http2Options = {}, limits: Partial<ServerLimits> = {}) {
    const settings = http2Settings({ ...defaultServerLimits, ...limits }, options);
    const tools = { handle, settings, encoder: new AnswerEncoder() };
    const turnEnd = { wants: (outbox: Outbox) => void this.#waiting.push(outbox) };
    // It has everything that a connection asks of one.
    this.connection = new Http2Connection(this.socket as unknown as Socket, tools, turnEnd);
  }

  /** The client says something, at once. */
  say(...parts: readonly Uint8Array[]): void {
    const chunk = Buffer.concat(parts);
    this.socket.bytesRead += chunk.length;
    if (!this.socket.destroyed) this.socket.emit("data", chunk);
  }

  /** Lets handlers run, and the event loop turn. */
  async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.flush();
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const outbox of waiting) outbox.flush();
  }

  /** Everything that the server said so far, but its greeting and the acknowledgement of settings. */
  heard(): Frame[] {
    const frames = readFrames(Buffer.concat(this.socket.written)).slice(2);
    return frames.filter(({ type }) => type !== "SETTINGS");
  }
}

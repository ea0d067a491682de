import { maxFrameBytes } from "./frame-rules.ts";
import { connectionWindow, streamWindow } from "./http2-settings.ts";
import { writeNumber, type Outbox } from "./outbox.ts";
import { frameFlag, frameType, initialWindow, setting } from "./protocol.ts";
import { writeWindowUpdate } from "./receive-window.ts";
import { maxHeaderBytes } from "./request-head.ts";

const pingBytes = 8;
const none = Buffer.alloc(0);

/** What a server begins with: its settings, and a window for the connection, which settings cannot name. */
export function writeGreeting(outbox: Outbox, maxConcurrentStreams: number): void {
  const settings = [
    [setting.maxConcurrentStreams, maxConcurrentStreams],
    [setting.initialWindowSize, streamWindow],
    [setting.maxFrameSize, maxFrameBytes],
    [setting.maxHeaderListSize, maxHeaderBytes],
  ] as const;
  outbox.frame(6 * settings.length, frameType.settings, 0, 0);
  for (const [name, value] of settings) {
    const at = outbox.reserve(6);
    outbox.bytes![at] = 0;
    outbox.bytes![at + 1] = name;
    writeNumber(outbox.bytes!, at + 2, value);
  }
  writeWindowUpdate(outbox, 0, connectionWindow - initialWindow);
}

/** Says that the client's settings are taken. */
export function writeSettingsTaken(outbox: Outbox): void {
  outbox.frame(0, frameType.settings, frameFlag.ack, 0);
}

/** Asks for a sign of life, or (`isAnswer`) gives one: the eight bytes at `start` come back. */
export function writePing(outbox: Outbox, bytes: Buffer, start: number, isAnswer: boolean): void {
  outbox.frame(pingBytes, frameType.ping, isAnswer ? frameFlag.ack : 0, 0);
  const at = outbox.reserve(pingBytes);
  bytes.copy(outbox.bytes!, at, start, start + pingBytes);
}

/** Ends a stream. */
export function writeReset(outbox: Outbox, stream: number, code: number): void {
  outbox.frame(4, frameType.resetStream, 0, stream);
  const at = outbox.reserve(4);
  writeNumber(outbox.bytes!, at, code);
}

/** Tells a client to go: streams above `lastStream` were not taken. `why` is for people. */
export function writeGoaway(outbox: Outbox, lastStream: number, code: number, why = ""): void {
  const text = why === "" ? none : Buffer.from(why);
  outbox.frame(8 + text.length, frameType.goaway, 0, 0);
  const at = outbox.reserve(8 + text.length);
  writeNumber(outbox.bytes!, at, lastStream);
  writeNumber(outbox.bytes!, at + 4, code);
  text.copy(outbox.bytes!, at + 8);
}

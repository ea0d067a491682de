import { describe, expect, it } from "vitest";
import {
  continuationFrame,
  dataFrame,
  frame,
  headersFrame,
  openHeadersFrame,
  pingFrame,
  preface,
  resetFrame,
  settingsAck,
} from "../../../test/http2-frames.ts";
import { FrameReader } from "./frame-reader.ts";
import type { FrameSink } from "./frame-sink.ts";
import { errorCode } from "./protocol.ts";

/** Writes down what frames say; data of one frame is put together. */
class Events implements FrameSink {
  readonly all: unknown[][] = [];

  headers(stream: number, ends: boolean, block: Buffer, start: number, end: number): void {
    this.all.push(["headers", stream, ends, block.toString("hex", start, end)]);
  }
  data(stream: number, bytes: Buffer, start: number, end: number, charged: number, ends: boolean): void {
    const [what, before, text, count] = this.all.at(-1) ?? [];
    const piece = bytes.toString("latin1", start, end);
    if (what === "data" && before === stream) this.all.pop();
    const isMore = what === "data" && before === stream;
    this.all.push(["data", stream, (isMore ? String(text) : "") + piece, (isMore ? Number(count) : 0) + charged, ends]);
  }
  resetByClient(stream: number): void {
    this.all.push(["reset", stream]);
  }
  settings(bytes: Buffer, start: number, end: number): void {
    this.all.push(["settings", bytes.toString("hex", start, end)]);
  }
  settingsTaken(): void {
    this.all.push(["settingsTaken"]);
  }
  ping(bytes: Buffer, start: number): void {
    this.all.push(["ping", bytes.toString("latin1", start, start + 8)]);
  }
  pong(bytes: Buffer, start: number): void {
    this.all.push(["pong", bytes.toString("latin1", start, start + 8)]);
  }
  goaway(code: number): void {
    this.all.push(["goaway", code]);
  }
  windowUpdate(stream: number, increment: number): void {
    this.all.push(["windowUpdate", stream, increment]);
  }
  ignored(): void {
    this.all.push(["ignored"]);
  }
}

function read(...chunks: readonly Buffer[]): unknown[][] {
  const events = new Events();
  const reader = new FrameReader(events);
  for (const chunk of chunks) reader.read(chunk);
  return events.all;
}

const padded = (stream: number, text: string, padding: number, flags = 0): Buffer =>
  frame("DATA", 8 | flags, stream, Buffer.concat([Buffer.of(padding), Buffer.from(text), Buffer.alloc(padding)]));

const conversation = Buffer.concat([
  preface,
  frame("SETTINGS", 0, 0, Buffer.from("000400010000", "hex")),
  settingsAck,
  headersFrame(1),
  dataFrame(1, "first"),
  padded(1, "second", 7, 1),
  frame("HEADERS", 0x2c, 3, Buffer.concat([Buffer.of(3, 0, 0, 0, 0, 9), Buffer.of(0x82, 0x84), Buffer.alloc(3)])),
  frame("PRIORITY", 0, 5, Buffer.alloc(5)),
  openHeadersFrame(5),
  continuationFrame(5, Buffer.of(0x82)),
  frame("CONTINUATION", 4, 5, Buffer.of(0x84)),
  dataFrame(5, ""),
  dataFrame(5, "", true),
  frame("DATA", 9, 7, Buffer.of(0)),
  frame("unknown", 0xff, 9, Buffer.from("anything")),
  resetFrame(3, 8),
  pingFrame(),
  frame("PING", 1, 0, Buffer.from("pingpong")),
  frame("WINDOW_UPDATE", 0, 3, Buffer.of(0x80, 0, 0, 5)),
  frame("GOAWAY", 0, 0, Buffer.concat([Buffer.alloc(7), Buffer.of(2), Buffer.from("bye")])),
]);

const said = [
  ["settings", ""],
  ["settings", "000400010000"],
  ["settingsTaken"],
  ["headers", 1, false, "838684010168"],
  ["data", 1, "firstsecond", 5 + 14, true],
  ["headers", 3, false, "8284"],
  ["ignored"],
  ["headers", 5, false, "8386840101688284"],
  ["data", 5, "", 0, true],
  ["data", 7, "", 1, true],
  ["ignored"],
  ["reset", 3],
  ["ping", "\0".repeat(8)],
  ["pong", "pingpong"],
  ["windowUpdate", 3, 5],
  ["goaway", 2],
];

describe("frames", () => {
  it("say the same wherever chunks are cut", () => {
    expect(read(conversation)).toEqual(said);
    for (let cut = 0; cut <= conversation.length; cut++)
      expect(read(conversation.subarray(0, cut), conversation.subarray(cut)), `cut at ${cut}`).toEqual(said);
  });

  it.each([1, 2, 3, 5, 8, 13, 21])("say the same in chunks of %i bytes", (size) => {
    const chunks: Buffer[] = [];
    for (let at = 0; at < conversation.length; at += size) chunks.push(conversation.subarray(at, at + size));
    expect(read(...chunks)).toEqual(said);
  });

  it("of data within one chunk are not copied", () => {
    const chunk = Buffer.concat([preface, dataFrame(1, "here")]);
    let seen: ArrayBufferLike | undefined;
    const reader = new FrameReader(
      Object.assign(new Events(), { data: (_: number, bytes: Buffer) => (seen = bytes.buffer) }),
    );
    reader.read(chunk);
    expect(seen).toBe(chunk.buffer);
  });

  it.each<[string, Buffer, number]>([
    ["no preface", Buffer.from("GET / HTTP/1.1\r\n"), errorCode.protocolError],
    [
      "a payload that is too large",
      Buffer.concat([preface, Buffer.of(0x10, 0, 1, 0, 0, 0, 0, 0, 1)]),
      errorCode.frameSizeError,
    ],
    [
      "a large header block",
      Buffer.concat([preface, Buffer.of(0x0f, 0, 0, 1, 4, 0, 0, 0, 1)]),
      errorCode.enhanceYourCalm,
    ],
    ["a large GOAWAY", Buffer.concat([preface, Buffer.of(0x0f, 0, 0, 7, 0, 0, 0, 0, 0)]), errorCode.enhanceYourCalm],
    ...(
      [
        ["PING of 7 bytes", frame("PING", 0, 0, Buffer.alloc(7)), errorCode.frameSizeError],
        ["PING on a stream", frame("PING", 0, 1, Buffer.alloc(8)), errorCode.protocolError],
        ["SETTINGS of 5 bytes", frame("SETTINGS", 0, 0, Buffer.alloc(5)), errorCode.frameSizeError],
        ["SETTINGS that are taken and given", frame("SETTINGS", 1, 0, Buffer.alloc(6)), errorCode.frameSizeError],
        ["SETTINGS on a stream", frame("SETTINGS", 0, 1), errorCode.protocolError],
        ["RST_STREAM of 3 bytes", frame("RST_STREAM", 0, 1, Buffer.alloc(3)), errorCode.frameSizeError],
        ["RST_STREAM on no stream", resetFrame(0, 8), errorCode.protocolError],
        ["WINDOW_UPDATE of 5 bytes", frame("WINDOW_UPDATE", 0, 1, Buffer.alloc(5)), errorCode.frameSizeError],
        ["PRIORITY of 4 bytes", frame("PRIORITY", 0, 1, Buffer.alloc(4)), errorCode.frameSizeError],
        ["PRIORITY on no stream", frame("PRIORITY", 0, 0, Buffer.alloc(5)), errorCode.protocolError],
        ["GOAWAY of 7 bytes", frame("GOAWAY", 0, 0, Buffer.alloc(7)), errorCode.frameSizeError],
        ["DATA on no stream", dataFrame(0, "x"), errorCode.protocolError],
        ["HEADERS on no stream", headersFrame(0), errorCode.protocolError],
        ["PUSH_PROMISE", frame("PUSH_PROMISE", 4, 1, Buffer.alloc(4)), errorCode.protocolError],
        ["DATA with more padding than bytes", frame("DATA", 8, 1, Buffer.of(3, 0, 0)), errorCode.protocolError],
        ["DATA without room for its padding", frame("DATA", 8, 1), errorCode.frameSizeError],
        ["HEADERS with more padding than bytes", frame("HEADERS", 0xc, 1, Buffer.of(3, 0, 0)), errorCode.protocolError],
        ["HEADERS without room for their padding", frame("HEADERS", 0xc, 1), errorCode.frameSizeError],
        [
          "HEADERS without room for their priority",
          frame("HEADERS", 0x24, 1, Buffer.alloc(4)),
          errorCode.protocolError,
        ],
        ["CONTINUATION of nothing", continuationFrame(1, Buffer.alloc(1)), errorCode.protocolError],
        [
          "CONTINUATION of another stream",
          Buffer.concat([openHeadersFrame(1), continuationFrame(3, Buffer.alloc(1))]),
          errorCode.protocolError,
        ],
        ["data within headers", Buffer.concat([openHeadersFrame(1), dataFrame(1, "x")]), errorCode.protocolError],
        [
          "something unknown within headers",
          Buffer.concat([openHeadersFrame(1), frame("unknown", 0, 1)]),
          errorCode.protocolError,
        ],
        [
          "CONTINUATION without end",
          Buffer.concat([
            openHeadersFrame(1),
            ...Array.from({ length: 64 }, () => continuationFrame(1, Buffer.alloc(0))),
          ]),
          errorCode.enhanceYourCalm,
        ],
        [
          "CONTINUATION of much",
          Buffer.concat([
            openHeadersFrame(1),
            ...Array.from({ length: 9 }, () => continuationFrame(1, Buffer.alloc(16_000))),
          ]),
          errorCode.enhanceYourCalm,
        ],
      ] as const
    ).map(([what, bytes, code]) => [what, Buffer.concat([preface, bytes]), code] as [string, Buffer, number]),
  ])("%s: ends the connection", (_what, bytes, code) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code }));
    const single = Array.from(bytes, (byte) => Buffer.of(byte));
    expect(() => read(...single)).toThrow(expect.objectContaining({ code }));
  });
});

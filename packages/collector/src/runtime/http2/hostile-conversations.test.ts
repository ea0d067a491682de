import type { ServerRequest, ServerResponse } from "@genai-collector/component";
import { expect, it } from "vitest";
import {
  continuationFrame,
  dataFrame,
  frame,
  headersFrame,
  literalField,
  openHeadersFrame,
  pingFrame,
  preface,
  readFrames,
  resetFrame,
  settingsAck,
} from "../../../test/http2-frames.ts";
import { Talk } from "../../../test/http2-talk.ts";
import { errorCode } from "./protocol.ts";

/** Numbers that look random, the same for the same seed (mulberry32). Below `limit`. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

type Random = ReturnType<typeof randomOf>;

/** Something that a client may say. */
function sentence(random: Random, stream: number): Buffer {
  const more = [
    literalField("content-length", "5"),
    literalField("X", "y"),
    Buffer.from("4001780179", "hex"),
    Buffer.of(0xbe),
    Buffer.alloc(0),
  ];
  const says: readonly (() => Buffer)[] = [
    () => Buffer.concat([headersFrame(stream), dataFrame(stream, "hello", true)]),
    () => headersFrame(stream, { end: random(2) === 0, more: more[random(more.length)]! }),
    () => dataFrame(stream, "x".repeat(random(400)), random(2) === 0),
    () => frame("DATA", 8 + random(2), stream, Buffer.alloc(random(40), random(40))),
    () => resetFrame(stream, random(14)),
    () => pingFrame(),
    () => settingsAck,
    () => frame("SETTINGS", 0, 0, Buffer.from([0, 1 + random(6), 0, 0, random(256), random(256)])),
    () =>
      frame(
        "WINDOW_UPDATE",
        0,
        random(2) * stream,
        Buffer.from([random(2) * random(256), 0, random(256), random(256)]),
      ),
    () =>
      Buffer.concat([
        openHeadersFrame(stream),
        continuationFrame(stream, Buffer.of(0x82)),
        frame("CONTINUATION", 4, stream),
      ]),
    () => frame("GOAWAY", 0, 0, Buffer.alloc(8 + random(4))),
    () => frame("PRIORITY", 0, stream, Buffer.alloc(5)),
    () => frame("unknown", random(256), stream, Buffer.alloc(random(50))),
  ];
  return says[random(4) === 0 ? random(says.length) : random(8) === 0 ? 1 : 0]!();
}

/** What is said, with bytes that are wrong, missing, or too many. */
function garbled(random: Random, said: Buffer): Buffer {
  const bytes = Buffer.from(said);
  const at = preface.length + random(bytes.length - preface.length + 1);
  switch (random(6)) {
    case 0:
      return bytes;
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + random(20)))]);
    case 2:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(Array.from({ length: random(30) }, () => random(256))),
        bytes.subarray(at),
      ]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - random(60)))]);
    default:
      for (let times = 1 + random(4); times > 0; times--)
        bytes[random(4) === 0 ? random(bytes.length) : Math.min(bytes.length - 1, at + random(40))] = random(256);
      return bytes;
  }
}

function conversation(random: Random): Buffer {
  const parts: Buffer[] = [preface];
  let stream = 1;
  for (let times = random(14); times >= 0; times--) {
    if (random(16) > 0) stream += 2;
    parts.push(sentence(random, random(32) === 0 ? random(stream + 3) : stream));
  }
  return garbled(random, Buffer.concat(parts));
}

/** Says it in chunks that are cut anywhere. */
async function say(talk: Talk, random: Random, said: Buffer): Promise<void> {
  for (let at = 0; at < said.length;) {
    const end = random(3) === 0 ? said.length : at + 1 + random(200);
    talk.say(said.subarray(at, end));
    at = end;
    if (random(3) === 0) await Promise.resolve();
    if (random(3) === 0) talk.flush();
  }
}

/** What no server may do: break frames, say that it is at fault, or go on with a stream that it has ended. */
function faultsOf(written: Buffer): string[] {
  const faults: string[] = [];
  const ended = new Set<number>();
  let size = 0;
  for (const { type, stream, ends, code, text } of readFrames(written)) {
    size += 9 + text.length + (type === "GOAWAY" ? 8 : type === "RST_STREAM" ? 4 : 0);
    if (ended.has(stream) && type !== "RST_STREAM") faults.push(`${type} on ${stream}, which has ended`);
    if (stream !== 0 && (ends || type === "RST_STREAM")) ended.add(stream);
    if (code === errorCode.internalError) faults.push(`${type} says that the server is at fault: ${text}`);
    if (type === "unknown") faults.push("a frame of no type");
  }
  if (size !== written.length) faults.push(`${written.length - size} bytes are no frame`);
  return faults;
}

// Every third conversation is as it should be, the rest is garbled; a request or an ending comes of each.
it(
  "20,000 conversations, most of them garbled, break nothing and leave nobody waiting",
  { timeout: 120_000 },
  async () => {
    const before = process.memoryUsage.rss();
    const outcomes: Record<string, number> = {};
    for (let seed = 0; seed < 20_000; seed++) {
      const random = randomOf(seed);
      const count = { asked: 0, settled: 0 };
      const handle = async ({ body }: ServerRequest): Promise<ServerResponse> => {
        count.asked++;
        try {
          const bytes = await body.read(1_000);
          return { status: 200, headers: { a: "b" }, body: [bytes], trailers: { c: "d" } };
        } finally {
          count.settled++;
        }
      };
      const talk = new Talk(handle, seed % 5 === 0 ? { maxConcurrentStreams: 2 } : {});
      await say(talk, random, conversation(random));
      for (let turns = 0; turns < 10; turns++) await Promise.resolve();
      talk.flush();
      const faults = faultsOf(Buffer.concat(talk.socket.written));
      if (faults.length > 0) expect.fail(`conversation ${seed}: ${faults.join(", ")}`);
      const heard = talk.heard();
      const outcome = heard.some(({ type }) => type === "GOAWAY")
        ? "ended"
        : heard.some(({ type }) => type === "RST_STREAM")
          ? "reset"
          : heard.some(({ ends }) => ends)
            ? "answered"
            : "open";
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      talk.socket.destroy();
      for (let turns = 0; turns < 10 && count.settled < count.asked; turns++) await Promise.resolve();
      expect(count.settled, `conversation ${seed}: who reads a body still waits`).toBe(count.asked);
    }
    expect(outcomes["ended"]).toBeGreaterThan(2_000);
    expect(outcomes["reset"]).toBeGreaterThan(300);
    expect(outcomes["answered"]).toBeGreaterThan(1_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(256 * 1_048_576);
  },
);

import { describe, expect, it } from "vitest";
import {
  dataFrame,
  frame,
  headersFrame,
  literalField,
  preface,
  resetFrame,
  settingsAck,
} from "../../../test/http2-frames.ts";
import { Talk } from "../../../test/http2-talk.ts";
import { ok, hanging, named, windowUpdate, request, block, trailers } from "../../../test/http2-words.ts";

describe("a client that makes work for its own sake", () => {
  const many = (count: number, make: (at: number) => Buffer): Buffer[] =>
    Array.from({ length: count }, (_, at) => make(at));
  const calm = ["GOAWAY enhanceYourCalm"];

  it.each<[string, Buffer[]]>([
    ["settings", many(2_000, () => frame("SETTINGS", 0, 0))],
    ["acknowledgements", many(2_000, () => settingsAck)],
    ["pongs", many(2_000, () => frame("PING", 1, 0, Buffer.alloc(8)))],
    ["priorities", many(2_000, () => frame("PRIORITY", 0, 1, Buffer.alloc(5)))],
    ["unknown frames", many(2_000, () => frame("unknown", 0, 0))],
    ["windows of the connection", many(2_000, () => windowUpdate(0, 1))],
    ["windows of a stream", [headersFrame(1), ...many(2_000, () => windowUpdate(1, 1))]],
    ["empty data", [headersFrame(1), ...many(2_000, () => dataFrame(1, ""))]],
    ["padding", [headersFrame(1), ...many(2_000, () => frame("DATA", 8, 1, Buffer.alloc(4, 3)))]],
    ["data of a stream that is gone", [headersFrame(1), resetFrame(1, 8), ...many(2_000, () => dataFrame(1, "x"))]],
    ["resets of streams that are gone", [headersFrame(1), ...many(2_000, () => resetFrame(1, 8))]],
    [
      "trailers of a stream that is gone",
      [headersFrame(1), resetFrame(1, 8), ...many(2_000, () => trailers(1, literalField("x", "y")))],
    ],
    [
      "streams that are reset",
      many(2_000, (at) => Buffer.concat([headersFrame(2 * at + 1), resetFrame(2 * at + 1, 8)])),
    ],
    [
      "streams that have to be reset",
      many(200, (at) => Buffer.concat([headersFrame(2 * at + 1), windowUpdate(2 * at + 1, 0)])),
    ],
    ["malformed requests", many(200, (at) => block(2 * at + 1, "82"))],
    [
      "requests that are too large",
      many(200, (at) => block(2 * at + 1, `4001787f811e${"79".repeat(3_968)}${"be".repeat(20)}`)),
    ],
    ["streams beyond the limit", many(2_000, (at) => headersFrame(2 * at + 1))],
  ])("with %s is told to calm down", async (_what, said) => {
    let asked = 0;
    const talk = new Talk(() => (asked++, hanging(undefined as never)));
    talk.say(preface, ...said);
    talk.flush();
    expect(
      talk
        .heard()
        .filter(({ type }) => type === "GOAWAY")
        .map(named),
    ).toEqual(calm);
    expect(asked).toBeLessThanOrEqual(1_000);
    expect(talk.socket.writable).toBe(false);
  });

  it("is not listened to while it takes nothing of what it is told", async () => {
    const talk = new Talk(async () => ({ ...ok, body: [Buffer.alloc(8_000)] }));
    talk.say(preface, windowUpdate(0, 2 ** 30));
    talk.socket.isStuck = true;
    for (let at = 0; at < 200 && !talk.socket.isPaused(); at++) {
      talk.say(request(2 * at + 1));
      await talk.turn();
    }
    expect(talk.socket.isPaused()).toBe(true);
    expect(talk.socket.writableLength).toBeLessThan(1_200_000);
    talk.socket.drain();
    expect(talk.socket.isPaused()).toBe(false);
  });

  it("with the smallest pieces of a body that nobody reads takes up little memory", async () => {
    const talk = new Talk(hanging);
    const pieces = Buffer.concat(many(6_000, () => dataFrame(1, "x")));
    talk.say(preface, headersFrame(1));
    const before = process.memoryUsage();
    for (let at = 0; at < 50; at++) talk.socket.emit("data", Buffer.from(pieces));
    const after = process.memoryUsage();
    // 300,000 bytes in as many frames, of 3 million bytes.
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(60_000_000);
    expect(talk.socket.writable).toBe(true);
  });

  it("that goes on talking when it was sent away is cut off", () => {
    const talk = new Talk(hanging);
    talk.say(Buffer.from("nonsense"));
    for (let at = 0; at < 10; at++) talk.say(Buffer.alloc(1_000_000));
    expect(talk.socket.destroyed).toBe(true);
  });
});

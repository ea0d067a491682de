import { describe, expect, it } from "vitest";
import { dataFrame, headersFrame, pingFrame, preface, readFrames } from "../../../test/http2-frames.ts";
import { Talk } from "../../../test/http2-talk.ts";
import { ok, echo, named, windowUpdate, settings, request, answered } from "../../../test/http2-words.ts";

describe("answers", () => {
  it("to all that came in one turn leave in one write", async () => {
    const talk = new Talk(echo);
    talk.say(preface);
    await talk.turn();
    const before = talk.socket.writes;
    talk.say(
      pingFrame(),
      ...Array.from({ length: 20 }, (_, at) => [headersFrame(2 * at + 1), dataFrame(2 * at + 1, "x", true)]).flat(),
    );
    await talk.turn();
    expect(talk.heard().map(named)).toEqual([
      "PING 0",
      ...Array.from({ length: 20 }, (_, at) => answered(2 * at + 1, "x")).flat(),
    ]);
    expect(talk.socket.writes - before).toBe(1);
  });

  it("wait for the windows of stream and connection, and end with their trailers", async () => {
    const talk = new Talk(async () => ({ ...ok, body: [Buffer.alloc(100_000, "a")] }));
    const sizes = (): string[] =>
      talk
        .heard()
        .map(
          ({ type, stream, text, ends }) =>
            `${type} ${stream} ${type === "DATA" ? text.length : ""}${ends ? " end" : ""}`,
        );
    talk.say(preface, settings(4, 10), request(1));
    await talk.turn();
    expect(sizes()).toEqual(["HEADERS 1 ", "DATA 1 10"]);
    talk.say(windowUpdate(1, 20));
    talk.flush();
    expect(sizes().slice(2)).toEqual(["DATA 1 20"]);
    // Below zero: the stream has to wait until it is above.
    talk.say(settings(4, 0), windowUpdate(1, 10));
    talk.flush();
    expect(sizes().slice(3)).toEqual([]);
    talk.say(windowUpdate(1, 1_000_000));
    talk.flush();
    expect(sizes().slice(3)).toEqual(["DATA 1 16384", "DATA 1 16384", "DATA 1 16384", "DATA 1 16353"]);
    talk.say(windowUpdate(0, 1_000_000));
    talk.flush();
    expect(sizes().slice(7)).toEqual(["DATA 1 16384", "DATA 1 16384", "DATA 1 1697", "HEADERS 1  end"]);
  });

  it("go on within new settings behind the word that these are taken", async () => {
    const talk = new Talk(async () => ({ ...ok, body: [Buffer.alloc(100)] }));
    talk.say(preface, settings(4, 0), request(1));
    await talk.turn();
    const before = Buffer.concat(talk.socket.written).length;
    // nghttp2, for one, allows itself no larger window before that.
    talk.say(settings(4, 1_000));
    talk.flush();
    const heard = readFrames(Buffer.concat(talk.socket.written).subarray(before));
    expect(heard.map(({ type }) => type)).toEqual(["SETTINGS", "DATA", "HEADERS"]);
  });

  it("get on side by side, a frame each", async () => {
    const talk = new Talk(async () => ({ ...ok, trailers: undefined, body: [Buffer.alloc(100_000)] }));
    talk.say(preface, settings(4, 1_000_000), request(1), request(3));
    await talk.turn();
    const before = talk.heard().length;
    talk.say(windowUpdate(0, 1_000_000));
    talk.flush();
    // Of the first answer, 65,535 bytes are out.
    const streams = talk
      .heard()
      .slice(before)
      .map(({ stream, ends }) => `${stream}${ends ? " end" : ""}`);
    expect(streams).toEqual(["1", "3", "1", "3", "1 end", "3", "3", "3", "3", "3 end"]);
  });

  it("say that no table is used to a client that wants less of one", async () => {
    const talk = new Talk(async () => ok);
    talk.say(preface, settings(1, 0), request(1), request(3));
    await talk.turn();
    const heads = talk.heard().filter(({ type, ends }) => type === "HEADERS" && !ends);
    expect(heads.map(({ text }) => text.charCodeAt(0))).toEqual([0x20, 0x88]);
  });

  it("with large fields come in several frames", async () => {
    const talk = new Talk(async () => ({ status: 200, headers: { x: "y".repeat(40_000) }, body: [] }));
    talk.say(preface, request(1));
    await talk.turn();
    expect(talk.heard().map(({ type, ends }) => `${type}${ends ? " end" : ""}`)).toEqual([
      "HEADERS end",
      "CONTINUATION",
      "CONTINUATION",
    ]);
  });
});

describe("the windows of a client", () => {
  const mebibyte = (stream: number): Buffer[] =>
    Array.from({ length: 16 }, () => dataFrame(stream, "x".repeat(65_536)));

  it("open again for what is read, and only for that", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const talk = new Talk(async (given) => {
      await promise;
      return echo(given);
    });
    talk.say(preface, headersFrame(1), ...mebibyte(1));
    await talk.turn();
    expect(talk.heard()).toEqual([]);
    resolve();
    await talk.turn();
    const updates = talk.heard().filter(({ type, stream }) => type === "WINDOW_UPDATE" && stream === 1);
    const opened = updates.reduce((sum, { text }) => sum + Buffer.from(text, "latin1").readUInt32BE(), 0);
    // All but what is not worth a word yet.
    expect(opened).toBeGreaterThan(1_048_576 / 2);
    expect(opened).toBeLessThanOrEqual(1_048_576);
  });

  it("of the connection open again for streams that end unread", async () => {
    const talk = new Talk(async () => ok);
    talk.say(preface);
    let stream = 1;
    for (let time = 0; time < 40; time++, stream += 2) {
      talk.say(headersFrame(stream), ...mebibyte(stream));
      await talk.turn();
    }
    expect(talk.socket.writable).toBe(true);
    expect(talk.heard().filter(({ type }) => type === "GOAWAY")).toEqual([]);
    expect(talk.heard().filter(({ type, code }) => type === "RST_STREAM" && code === 0)).toHaveLength(40);
  });
});

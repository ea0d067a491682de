import type { ServerHandler, ServerRequest } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import {
  dataFrame,
  frame,
  headersFrame,
  literalField,
  openHeadersFrame,
  pingFrame,
  preface,
  resetFrame,
  settingsAck,
} from "../../../test/http2-frames.ts";
import { Talk } from "../../../test/http2-talk.ts";
import {
  ok,
  hanging,
  echo,
  named,
  windowUpdate,
  settings,
  request,
  block,
  trailers,
  answered,
} from "../../../test/http2-words.ts";

/** What comes back when a client says this, and what is asked of the handler. */
async function converse(
  said: readonly Uint8Array[],
  handle: ServerHandler,
): Promise<{ heard: string[]; asked: number }> {
  let asked = 0;
  const talk = new Talk((given) => (asked++, handle(given)));
  talk.say(preface, ...said);
  await talk.turn();
  return { heard: talk.heard().map(named), asked };
}

describe("a conversation", () => {
  it.each<[string, Buffer[], string[], number]>([
    ["a request", [request(1)], answered(1, ""), 1],
    ["a request with a body", [headersFrame(1), dataFrame(1, "body", true)], answered(1, "body"), 1],
    [
      "a body in parts",
      [headersFrame(1), dataFrame(1, "bo"), dataFrame(1, ""), dataFrame(1, "dy", true)],
      answered(1, "body"),
      1,
    ],
    [
      "a body that ends behind its data",
      [headersFrame(1), dataFrame(1, "body"), dataFrame(1, "", true)],
      answered(1, "body"),
      1,
    ],
    [
      "a body that ends with trailers",
      [headersFrame(1), dataFrame(1, "body"), trailers(1, literalField("x", "y"))],
      answered(1, "body"),
      1,
    ],
    ["padded data", [headersFrame(1), frame("DATA", 9, 1, Buffer.from("\x02body\0\0"))], answered(1, "body"), 1],
    [
      "headers in parts",
      [openHeadersFrame(1), frame("CONTINUATION", 4, 1), dataFrame(1, "body", true)],
      answered(1, "body"),
      1,
    ],
    [
      "two requests side by side",
      [headersFrame(1), headersFrame(3), dataFrame(3, "b", true), dataFrame(1, "a", true)],
      [...answered(3, "b"), ...answered(1, "a")],
      2,
    ],
    ["a reset at once", [headersFrame(1), resetFrame(1, 8)], [], 0],
    [
      "what nobody knows",
      [
        frame("unknown", 0xff, 0),
        frame("unknown", 0, 1),
        frame("PRIORITY", 0, 9, Buffer.alloc(5)),
        settings(99, 1),
        request(1),
      ],
      answered(1, ""),
      1,
    ],
    ["a ping", [pingFrame()], ["PING 0"], 0],
    [
      "a length that is true",
      [headersFrame(1, { more: literalField("content-length", "4") }), dataFrame(1, "body", true)],
      answered(1, "body"),
      1,
    ],
    [
      "data of a stream that was reset",
      [headersFrame(1), resetFrame(1, 8), dataFrame(1, "late"), resetFrame(1, 8), windowUpdate(1, 1)],
      [],
      0,
    ],
    [
      "trailers of a stream that was reset",
      [headersFrame(1), resetFrame(1, 8), trailers(1, literalField("x", "y"))],
      [],
      0,
    ],
    ["te: trailers", [request(1, ["te", "trailers"])], answered(1, ""), 1],
  ])("of %s is taken", async (_what, said, heard, asked) => {
    expect(await converse(said, echo)).toEqual({ heard, asked });
  });

  it.each<[string, Buffer]>([
    ["no method", block(1, "8684")],
    ["no path", block(1, "8286")],
    ["no scheme", block(1, "8284")],
    ["two methods", block(1, "82838684")],
    ["two paths", block(1, "82868485")],
    ["an empty path", block(1, "82860400")],
    ["a path behind a field", block(1, "828600016101628486".slice(0, -2))],
    ["a pseudo-field of answers", block(1, "82868488")],
    ["CONNECT with a path", block(1, `0207${Buffer.from("CONNECT").toString("hex")}84`)],
    ["a name in capitals", request(1, ["X-A", "b"])],
    ["a name with a space", request(1, ["x a", "b"])],
    ["a name that is empty", request(1, ["", "b"])],
    ["a value with a line break", request(1, ["x", "a\r\nb"])],
    ["a value with a zero", request(1, ["x", "a\0b"])],
    ["a value that begins with a space", request(1, ["x", " a"])],
    ["a value that ends with a tab", request(1, ["x", "a\t"])],
    ["connection", request(1, ["connection", "close"])],
    ["transfer-encoding", request(1, ["transfer-encoding", "chunked"])],
    ["keep-alive", request(1, ["keep-alive", "5"])],
    ["upgrade", request(1, ["upgrade", "h2c"])],
    ["another te", request(1, ["te", "gzip"])],
    ["a length that is none", request(1, ["content-length", "-1"])],
    ["two lengths", request(1, ["content-length", "0"], ["content-length", "0"])],
    ["a length and no body", request(1, ["content-length", "1"])],
    [
      "a body longer than told",
      Buffer.concat([headersFrame(1, { more: literalField("content-length", "3") }), dataFrame(1, "body")]),
    ],
    [
      "a body shorter than told",
      Buffer.concat([headersFrame(1, { more: literalField("content-length", "5") }), dataFrame(1, "body", true)]),
    ],
    ["trailers that do not end it", Buffer.concat([headersFrame(1), trailers(1, literalField("x", "y"), false)])],
    ["trailers with a method", Buffer.concat([headersFrame(1), trailers(1, Buffer.of(0x82))])],
    ["a window widened by nothing", Buffer.concat([headersFrame(1), windowUpdate(1, 0)])],
  ])("with %s: the stream is reset, and the next one is answered", async (_what, said) => {
    const { heard } = await converse([said, request(9)], echo);
    expect(heard).toEqual(["RST 1 protocolError", ...answered(9, "")]);
  });

  it.each<[string, Buffer[], string]>([
    ["data behind the end", [headersFrame(1, { end: true }), dataFrame(1, "x")], "RST 1 streamClosed"],
    ["headers behind the end", [headersFrame(1, { end: true }), trailers(1, Buffer.of(0x82))], "RST 1 streamClosed"],
    ["a window that is too wide", [headersFrame(1), windowUpdate(1, 2 ** 31 - 1)], "RST 1 flowControlError"],
  ])("with %s: the stream is reset", async (_what, said, reset) => {
    expect((await converse(said, hanging)).heard).toEqual([reset]);
  });

  it.each<[string, Buffer[], string]>([
    ["data of a stream that nobody opened", [dataFrame(1, "x")], "protocolError"],
    ["a reset of a stream that nobody opened", [resetFrame(1, 8)], "protocolError"],
    ["a window of a stream that nobody opened", [windowUpdate(1, 1)], "protocolError"],
    ["a stream of an even number", [request(2)], "protocolError"],
    ["a stream opened twice", [headersFrame(3), resetFrame(3, 8), headersFrame(1)], "protocolError"],
    ["a request on a stream that is closed", [headersFrame(3), resetFrame(3, 8), request(3)], "protocolError"],
    ["a request on a stream that was left out", [headersFrame(3), resetFrame(3, 8), request(1)], "protocolError"],
    ["a connection window widened by nothing", [windowUpdate(0, 0)], "protocolError"],
    ["a connection window that is too wide", [windowUpdate(0, 2 ** 31 - 1)], "flowControlError"],
    ["a broken header block", [block(1, "80")], "compressionError"],
    ["ENABLE_PUSH of 2", [settings(2, 2)], "protocolError"],
    ["INITIAL_WINDOW_SIZE of 2^31", [settings(4, 2 ** 31)], "flowControlError"],
    ["MAX_FRAME_SIZE of 16,383", [settings(5, 16_383)], "protocolError"],
    ["MAX_FRAME_SIZE of 2^24", [settings(5, 2 ** 24)], "protocolError"],
    [
      "windows that get too wide with new settings",
      [headersFrame(1), windowUpdate(1, 2 ** 31 - 1 - 65_535), settings(4, 65_536)],
      "flowControlError",
    ],
    [
      "more data than the stream's window allows",
      [headersFrame(1), ...Array.from({ length: 17 }, () => dataFrame(1, "x".repeat(65_536)))],
      "flowControlError",
    ],
  ])("with %s: the connection ends", async (_what, said, code) => {
    const { heard } = await converse([...said, request(9)], hanging);
    expect(heard).toEqual([`GOAWAY ${code}`]);
  });

  it("that does not begin with settings ends", () => {
    const pong = frame("PING", 1, 0, Buffer.alloc(8));
    const goaway = frame("GOAWAY", 0, 0, Buffer.alloc(8));
    const first = [headersFrame(1), pingFrame(), windowUpdate(0, 1), settingsAck, frame("unknown", 0, 0), pong, goaway];
    for (const said of first) {
      const talk = new Talk(hanging);
      talk.say(preface.subarray(0, -9), said);
      talk.flush();
      expect(talk.heard()).toMatchObject([{ type: "GOAWAY", text: "the first frame is not SETTINGS" }]);
    }
  });

  it("has the same request for the same header block, also where the dynamic table is used", async () => {
    const asked: ServerRequest[] = [];
    const talk = new Talk(async (given) => (asked.push(given), ok));
    const indexing = Buffer.concat([Buffer.from("838684", "hex"), Buffer.from("4001780179", "hex")]);
    const indexed = Buffer.from("838684be", "hex");
    talk.say(
      preface,
      trailers(1, indexing),
      trailers(3, indexed),
      trailers(5, indexed),
      trailers(7, Buffer.from("838684", "hex")),
    );
    // The same bytes mean something else once the table has changed.
    talk.say(trailers(9, Buffer.from("8386844001780161be".slice(0, 16), "hex")), trailers(11, indexed));
    await talk.turn();
    expect(asked.map(({ headers }) => headers["x"])).toEqual(["y", "y", "y", undefined, "a", "a"]);
    expect(asked[1]!.headers).toBe(asked[2]!.headers);
  });
});

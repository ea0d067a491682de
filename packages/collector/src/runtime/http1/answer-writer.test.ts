import type { Socket } from "node:net";
import type { ServerResponse } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { BareSocket } from "../../../test/http1-scene.ts";
import { AnswerWriter } from "./answer-writer.ts";

/** What is sent for each of the answers by one writer, but for the time. */
function written(answers: readonly ServerResponse[], isHeadOnly = false, keepsConnection = true): string[] {
  const writer = new AnswerWriter(60_000);
  return answers.map((answer) => {
    const socket = new BareSocket();
    writer.write(socket as unknown as Socket, answer, isHeadOnly, keepsConnection);
    return socket.sent.replace(/Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/, "");
  });
}

const ok: ServerResponse = {
  status: 200,
  headers: { "content-type": "a/b" },
  body: [Buffer.from("one"), Buffer.from("two")],
};
const kept = "Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n";

describe("AnswerWriter", () => {
  it.each<[string, ServerResponse, string]>([
    ["with a body", ok, `HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 6\r\n${kept}onetwo`],
    ["without a body", { ...ok, body: [] }, `HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 0\r\n${kept}`],
    ["that has none", { status: 204, headers: {}, body: [Buffer.from("x")] }, `HTTP/1.1 204 No Content\r\n${kept}`],
    [
      "that has none, whatever its size",
      { status: 304, headers: {}, body: [Buffer.alloc(9_000)] },
      `HTTP/1.1 304 Not Modified\r\n${kept}`,
    ],
    [
      "of a status without a name",
      { status: 299, headers: {}, body: [] },
      `HTTP/1.1 299 unknown\r\ncontent-length: 0\r\n${kept}`,
    ],
    [
      "that says what is not its own",
      { status: 200, headers: { "Transfer-Encoding": "chunked", "keep-alive": "timeout=9" }, body: [] },
      `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${kept}`,
    ],
  ])("writes an answer %s, and the same again", (_what, answer, text) => {
    expect(written([answer, answer, { ...answer }])).toEqual([text, text, text]);
  });

  it("says how long a body is that is not asked for", () => {
    const head = `HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 6\r\n${kept}`;
    expect(written([ok, ok], true)).toEqual([head, head]);
  });

  it("does not take the answer of one that is kept for that of one that ends", () => {
    const writer = new AnswerWriter(0);
    const sent = [true, false, true].map((keeps) => {
      const socket = new BareSocket();
      writer.write(socket as unknown as Socket, ok, false, keeps);
      return /Connection: ([a-z-]+)\r\n\r\n/.exec(socket.sent)?.[1];
    });
    expect(sent).toEqual(["keep-alive", "close", "keep-alive"]);
  });

  it("tells answers apart, however many there are", () => {
    const answers = Array.from({ length: 30 }, (_, at) => ({ ...ok, body: [Buffer.from(`<${at}>`)] }));
    const expected = answers.map(({ body }) => body.toString());
    for (const order of [answers, answers])
      expect(written([...order, ...order]).map((text) => text.split("\r\n\r\n")[1])).toEqual([
        ...expected,
        ...expected,
      ]);
  });

  it.each<[string, Partial<ServerResponse>]>([
    ["an interim status", { status: 100 }],
    ["half a status", { status: 200.5 }],
    ["a value of characters that no byte is", { headers: { x: "\u0100" } }],
    ["an empty name", { headers: { "": "x" } }],
  ])("writes nothing of an answer with %s", (_what, wrong) => {
    const socket = new BareSocket();
    const write = (): unknown =>
      new AnswerWriter(0).write(socket as unknown as Socket, { ...ok, ...wrong }, false, true);
    expect(write).toThrow();
    expect(socket.sent).toBe("");
  });
});

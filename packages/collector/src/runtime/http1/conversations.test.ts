import { describe, expect, it } from "vitest";
import { openConnection, recording, type Seen } from "../../../test/http1-scene.ts";

/** What became of a conversation: what was asked, what was answered but for the time. */
async function converse(pieces: readonly Buffer[]): Promise<{ seen: Seen[]; sent: string }> {
  const seen: Seen[] = [];
  const { socket } = openConnection(recording(seen));
  for (const piece of pieces) await socket.receive(piece);
  await socket.leave();
  return { seen, sent: socket.sent.replaceAll(/^Date: .*$/gm, "Date: then") };
}

const kept = (body: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nDate: then\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n${body}`;
const last = (body: string): string => kept(body).replace(/keep-alive\r\nKeep-Alive: timeout=60/, "close");
const refused = (line: string): string => `HTTP/1.1 ${line}\r\nConnection: close\r\n\r\n`;

const post = (body: string, length = body.length): string =>
  `POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n\r\n${body}`;
const chunked =
  "POST /c HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\n\r\n\r\n0\r\nt: u\r\n\r\n";
const get = "GET /g HTTP/1.1\r\nhost: h\r\n\r\n";

const conversations: [string, string, string[], string][] = [
  ["a length", post("abc"), ["abc"], kept("<1>")],
  ["chunks", chunked, ["abc\r\n"], kept("<1>")],
  ["no body", get, [""], kept("<1>")],
  [
    "several at once, with and without empty lines between",
    `${get}${post("abc")}\r\n${chunked}${post("abcd")}${post("")}${get.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")}`,
    ["", "abc", "abc\r\n", "abcd", "", ""],
    `${["<1>", "<2>", "<3>", "<4>", "<5>"].map(kept).join("")}${last("<6>")}`,
  ],
  ["what follows a last request", `${get.replace("1.1", "1.0")}${get}`, [""], last("<1>")],
  [
    "a malformed request behind a good one",
    `${get}GET / HTTP/1.1\r\n\r\n`,
    [""],
    `${kept("<1>")}${refused("400 Bad Request")}`,
  ],
  [
    "a malformed chunk",
    `${get}${chunked.replace("3\r\n", "3 \r\n")}`,
    [""],
    `${kept("<1>")}${refused("400 Bad Request")}`,
  ],
  ["a body that breaks off", `${get}${post("abc", 4)}`, [""], `${kept("<1>")}${refused("400 Bad Request")}`],
  ["a head that breaks off", `${get}GET / HT`, [""], `${kept("<1>")}${refused("400 Bad Request")}`],
];

describe("a conversation", () => {
  it.each(conversations)("with %s is the same however it is cut", async (_what, text, bodies, answers) => {
    const bytes = Buffer.from(text, "latin1");
    const whole = await converse([bytes]);
    expect(whole.seen.map(({ body }) => body)).toEqual(bodies);
    expect(whole.sent).toBe(answers);
    for (let at = 1; at < bytes.length; at++)
      expect(await converse([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(whole);
    expect(await converse([...bytes].map((byte) => Buffer.of(byte)))).toEqual(whole);
  });
});

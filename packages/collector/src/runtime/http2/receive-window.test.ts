import type { ServerHandler } from "@genai-collector/component";
import { expect, it } from "vitest";
import { dataFrame, frame, headersFrame, literalField, preface, resetFrame } from "../../../test/http2-frames.ts";
import { Talk } from "../../../test/http2-talk.ts";
import { block, echo, hanging, ok, request, trailers } from "../../../test/http2-words.ts";

const part = "x".repeat(65_280);
const told = { more: literalField("content-length", "3") };
/** A mebibyte less what it leaves for padding. */
const mebibyte = (stream: number): Buffer[] => Array.from({ length: 16 }, () => dataFrame(stream, part));
const padded = (stream: number): Buffer[] =>
  Array.from({ length: 16 }, () => frame("DATA", 8, stream, Buffer.alloc(65_536, 255)));

/** Reads a little of a body, and answers when somebody else does. */
const leaving: ServerHandler = async ({ body }) => {
  for await (const _ of body) break;
  return new Promise(() => undefined);
};
const tooLong: ServerHandler = async ({ body }) => {
  await body.read(10);
  return ok;
};

it.each<[string, ServerHandler, (stream: number) => Buffer[]]>([
  ["is read", echo, (stream) => [headersFrame(stream), ...mebibyte(stream), dataFrame(stream, "", true)]],
  ["is padded and read", echo, (stream) => [headersFrame(stream), ...padded(stream), dataFrame(stream, "", true)]],
  ["is padded and not read", async () => ok, (stream) => [headersFrame(stream), ...padded(stream)]],
  ["is too long to be read", tooLong, (stream) => [headersFrame(stream), ...mebibyte(stream)]],
  ["is left behind by its reader", leaving, (stream) => [headersFrame(stream), ...mebibyte(stream)]],
  ["comes before a reset", hanging, (stream) => [headersFrame(stream), ...mebibyte(stream), resetFrame(stream, 8)]],
  ["comes behind a reset", hanging, (stream) => [headersFrame(stream), resetFrame(stream, 8), ...mebibyte(stream)]],
  ["comes behind the end", hanging, (stream) => [request(stream), ...mebibyte(stream)]],
  ["is more than was told", hanging, (stream) => [headersFrame(stream, told), ...mebibyte(stream)]],
  ["belongs to no request", hanging, (stream) => [block(stream, "82", false), ...mebibyte(stream)]],
  [
    "has trailers that are none",
    hanging,
    (stream) => [headersFrame(stream), ...mebibyte(stream), trailers(stream, Buffer.of(0x82))],
  ],
])("the window of a connection opens again for data that %s", async (_what, handle, said) => {
  const talk = new Talk(handle);
  talk.say(preface);
  // Far more than the window all together.
  for (let stream = 1; stream < 80; stream += 2) {
    talk.say(...said(stream));
    await talk.turn();
  }
  expect(talk.heard().filter(({ type }) => type === "GOAWAY")).toEqual([]);
});

it("the window of a connection opens again for data that comes when nothing is taken any more", async () => {
  const talk = new Talk(hanging);
  talk.say(preface, request(1));
  talk.connection.drain();
  talk.say(frame("PING", 1, 0, Buffer.from("farewell")));
  for (let stream = 3; stream < 80; stream += 2) talk.say(headersFrame(stream), ...mebibyte(stream));
  await talk.turn();
  expect(talk.heard().filter(({ type, code }) => type === "GOAWAY" && code !== 0)).toEqual([]);
  expect(talk.socket.writable).toBe(true);
});

it("the window of a connection opens again though most of it is held by streams that nobody reads", async () => {
  const talk = new Talk((given) => (given.headers["x"] === "unread" ? hanging(given) : tooLong(given)));
  talk.say(preface);
  const unread = { more: literalField("x", "unread") };
  for (let stream = 1; stream < 32; stream += 2) talk.say(headersFrame(stream, unread), ...mebibyte(stream));
  let left = 16 * 16 * (65_536 - part.length);
  const [size, streams] = [20_000, 200];
  for (let stream = 33; stream < 33 + 2 * streams; stream += 2) {
    expect(left).toBeGreaterThanOrEqual(size);
    talk.say(headersFrame(stream), dataFrame(stream, "x".repeat(size)));
    await talk.turn();
    const updates = talk.heard().filter(({ type, stream: of }) => type === "WINDOW_UPDATE" && of === 0);
    const given = updates.reduce((sum, { text }) => sum + Buffer.from(text, "latin1").readUInt32BE(), 0);
    left = 16 * 16 * (65_536 - part.length) + given - ((stream - 31) / 2) * size;
  }
});

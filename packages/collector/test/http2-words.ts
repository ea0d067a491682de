import type { ServerHandler, ServerResponse } from "@genai-collector/component";
import { errorCode } from "../src/runtime/http2/protocol.ts";
import { frame, headersFrame, literalField, type Frame } from "./http2-frames.ts";

/** What clients say, and what comes back, in few words. */

const codes = new Map<number | undefined, string>(Object.entries(errorCode).map(([name, code]) => [code, name]));
export const ok: ServerResponse = { status: 200, headers: {}, body: [Buffer.from("ok")], trailers: { a: "b" } };
export const hanging: ServerHandler = () => new Promise(() => undefined);
/** Reads the body and gives it back. */
export const echo: ServerHandler = async ({ body }) => ({ ...ok, body: [await body.read(10_000_000)] });

/** A frame in one word or two. */
export function named({ type, stream, ends, code, text }: Frame): string {
  if (type === "GOAWAY") return `GOAWAY ${codes.get(code)}`;
  if (type === "RST_STREAM") return `RST ${stream} ${codes.get(code)}`;
  if (type === "DATA") return `DATA ${stream} ${text}${ends ? " end" : ""}`;
  return `${type} ${stream}${ends ? " end" : ""}`;
}

export const windowUpdate = (stream: number, increment: number): Buffer => {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame("WINDOW_UPDATE", 0, stream, payload);
};
export const settings = (name: number, value: number): Buffer => {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(name);
  payload.writeUInt32BE(value, 2);
  return frame("SETTINGS", 0, 0, payload);
};
export const request = (stream: number, ...fields: readonly (readonly [string, string])[]): Buffer =>
  headersFrame(stream, { end: true, more: Buffer.concat(fields.map(([name, value]) => literalField(name, value))) });
/** A HEADERS frame of these bytes of HPACK. */
export const block = (stream: number, hex: string, end = true): Buffer =>
  frame("HEADERS", end ? 5 : 4, stream, Buffer.from(hex, "hex"));
export const trailers = (stream: number, more: Buffer, end = true): Buffer =>
  frame("HEADERS", end ? 5 : 4, stream, more);
export const answered = (stream: number, text = "ok"): string[] => [
  `HEADERS ${stream}`,
  ...(text === "" ? [] : [`DATA ${stream} ${text}`]),
  `HEADERS ${stream} end`,
];

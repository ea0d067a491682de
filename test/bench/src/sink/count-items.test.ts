import { describe, expect, it } from "vitest";
import { requestBody, type BodyShape } from "../bodies/request-body.ts";
import { countItems } from "./count-items.ts";

const shapes: readonly BodyShape[] = [
  { signal: "traces", count: 1 },
  { signal: "traces", count: 512 },
  { signal: "traces", count: 300, resources: 100 },
  { signal: "logs", count: 77 },
  { signal: "metrics", count: 9 },
];

describe("countItems", () => {
  it.each(shapes)("counts what %j holds", (shape) => {
    const { bytes, items } = requestBody(shape);
    expect(countItems(shape.signal, bytes)).toBe(items);
  });

  it("counts what several requests hold, one behind the other", () => {
    const { bytes, items } = requestBody({ signal: "traces", count: 5 });
    expect(countItems("traces", Buffer.concat([bytes, bytes, bytes]))).toBe(3 * items);
  });

  it("passes over fields of every wire type that it does not know", () => {
    const { bytes, items } = requestBody({ signal: "logs", count: 5 });
    // Fields 20 to 23: a varint, eight bytes, a text, four bytes.
    const unknown = [0xa0, 1, 0xff, 1, 0xa9, 1, ...Array<number>(8).fill(9), 0xb2, 1, 1, 0x61, 0xbd, 1, 1, 2, 3, 4];
    expect(countItems("logs", Buffer.concat([Buffer.from(unknown), bytes]))).toBe(items);
  });

  it("counts points of every kind of metric", () => {
    const point = [0x0a, 0];
    const kinds = [5, 7, 9, 10, 11].map((field) => field * 8 + 2);
    const metrics = kinds.flatMap((tag) => message(0x12, message(tag, [...point, ...point])));
    const request = message(0x0a, message(0x12, metrics));
    expect(countItems("metrics", Uint8Array.from(request))).toBe(10);
  });

  it.each([
    ["ends within a field", [0x0a, 5, 0x12]],
    ["has a field that leaves its message", [0x0a, 2, 0x12, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["has a wire type that nobody knows", [0x0b, 0]],
    ["has a number that does not end", [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])("throws on a message that %s", (_, bytes) => {
    expect(() => countItems("traces", Uint8Array.from(bytes))).toThrow(/byte/);
  });
});

function message(tag: number, content: readonly number[]): number[] {
  return [tag, content.length, ...content];
}

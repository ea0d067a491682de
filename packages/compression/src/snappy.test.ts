import { describe, expect, it } from "vitest";
import { packSnappy, unpackSnappy } from "./snappy.ts";
import { finishAtOnce } from "./work.ts";

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const unpacked = (block: string, limit = 1_000): string =>
  Buffer.from(finishAtOnce(unpackSnappy(latin1(block), limit))).toString("latin1");

// Blocks written by hand from the format description.
describe("snappy block", () => {
  it.each([
    ["nothing", "\x00", ""],
    ["literals", "\x03\x08foo", "foo"],
    ["literals with a length of one byte", `\x3d\xf0\x3c${"x".repeat(61)}`, "x".repeat(61)],
    ["literals with a length of two bytes", `\x3d\xf4\x3c\0${"x".repeat(61)}`, "x".repeat(61)],
    ["literals with a length of three bytes", `\x3d\xf8\x3c\0\0${"x".repeat(61)}`, "x".repeat(61)],
    ["literals with a length of four bytes", `\x3d\xfc\x3c\0\0\0${"x".repeat(61)}`, "x".repeat(61)],
    ["a copy with one more byte", "\x0d\x0cabcd\x15\x04", "abcdabcdabcda"],
    ["a copy with two more bytes", "\x08\x0cabcd\x0e\x04\x00", "abcdabcd"],
    ["a copy with four more bytes", "\x08\x0cabcd\x0f\x04\x00\x00\x00", "abcdabcd"],
    ["a copy of what it writes itself", "\x41\x00a\xfe\x01\x00", "a".repeat(65)],
    ["a length with more bytes than it needs", "\x83\x00\x08foo", "foo"],
  ])("has %s", (_what, block, expected) => {
    expect(unpacked(block)).toBe(expected);
  });

  it.each([
    ["nothing at all", "", "ends within its length"],
    ["a length that goes on", "\x80\x80", "ends within its length"],
    ["a length of six bytes", "\x80\x80\x80\x80\x80\x00", "claims more than 4 GiB"],
    ["a length of 34 bits", `\xff\xff\xff\xff\x3f`, "claims more than 4 GiB"],
    ["more claimed than so few bytes can say", "\xff\xff\x01\x00a", "claims more bytes than it can hold"],
    ["fewer bytes than claimed", "\x04\x08foo", "ends before all bytes"],
    ["more literals than claimed", "\x02\x08foo", "more bytes than it claims"],
    ["a longer copy than claimed", "\x05\x0cabcd\x15\x04", "more bytes than it claims"],
    ["literals that are cut", "\x05\x10foo", "ends within literals"],
    ["literals of 4 GiB", "\x05\xfc\xff\xff\xff\xfffoo", "ends within literals"],
    ["literals whose length is cut", "\x05\xf4\x01", "ends within a length"],
    ["a copy that is cut", "\x08\x0cabcd\x0e\x04", "ends within a copy"],
    ["a copy from before the start", "\x08\x0cabcd\x0e\x05\x00", "copies from outside"],
    ["a copy from nowhere", "\x08\x0cabcd\x0e\x00\x00", "copies from outside"],
    ["a copy from 4 GiB before", "\x08\x0cabcd\x0f\xff\xff\xff\xff", "copies from outside"],
  ])("refuses %s", (_what, block, problem) => {
    expect(() => unpacked(block)).toThrow(problem);
  });

  it("says where it is wrong", () => {
    expect(() => unpacked("\x08\x0cabcd\x0e\x05\x00")).toThrow("snappy: copies from outside at byte 9");
  });

  it("gives the same bytes for the same content", () => {
    const content = latin1("spans spans spans metrics spans metrics logs ".repeat(50));
    expect(finishAtOnce(packSnappy(content))).toEqual(finishAtOnce(packSnappy(content.slice())));
  });
});

import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { headerBytes, RecordFormat } from "./record-format.ts";

const { files } = new VirtualRuntime(new World());
const format = new RecordFormat(0xdecafbad, files);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const letter = "47444c31cbadb77101000100070000000400000004000000626b1df14c96468d68656164";
const mark = "47444c31f2a04838010002000700000001000000000000004913d239adfbcade68";

/** The bytes were written by the first version: such files are on people's disks. */
describe("a record", () => {
  it("is written as it always was", () => {
    const hex = (record: Uint8Array): string => Buffer.from(record).toString("hex");
    expect(hex(format.encode({ type: "letter", id: 7, head: bytes("head"), body: [bytes("bo"), bytes("dy")] }))).toBe(
      letter,
    );
    expect(hex(format.encode({ type: "mark", id: 7, head: bytes("h"), body: [] }))).toBe(mark);
  });

  it("is read as it always was", () => {
    const header = format.tryParseHeader(Buffer.from(letter, "hex"));
    if (header === undefined || header === "newer") throw new Error("no header");
    expect(header).toMatchObject({ type: "letter", id: 7, headBytes: 4, bodyBytes: 4 });
    const [head, body] = [Buffer.from(letter, "hex").subarray(headerBytes), bytes("body")];
    expect([format.isHead(header, head), format.isBody(header, body)]).toEqual([true, true]);
    expect([format.isHead(header, body), format.isBody(header, head)]).toEqual([false, false]);
    expect(format.tryParseHeader(Buffer.from(mark, "hex"))).toMatchObject({ type: "mark", id: 7, bodyBytes: 0 });
  });
});

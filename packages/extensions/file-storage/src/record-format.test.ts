import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { headerBytes, RecordFormat } from "./record-format.ts";

const { files } = new VirtualRuntime(new World());
const format = new RecordFormat(0xdecafbad, files);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const entry = "47434c31f5d0aca70100000004000000030000000001000004000000626b1df14c96468d68656164";
const removals = "47434c31e7c7dd5102000000010000000000000000000000000000004913d239adfbcade68";

/** The bytes were written by the first version: such files are on people's disks. */
describe("a record", () => {
  it("is written as it always was", () => {
    const hex = (record: Uint8Array): string => Buffer.from(record).toString("hex");
    const position = 2 ** 40 + 3;
    expect(hex(format.encode({ type: "entry", position, head: bytes("head"), body: [bytes("bo"), bytes("dy")] }))).toBe(
      entry,
    );
    expect(hex(format.encode({ type: "removals", position: 0, head: bytes("h"), body: [] }))).toBe(removals);
  });

  it("is read as it always was", () => {
    const header = format.tryParseHeader(Buffer.from(entry, "hex"))!;
    expect(header).toMatchObject({ type: "entry", position: 2 ** 40 + 3, headBytes: 4, bodyBytes: 4 });
    const [head, body] = [Buffer.from(entry, "hex").subarray(headerBytes), bytes("body")];
    expect([format.isHead(header, head), format.isBody(header, body)]).toEqual([true, true]);
    expect([format.isHead(header, body), format.isBody(header, head)]).toEqual([false, false]);
    expect(format.tryParseHeader(Buffer.from(removals, "hex"))).toMatchObject({ type: "removals", bodyBytes: 0 });
  });
});

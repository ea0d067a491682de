import type { ClientInfo } from "@genai-collector/component";
import { concat } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logsOf } from "../../test/scripted-sender.ts";
import { decodeBody, encodeBody } from "./record-body.ts";

const clients: readonly (ClientInfo | undefined)[] = [
  undefined,
  { address: "a", metadata: new Map(), transport: "http" },
  { address: "a", metadata: new Map(), transport: "grpc" },
  { address: "b", metadata: new Map(), transport: undefined },
];

describe("the body of a record", () => {
  it("gives back every range as it was, with who sent it, and no copy of its bytes", () => {
    const owners = fc.array(fc.constantFrom(...clients), { maxLength: 12 });
    fc.assert(
      fc.property(owners, (given) => {
        const ranges = given.map((client, n) => ({ ...logsOf([`body ${n}`]).encoded()[0]!, client }));
        const payload = logsOf().withRanges(ranges);
        const parts = encodeBody(payload);
        expect(parts.slice(1)).toEqual(ranges.map(({ bytes }) => bytes));
        expect(parts.slice(1).every((part, n) => part === ranges[n]!.bytes)).toBe(true);
        const read = decodeBody("logs", concat(parts))!;
        expect(read.encoded()).toEqual(ranges);
        expect(read.items).toBe(ranges.length);
      }),
      { seed: 1 },
    );
  });

  it("of other bytes is none", () => {
    const whole = concat(encodeBody(logsOf(["a"], ["b"])));
    for (let length = 0; length < whole.length; length++) {
      expect(decodeBody("logs", whole.subarray(0, length)), `${length} bytes`).toBeUndefined();
    }
    expect(decodeBody("logs", concat([whole, Uint8Array.of(0)]))).toBeUndefined();
    expect(decodeBody("logs", Uint8Array.from([0, 0, 0, 1, 0x7b]))).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { frame, moreThanOne, unframe } from "./grpc-frame.ts";

const message = Uint8Array.of(1, 2, 3);
const framed = Uint8Array.of(0, 0, 0, 0, 3, 1, 2, 3);

it("frame puts flag and length before a message, in network order", () => {
  expect(frame(message)).toEqual(framed);
  expect(frame(new Uint8Array(0x01_02_03)).subarray(0, 5)).toEqual(Uint8Array.of(0, 0, 1, 2, 3));
  expect(frame(new Uint8Array())).toEqual(new Uint8Array(5));
});

describe("unframe", () => {
  it("takes the message out without copying it", () => {
    const taken = unframe(framed, 3);
    expect(taken).toEqual({ isCompressed: false, message });
    expect("message" in taken && taken.message.buffer).toBe(framed.buffer);
  });

  it("tells whether it is compressed", () => {
    expect(unframe(framed.with(0, 1), 3)).toEqual({ isCompressed: true, message });
  });

  it.each([
    ["no message", [], 13, /^cardinality violation: received no request message/],
    ["half a prefix", [0, 0, 0], 13, "unexpected EOF"],
    ["half a message", [0, 0, 0, 0, 3, 1, 2], 13, "unexpected EOF"],
    ["two messages", [...framed, ...framed], 13, moreThanOne.problem],
    ["a flag that there is not", [2, 0, 0, 0, 0], 13, "grpc: received unexpected payload format 2"],
    ["a large message", [0, 0, 0, 0, 4], 8, "grpc: received message larger than max (4 vs. 3)"],
    ["the largest length", [0, 255, 255, 255, 255], 8, "grpc: received message larger than max (4294967295 vs. 3)"],
  ])("says of %s what grpc-go says", (_, bytes, code, problem) => {
    const why: unknown = problem instanceof RegExp ? expect.stringMatching(problem) : problem;
    expect(unframe(Uint8Array.from(bytes), 3)).toEqual({ code, problem: why });
  });
});

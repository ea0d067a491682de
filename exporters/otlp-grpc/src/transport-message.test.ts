import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FramedMessage } from "./transport-message.ts";

/** A frame as the library makes one of a message that it does not compress. */
function frameOf(message: FramedMessage): Buffer {
  const frame = Buffer.alloc(5 + message.length, 0xaa);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, 5);
  return frame;
}

describe("FramedMessage", () => {
  it("is its parts, one behind the other", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), fc.boolean(), (parts, isCompressed) => {
        const whole = Buffer.concat(parts);
        const message = new FramedMessage(parts, isCompressed);
        expect(message.length).toBe(whole.length);
        const head = Buffer.alloc(5);
        head[0] = isCompressed ? 1 : 0;
        head.writeUInt32BE(whole.length, 1);
        expect(frameOf(message).equals(Buffer.concat([head, whole]))).toBe(true);
      }),
    );
  });
});

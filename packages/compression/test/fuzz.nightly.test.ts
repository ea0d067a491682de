import * as fc from "fast-check";
import { describe, it } from "vitest";
import { finishAtOnce } from "../src/index.ts";
import { codecs, isTamed } from "./codec-table.ts";
import { mutate, mutation, repetitiveBytes } from "./repetitive-bytes.ts";

const limit = 200_000;
const minutes = 60_000;

describe.each(codecs)("$name, for long", (codec) => {
  it("gives back what it packed, and is tamed whatever was done to that", { timeout: 30 * minutes }, () => {
    const packed = (bytes: Uint8Array): Uint8Array => finishAtOnce(codec.pack(bytes));
    fc.assert(
      fc.property(repetitiveBytes, fc.array(mutation, { minLength: 1, maxLength: 8 }), (bytes, mutations) => {
        const whole = packed(bytes);
        const isSame = Buffer.compare(finishAtOnce(codec.unpack(whole, bytes.length)), bytes) === 0;
        return isSame && isTamed(codec, mutations.reduce(mutate, whole), limit);
      }),
      { numRuns: 20_000, interruptAfterTimeLimit: 10 * minutes },
    );
  });
});

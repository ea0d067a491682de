import { describe, expect, it } from "vitest";
import { addressOf, runId, uuidOf } from "./identity.ts";

describe("runId", () => {
  it("is a v4 UUID from which its address is read, by the same seed alone", () => {
    for (const minute of [0, 1, 29_540_000, 2 ** 28 - 1])
      for (const trace of [0, 7, 2 ** 24, 2 ** 25 + 3])
        for (const run of [0, 1, 4_095]) {
          const id = runId(9, { minute, trace, run });
          expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
          expect(addressOf(9, id)).toEqual({ minute, trace, run });
          expect(addressOf(8, id)).toBeUndefined();
        }
  });

  it.each(["", "nobody", uuidOf(9, 1), "00000000-0000-4000-8000-000000000000"])("%j is none", (id) => {
    expect(addressOf(9, id)).toBeUndefined();
  });
});

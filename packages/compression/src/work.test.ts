import { describe, expect, it } from "vitest";
import { finishAtOnce, finishInTurns, type Work } from "./work.ts";

function* threeSteps(done: number[]): Work {
  for (let step = 1; step < 3; step++) {
    done.push(step);
    yield;
  }
  return Uint8Array.of(7);
}

describe("work", () => {
  it("is finished at once", () => {
    const done: number[] = [];
    expect(finishAtOnce(threeSteps(done))).toEqual(Uint8Array.of(7));
    expect(done).toEqual([1, 2]);
  });

  it("pauses at the yields at which others have waited for long enough, and at no other", async () => {
    const done: number[] = [];
    const pauses: number[] = [];
    const pause = async (): Promise<void> => void pauses.push(done.length);
    await expect(finishInTurns(threeSteps(done), () => done.length === 2, pause)).resolves.toEqual(Uint8Array.of(7));
    expect(pauses).toEqual([2]);
  });

  it("rejects with what it throws", async () => {
    const broken = (function* (): Work {
      yield;
      throw new RangeError("more than 1 bytes");
    })();
    await expect(finishInTurns(broken, () => false, Promise.resolve)).rejects.toThrow(RangeError);
  });
});

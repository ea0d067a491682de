import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { IncomingBody } from "./incoming-body.ts";

function bodyOf(announced: string | undefined) {
  const stream = Object.assign(new PassThrough(), { aborted: false });
  return { stream, body: new IncomingBody(stream, "error", announced) };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("IncomingBody", () => {
  it.each([
    ["one part", [10]],
    ["several parts", [1, 1, 1, 4, 3]],
    ["the first quarter last", [9, 1]],
    ["parts of which none is a quarter", [2, 2, 2, 2, 2]],
  ])("is whole again in %s, announced or not", async (_name, lengths) => {
    for (const announced of ["10", undefined]) {
      const { stream, body } = bodyOf(announced);
      const reading = body.read(100);
      let next = 0;
      for (const length of lengths) {
        stream.write(Uint8Array.from({ length }, () => next++));
        await turn();
      }
      stream.end();
      expect([...(await reading)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it("makes no memory for what is only announced", async () => {
    const announced = 64 * 1024 * 1024;
    const { stream, body } = bodyOf(String(announced));
    const before = process.memoryUsage().arrayBuffers;
    const reading = body.read(announced);
    for (let part = 0; part < 10; part++) {
      stream.write(new Uint8Array(10));
      await turn();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(announced / 8);
    stream.destroy(new Error("gone"));
    await expect(reading).rejects.toThrow("the client left within the body");
  });

  it("takes no more than was announced", async () => {
    const { stream, body } = bodyOf("10");
    const reading = body.read(100);
    stream.write(new Uint8Array(6));
    await turn();
    stream.write(new Uint8Array(6));
    await expect(reading).rejects.toThrow("more than the 10 bytes announced");
  });
});

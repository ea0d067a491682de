import { describe, expect, it } from "vitest";
import { StreamBody, type BodyOwner } from "./stream-body.ts";

function bodyOf(owner: Partial<BodyOwner> = {}, isEmpty = false) {
  let consumed = 0;
  const count = (bytes: number): void => void (consumed += bytes);
  const none = { contentLength: undefined, isGrpc: false, unread: 0 };
  const body = new StreamBody({ ...none, consumed: count, ...owner }, isEmpty);
  return { body, consumed: () => consumed };
}
const ten = (lengths: readonly number[]): Uint8Array[] => {
  let next = 0;
  return lengths.map((length) => Uint8Array.from({ length }, () => next++));
};
const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe("the body of a stream", () => {
  it.each([
    ["one part", [10]],
    ["several parts", [1, 1, 1, 4, 3]],
    ["parts and an empty end", [5, 5, 0]],
    ["the first quarter last", [9, 1]],
    ["parts of which none is a quarter", [2, 2, 2, 2, 2]],
  ])("is whole again in %s: read before, meanwhile or after, whatever was announced", async (_name, lengths) => {
    for (const contentLength of [undefined, 10, 5, 1_000_000]) {
      for (let readAt = 0; readAt <= lengths.length; readAt++) {
        const { body, consumed } = bodyOf({ contentLength });
        let reading: Promise<Uint8Array> | undefined;
        const seen: number[] = [];
        for (const [at, part] of ten(lengths).entries()) {
          if (at === readAt) reading = body.read(100, (_, total) => seen.push(total));
          body.receive(part, at === lengths.length - 1);
        }
        reading ??= body.read(100, (_, total) => seen.push(total));
        expect([...(await reading)]).toEqual(all);
        expect([consumed(), seen.at(-1)]).toEqual([10, 10]);
      }
    }
  });

  it("of which the first part tells a length in gRPC's way is put there as it comes", async () => {
    const { body } = bodyOf({ isGrpc: true });
    const reading = body.read(10_000);
    body.receive(Uint8Array.of(0, 0, 0, 3, 232, 1), false);
    for (let at = 0; at < 998; at++) body.receive(Uint8Array.of(2), false);
    body.receive(Uint8Array.of(3), true);
    const whole = await reading;
    expect([whole.length, whole[5], whole[6], whole.at(-1), whole.buffer.byteLength]).toEqual([1_005, 1, 2, 3, 1_005]);
  });

  it("makes no memory for what is only announced", () => {
    const announced = 64 * 1_048_576;
    const { body } = bodyOf({ contentLength: announced });
    const before = process.memoryUsage().arrayBuffers;
    body.read(announced).catch(() => undefined);
    for (let part = 0; part < 10; part++) body.receive(new Uint8Array(10), false);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(announced / 8);
    body.close();
  });

  it("keeps no chunk alive for a few of its bytes", async () => {
    const chunk = new Uint8Array(65_536);
    const { body } = bodyOf();
    body.receive(chunk.subarray(0, 100), true);
    expect((await body.read(1_000)).buffer.byteLength).toBeLessThan(10_000);
    const other = bodyOf().body;
    other.receive(chunk.subarray(0, 8_000), true);
    expect((await other.read(10_000)).buffer).toBe(chunk.buffer);
  });

  it("in the smallest parts, each in a chunk of its own, takes up no multiple of its length", async () => {
    const { body } = bodyOf();
    const before = process.memoryUsage().arrayBuffers;
    for (let part = 0; part < 20_000; part++) {
      body.receive(Buffer.alloc(13).subarray(9), false);
      body.receive(Buffer.alloc(70).subarray(69), false);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000);
    body.receive(Uint8Array.of(1), true);
    expect(await body.read(1_000_000)).toHaveLength(100_001);
  });

  it("is refused by whom it is too long for, or who watches it, and the rest is let go of", async () => {
    for (const early of [true, false]) {
      const { body, consumed } = bodyOf();
      const parts = (): void => {
        body.receive(new Uint8Array(4), false);
        body.receive(new Uint8Array(4), false);
      };
      if (early) parts();
      const reading = body.read(7);
      if (!early) parts();
      await expect(reading).rejects.toThrow(new RangeError("more than 7 bytes"));
      body.receive(new Uint8Array(100), true);
      expect(consumed()).toBe(108);
    }
    const { body } = bodyOf();
    body.receive(new Uint8Array(4), true);
    const watch = (): void => {
      throw new Error("not this one");
    };
    await expect(body.read(7, watch)).rejects.toThrow("not this one");
  });

  it("that is none is empty", async () => {
    expect(await bodyOf({}, true).body.read(0)).toHaveLength(0);
    for await (const _ of bodyOf({}, true).body) expect.unreachable();
  });

  it("comes part by part, and is consumed so", async () => {
    const { body, consumed } = bodyOf();
    body.receive(Uint8Array.of(1), false);
    const got: number[] = [];
    for await (const part of body) {
      got.push(...part);
      expect(consumed()).toBe(got.length);
      if (got.length < 4) setImmediate(() => body.receive(Uint8Array.of(got.length + 1), got.length === 3));
    }
    expect(got).toEqual([1, 2, 3, 4]);
  });

  it("whose client leaves is not taken for whole", async () => {
    const { body } = bodyOf();
    const reading = body.read(7);
    body.receive(Uint8Array.of(1), false);
    body.close();
    await expect(reading).rejects.toThrow("the client left within the body");
    await expect(body.read(7)).rejects.toThrow("the client left within the body");
  });
});

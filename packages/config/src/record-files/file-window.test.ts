import { describe, expect, it } from "vitest";
import { FileWindow } from "./file-window.ts";

const content = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);

function open() {
  const calls: (readonly [at: number, length: number])[] = [];
  const read = (_path: string, at = 0, length = Infinity): Promise<Uint8Array> => {
    calls.push([at, length]);
    return Promise.resolve(content.slice(at, at + length));
  };
  return { calls, window: new FileWindow({ read }, "/a") };
}

describe("a window over a file", () => {
  it("gives what stands there, fewer bytes at the end and none behind it", async () => {
    const { window } = open();
    expect(await window.read(7, 5)).toEqual(content.subarray(7, 12));
    expect(await window.read(2_999_998, 5)).toEqual(content.subarray(2_999_998));
    expect(await window.read(3_000_000, 5)).toHaveLength(0);
    expect(await window.read(3, 2_000_000)).toEqual(content.subarray(3, 2_000_003));
  });

  it("reads a file with many small records in few calls, in growing pieces", async () => {
    const { window, calls } = open();
    for (let at = 0; at < content.length; at += 100) await window.read(at, 100);
    expect(calls.length).toBeLessThan(10);
    expect(Math.max(...calls.map(([, length]) => length))).toBe(1024 * 1024);
  });

  it("reads little where long bodies are skipped", async () => {
    const { window, calls } = open();
    for (let at = 0; at < content.length; at += 500_000) await window.read(at, 36);
    expect(calls.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(200_000);
  });

  it("gives what it has from a place on, at least a byte", async () => {
    const { window, calls } = open();
    const some = await window.readSome(10);
    expect(some.length).toBeGreaterThan(0);
    expect(some).toEqual(content.subarray(10, 10 + some.length));
    expect(await window.readSome(11)).toEqual(some.subarray(1));
    expect(calls).toHaveLength(1);
    expect(await window.readSome(content.length)).toHaveLength(0);
  });

  it("takes a file that is gone for empty", async () => {
    const window = new FileWindow({ read: () => Promise.resolve(undefined) }, "/a");
    expect(await window.read(0, 5)).toHaveLength(0);
  });
});

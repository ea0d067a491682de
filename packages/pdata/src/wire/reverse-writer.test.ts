import { describe, expect, it } from "vitest";
import { ReverseWriter } from "./reverse-writer.ts";

type Write = (writer: ReverseWriter) => void;

const writes: readonly (readonly [name: string, write: Write])[] = [
  ["a short text", (writer) => writer.string(10, "short")],
  ["a text that is not ASCII", (writer) => writer.string(10, "Prüfung")],
  ["a long text", (writer) => writer.string(10, "long".repeat(20))],
  ["bytes", (writer) => writer.bytes(10, new Uint8Array(16).fill(7))],
  ["raw bytes", (writer) => writer.raw(new Uint8Array(100).fill(7))],
  ["a flag", (writer) => writer.bool(8, true)],
  ["uint32", (writer) => writer.uint32(8, 4_294_967_295)],
  ["a negative int32", (writer) => writer.int32(8, -1)],
  ["sint32", (writer) => writer.sint32(8, -2_147_483_648)],
  ["a large int64", (writer) => writer.int64(8, 9_223_372_036_854_775_807n)],
  ["a negative int64", (writer) => writer.int64(8, -1n)],
  ["fixed32", (writer) => writer.fixed32(13, 4_294_967_295)],
  ["fixed64", (writer) => writer.fixed64(9, 18_446_744_073_709_551_615n)],
  ["a double", (writer) => writer.double(9, 0.1)],
  ["packed fixed64", (writer) => writer.packedFixed64(10, [1n, 2n, 3n])],
  ["packed doubles", (writer) => writer.packedDouble(10, [1.5, 2.5])],
  ["packed uint64", (writer) => writer.packedUint64(10, [1n, 300n, 5_000_000_000n])],
];

function written(capacity: number, write: Write): string {
  const writer = new ReverseWriter(capacity);
  // In front of and behind what may make it grow: both must survive.
  writer.string(18, "behind");
  write(writer);
  writer.string(26, "before");
  return Buffer.from(writer.finish()).toString("hex");
}

describe("a writer that runs out of room", () => {
  it.each(writes)("writes %s as one that has enough, wherever it runs out", (_name, write) => {
    const expected = written(4_096, write);
    for (let capacity = 1; capacity <= expected.length / 2 + 1; capacity++) {
      expect(written(capacity, write), `capacity ${capacity}`).toBe(expected);
    }
  });
});

it("is empty after finish, and can be used again", () => {
  const writer = new ReverseWriter(8);
  writer.fixed64(9, 1n);
  const first = writer.finish();
  expect(writer.length).toBe(0);
  writer.fixed64(9, 1n);
  expect(writer.finish()).toEqual(first);
});

it("forgets what it was told to forget", () => {
  const writer = new ReverseWriter(8);
  writer.string(10, "not this");
  writer.clear();
  writer.bool(8, true);
  expect([...writer.finish()]).toEqual([8, 1]);
});

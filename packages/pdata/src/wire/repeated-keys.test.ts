import { describe, expect, it } from "vitest";
import { ReverseWriter } from "./reverse-writer.ts";

function written(text: string, capacity = 256): string {
  const writer = new ReverseWriter(capacity);
  writer.key(text);
  return Buffer.from(writer.finish()).toString("hex");
}

function plain(text: string): string {
  const writer = new ReverseWriter();
  writer.string(10, text);
  return Buffer.from(writer.finish()).toString("hex");
}

/** Keys that no other test writes: the table is shared. */
const keys = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}.${i}`);

describe("keys that are written from a table", () => {
  it("stay themselves where the writer's room was too short for a copy", () => {
    const names = keys("short.room", 50);
    for (const name of names) {
      written(name);
      // Whatever is left in front: the copy goes by words, and may not reach before the buffer.
      for (let capacity = 1; capacity < 40; capacity++) expect(written(name, capacity)).toBe(plain(name));
    }
    for (const name of names) expect(written(name)).toBe(plain(name));
  });

  it("stay themselves when the table is full and begins anew", () => {
    const names = keys("many", 10_000);
    for (const name of names) written(name);
    for (const name of names) expect(written(name)).toBe(plain(name));
  });

  it.each([
    ["empty", ""],
    ["as long as fits", "k".repeat(61)],
    ["one longer than fits", "k".repeat(62)],
    ["much longer", "k".repeat(300)],
    ["not ASCII", "schlüssel.🐘"],
    ["no Unicode", "a\uD800b"],
  ])("are written alike the first time and later: %s", (_what, text) => {
    for (let i = 0; i < 3; i++) expect(written(text)).toBe(plain(text));
  });
});

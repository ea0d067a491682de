import { describe, expect, it } from "vitest";
import { ReverseWriter } from "./reverse-writer.ts";

function written(tag: number, text: string, capacity = 256): string {
  const writer = new ReverseWriter(capacity);
  writer.repeatedString(tag, text);
  return Buffer.from(writer.finish()).toString("hex");
}

function plain(tag: number, text: string): string {
  const writer = new ReverseWriter();
  writer.string(tag, text);
  return Buffer.from(writer.finish()).toString("hex");
}

/** Keys that no other test writes: the table is shared. */
const keys = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}.${i}`);

describe("texts that are written from a table", () => {
  it("stay themselves where the writer's room was too short for a copy", () => {
    const names = keys("short.room", 50);
    for (const name of names) {
      written(10, name);
      // Whatever is left in front: the copy goes by words, and may not reach before the buffer.
      for (let capacity = 1; capacity < 40; capacity++) expect(written(10, name, capacity)).toBe(plain(10, name));
    }
    for (const name of names) expect(written(10, name)).toBe(plain(10, name));
  });

  it("stay themselves under every tag", () => {
    const names = keys("two.tags", 50);
    for (const name of names) for (const tag of [10, 18, 10]) expect(written(tag, name)).toBe(plain(tag, name));
    for (const name of names) for (const tag of [10, 18, 10]) expect(written(tag, name)).toBe(plain(tag, name));
  });

  it("stay themselves when the table is full and begins anew", () => {
    const names = keys("many", 10_000);
    for (const name of names) written(10, name);
    for (const name of names) expect(written(10, name)).toBe(plain(10, name));
  });

  it.each([
    ["empty", ""],
    ["as long as fits", "k".repeat(58)],
    ["one longer than fits", "k".repeat(59)],
    ["much longer", "k".repeat(300)],
    ["not ASCII", "schlüssel.🐘"],
    ["no Unicode", "a\uD800b"],
  ])("are written alike the first time and later: %s", (_what, text) => {
    for (let i = 0; i < 3; i++) expect(written(10, text)).toBe(plain(10, text));
  });
});

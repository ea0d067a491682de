import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const page = await readFile(new URL("packages/docs/weaknesses.md", root), "utf8");

interface Row {
  readonly platform: string;
  readonly weakness: string;
  readonly file: string;
  readonly name: string;
}

/** The rows of each platform's table. */
const rows: readonly Row[] = page.split(/^## /m).flatMap((section) => {
  const platform = section.split("\n", 1)[0]!;
  return section
    .split("\n")
    .filter((line) => /^\| \S*\d/.test(line))
    .map((line) => {
      const [, weakness = "", , held = ""] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      const [, file = "", name = ""] = /^`([^`]+)`: (.+)$/.exec(held) ?? [];
      return { platform, weakness, file, name };
    });
});

describe("packages/docs/weaknesses.md", () => {
  it.each(rows)("$platform: $weakness", async ({ file, name }) => {
    expect([file, name]).not.toContain("");
    const source = await readFile(new URL(file, root), "utf8");
    // Within the quotes of a test's name.
    expect(source.replaceAll('\\"', '"')).toContain(name);
  });

  it("names each weakness once, in the order of their numbers", () => {
    for (const platform of new Set(rows.map((row) => row.platform))) {
      const numbers = rows.flatMap((row) => (row.platform === platform ? Number(/\d+/.exec(row.weakness)![0]) : []));
      expect([platform, numbers]).toEqual([platform, [...new Set(numbers)].toSorted((a, b) => a - b)]);
    }
    expect(rows.length).toBeGreaterThan(15);
  });
});

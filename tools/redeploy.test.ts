import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const page = await readFile(new URL("packages/docs/redeploy.md", root), "utf8");

const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Change |"))
  .flatMap((line) => {
    const [, change = "", , , held = ""] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return held.split("<br>").map((one) => {
      const [, file = "", name = ""] = /^`([^`]+)`: (.+)$/.exec(one) ?? [];
      return { change, file, name };
    });
  });

describe("packages/docs/redeploy.md", () => {
  it.each(rows)("$change: $file has the test", async ({ file, name }) => {
    expect([file, name]).not.toContain("");
    const source = await readFile(new URL(file, root), "utf8");
    // Within the quotes of a test's name, or of a row of its table.
    expect(source.replaceAll('\\"', '"')).toContain(name);
  });

  it("has every kind of change", () => {
    expect(new Set(rows.map(({ change }) => change)).size).toBeGreaterThan(15);
  });
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeConfiguration, formatProblems, load } from "../src/index.ts";
import { factories } from "./factories.ts";

const testdata = (name: string): string => join(import.meta.dirname, "testdata", name);

describe("formatProblems", () => {
  it("tells every mistake of a file at its place, with what to write instead", async () => {
    const loaded = await load(["many-mistakes.yaml"], {
      env: { PORTKEY_API_KEY: "pk-hunter22" },
      readFile: (path) => readFile(testdata(path)),
    });
    const decoded = "tree" in loaded ? decodeConfiguration(loaded.tree, factories) : loaded;
    const text = formatProblems("problems" in decoded ? decoded.problems : []);
    expect(text).not.toContain("hunter22");
    expect(`${text}\n`).toBe(await readFile(testdata("many-mistakes.txt"), "utf8"));
  });
});

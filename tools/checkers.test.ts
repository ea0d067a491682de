import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkDoors } from "./check-doors.ts";
import { checkImports } from "./check-imports.ts";

const roots: string[] = [];

function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "checkers-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

describe("check-imports", () => {
  const manifest = '{ "dependencies": { "@genai-collector/service": "1", "@genai-collector/component": "1" } }';
  const cases: readonly [name: string, path: string, text: string, message: RegExp | undefined][] = [
    [
      "a component may import the contract",
      "receivers/a/src/x.ts",
      'import type { X } from "@genai-collector/component";',
      undefined,
    ],
    [
      "a component may not import service",
      "receivers/a/src/x.ts",
      'import {\n  x,\n} from "@genai-collector/service";',
      /may not import @genai-collector\/service/,
    ],
    ["a re-export counts", "receivers/a/src/x.ts", 'export * from "@genai-collector/service";', /may not import/],
    [
      "a dynamic import counts",
      "receivers/a/src/x.ts",
      'const x = await import("@genai-collector/service");',
      /may not import/,
    ],
    ["what is imported must be declared", "receivers/a/src/x.ts", 'import "@genai-collector/polling";', /not declared/],
    [
      "a relative import stays in its package",
      "receivers/a/src/x.ts",
      'import { y } from "../../b/src/y.ts";',
      /leaves its package/,
    ],
    ["a relative import names the file", "receivers/a/src/x.ts", 'import { y } from "./y";', /with its ending/],
    [
      "a library has one home",
      "receivers/a/src/x.ts",
      'import { Agent } from "undici";',
      /undici may not be used here/,
    ],
    ["an unknown library has none", "receivers/a/src/x.ts", 'import _ from "left-pad";', /left-pad has no home/],
    [
      "a test may import what its package declares",
      "receivers/a/src/x.test.ts",
      'import { s } from "@genai-collector/service";',
      undefined,
    ],
  ];
  it.each(cases)("%s", async (_name, path, text, message) => {
    const violations = await checkImports(tree({ [path]: text, "receivers/a/package.json": manifest }));
    if (message === undefined) expect(violations).toEqual([]);
    else expect(violations.map((v) => `${v.path}:${v.line}: ${v.message}`).join()).toMatch(message);
  });
});

describe("check-doors", () => {
  const cases: readonly [name: string, text: string, found: number][] = [
    ["the wall clock", "const t = Date.now();", 1],
    ["a timer", "setTimeout(f, 1);", 1],
    ["a method that only sounds like one", "timers.setTimeout(f, 1);", 0],
    ["the current date", "new Date()", 1],
    ["a given date", "new Date(ms)", 0],
    ["a file", 'import { readFile } from "node:fs/promises";', 1],
    ["a word in a comment", "// Date.now is not for us", 0],
    ["a word in a string", 'const s = "Math.random";', 0],
    ["code inside a template", "const s = `${Math.random()}`;", 1],
  ];
  it.each(cases)("%s", async (_name, text, found) => {
    expect(await checkDoors(tree({ "processors/a/src/x.ts": text }))).toHaveLength(found);
  });

  it("leaves the real runtime and tests alone", async () => {
    const text = "Date.now();";
    expect(
      await checkDoors(tree({ "packages/collector/src/runtime/clock.ts": text, "processors/a/src/x.test.ts": text })),
    ).toEqual([]);
  });
});

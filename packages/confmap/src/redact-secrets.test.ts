import { describe, expect, it } from "vitest";
import { problemAt } from "./problem.ts";
import { redactProblems, redactText, secretsOf } from "./redact-secrets.ts";
import { treeOf } from "../test/load-text.ts";

describe("redactText", () => {
  it.each([
    ["found hunter22 here", ["hunter22"], "found [REDACTED] here"],
    ["hunter22-long and hunter22", ["hunter22", "hunter22-long"], "[REDACTED] and [REDACTED]"],
    ['found "a\\nline"', ["a\nline"], 'found "[REDACTED]"'],
    ["is 1 of on", ["1", "on", ""], "is 1 of on"],
    ["$& $1", ["hunter22"], "$& $1"],
    ["a $&", ["$&$&"], "a $&"],
  ])("%j without %j", (text, secrets, redacted) => {
    expect(redactText(text, secrets)).toBe(redacted);
  });
});

describe("redactProblems", () => {
  it("takes secrets out of every sentence, and leaves place and path", () => {
    const words = { message: "no hunter22", found: '"hunter22"', expected: "not hunter22", suggestion: "hunter22" };
    const [problem] = redactProblems(
      [problemAt(["a"], { file: "f", line: 1, column: 2 }, words)],
      new Set(["hunter22"]),
    );
    expect(problem).toMatchObject({ path: "a", file: "f", line: 1, found: '"[REDACTED]"', suggestion: "[REDACTED]" });
    expect(JSON.stringify(problem)).not.toContain("hunter22");
  });
});

describe("secretsOf", () => {
  it("finds what references brought, at any depth, and not what stands in the file", async () => {
    const tree = await treeOf("a: [{b: '${X}'}]\nc: plain\nd: x${Y}\ne: ${N:-default}\n", {
      env: { X: "one", Y: "two" },
    });
    expect([...secretsOf(tree)]).toEqual(["one", "two"]);
  });
});

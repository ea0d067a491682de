import { describe, expect, it } from "vitest";
import { formatProblems, formatWarning } from "./format-problems.ts";
import { problemAt } from "./problem.ts";

const at = (line: number, column: number, file = "c.yaml") => ({ file, line, column });

describe("formatProblems", () => {
  it("sorts by file, line, column and path, whatever the order in which they were found", () => {
    const problems = [
      problemAt(["b"], at(10, 1), { message: "four", found: '""' }),
      problemAt(["a"], at(2, 9), { message: "three", found: '""' }),
      problemAt(["z"], at(2, 3), { message: "two", found: '""' }),
      problemAt(["c"], at(99, 1, "a.yaml"), { message: "one", found: '""' }),
    ];
    const order = [...formatProblems(problems).matchAll(/^ {2}(\w+)/gm)].map(([, word]) => word);
    expect(order).toEqual(["one", "two", "three", "four"]);
  });

  it.each([
    [
      "a path and a place",
      problemAt(["a", "b/c"], at(1, 2), { message: "must be x", found: "1" }),
      "c.yaml:1:2: a::b/c\n  must be x; found 1",
    ],
    ["no path", problemAt([], at(1, 2), { message: "must be x", found: "1" }), "c.yaml:1:2\n  must be x; found 1"],
    [
      "no line",
      problemAt([], at(0, 0), { message: "is not there", found: "nothing" }),
      "c.yaml\n  is not there; found nothing",
    ],
    [
      "what the sentence has said",
      problemAt(["a"], at(1, 2), { message: 'knows no "x"', found: '"x"' }),
      'c.yaml:1:2: a\n  knows no "x"',
    ],
    [
      "a key that the path has named",
      problemAt(["a", "x"], at(1, 2), { message: "is not a key", found: '"x"' }),
      "c.yaml:1:2: a::x\n  is not a key",
    ],
    [
      "a number that another one contains",
      problemAt(["a"], at(1, 2), { message: "must be 300", found: "30" }),
      "c.yaml:1:2: a\n  must be 300; found 30",
    ],
    [
      "a suggestion",
      problemAt(["a"], at(1, 2), { message: "must be x", found: "1", suggestion: '"1"' }),
      'c.yaml:1:2: a\n  must be x; found 1\n  did you mean `"1"`?',
    ],
  ])("writes %s", (_name, problem, text) => {
    expect(formatProblems([problem])).toBe(text);
  });

  it("writes a warning on one line", () => {
    expect(formatWarning({ path: "a::b", ...at(3, 4), message: "is old" })).toBe("c.yaml:3:4: a::b: is old");
  });
});

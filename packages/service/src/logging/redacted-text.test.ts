import { expect, it } from "vitest";
import { redactedText } from "./redacted-text.ts";

it.each([
  ["POST https://user:pa55@api.example.com/v1?key=s3cret failed", "POST https://api.example.com/v1 failed"],
  ["to https://api.example.com/v1/logs#frag, twice", "to https://api.example.com/v1/logs twice"],
  ["redis://:hunter2@cache:6379/0", "redis://cache:6379/0"],
  ["see (https://h/p?a=1) and <http://u@h/>", "see (https://h/p and <http://h/>"],
  ["GET /v1/graphs?api_key=abc&x=1 answered 500", "GET /v1/graphs answered 500"],
  ["why? because", "why? because"],
  ["a:b, c/d and 10:30", "a:b, c/d and 10:30"],
])("strips userinfo, query and fragment: %s", (text, expected) => {
  expect(redactedText(text)).toBe(expected);
});

it("bounds the length, after it has redacted", () => {
  const text = redactedText(`${"x".repeat(1_990)} https://user:${"s".repeat(100)}@host/path`);
  expect(text).not.toContain("sss");
  expect(redactedText("y".repeat(5_000))).toBe(`${"y".repeat(2_000)}… (5000 characters)`);
});

it("stays linear over text that looks like the beginning of URLs", () => {
  const begun = performance.now();
  redactedText("a.".repeat(200_000));
  redactedText("http://".repeat(50_000));
  redactedText("?".repeat(200_000));
  expect(performance.now() - begun).toBeLessThan(2_000);
});

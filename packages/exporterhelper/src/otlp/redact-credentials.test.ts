import { describe, expect, it } from "vitest";
import { credentialRedactor } from "./redact-credentials.ts";

const basic = Buffer.from("123456:glc_secret/token").toString("base64");

describe("credentialRedactor (delivery.md §5.3)", () => {
  const redact = credentialRedactor([`Basic ${basic}`, "Bearer abc.def", "x-key-1", 'qu"ote', "", "y", "  spaced  "]);

  it.each([
    ["the whole header", `got authorization: Basic ${basic}!`, "got authorization: [REDACTED]!"],
    ["the base64 credential alone", `<${basic}>`, "<[REDACTED]>"],
    ["the pair", "user 123456:glc_secret/token is unknown", "user [REDACTED] is unknown"],
    ["the raw token", "token glc_secret/token", "token [REDACTED]"],
    ["a bearer token without its scheme", "jwt abc.def expired", "jwt [REDACTED] expired"],
    ["a key that is the whole value", "key x-key-1", "key [REDACTED]"],
    ["every occurrence", "x-key-1 x-key-1", "[REDACTED] [REDACTED]"],
    ["as JSON writes it", String.raw`{"key":"qu\"ote"}`, '{"key":"[REDACTED]"}'],
    ["as URLs write it", "?token=glc_secret%2Ftoken", "?token=[REDACTED]"],
    ["a value with blanks around it", "spaced", "[REDACTED]"],
  ])("takes out %s", (_what, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    ["the user's name, an identifier", "instance 123456 is suspended"],
    ["the schemes", "Basic or Bearer"],
    ["strings of one character", "y"],
    ["anything, for an empty value", "abc"],
  ])("leaves %s", (_what, text) => {
    expect(redact(text)).toBe(text);
  });

  it("takes the longest form first: nothing of a secret is left beside its mark", () => {
    expect(credentialRedactor(["abc", "abcdef"])("abcdef")).toBe("[REDACTED]");
  });
});

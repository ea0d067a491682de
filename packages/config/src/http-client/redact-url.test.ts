import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactUrl } from "./redact-url.ts";

describe("redactUrl", () => {
  it.each([
    ["https://api.example.com/v1/logs", "https://api.example.com/v1/logs"],
    ["https://bucket.example.com/export.jsonl?X-Amz-Signature=SECRET&x=1", "https://bucket.example.com/export.jsonl"],
    ["https://user:SECRET@h:8443/p#SECRET", "https://h:8443/p"],
    ["https://SECRET@h/", "https://h/"],
    ["HTTP://H/%2e%2e/p?SECRET", "http://h/p"],
    ["https://[::1]:4318/v1?SECRET", "https://[::1]:4318/v1"],
    ["/v1/logs?key=SECRET", "/v1/logs"],
    ["no url#SECRET", "no url"],
    ["user:SECRET@host/path", "host/path"],
    ["http://user:SECRET@ho st/path?q", "ho st/path"],
    ["http://user:SECRET/1@host:x/path", "host:x/path"],
    ["", ""],
  ])("shows %j as %j", (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it("never shows what stands in query, fragment or user information, whatever surrounds it", () => {
    const odd = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(odd, odd, odd, (a, b, c) => {
        for (const url of [`https://h/${a}?${b}SECRET${c}`, `https://h/${a}#${b}SECRET${c}`, `${a}?SECRET${b}`])
          expect(redactUrl(url)).not.toContain("SECRET");
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9%;,$!*'()_.~-]*$/), (password) => {
        expect(redactUrl(`https://user:SECRET${password}@host/path`)).toBe("https://host/path");
      }),
    );
  });
});

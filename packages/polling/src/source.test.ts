import { describe, expect, it } from "vitest";
import { addressOf } from "./source.ts";

const source = { endpoint: "https://api.acme.example/v1/" };

describe("addressOf", () => {
  it.each([
    ["/usage", {}, "https://api.acme.example/v1/usage", true],
    [
      "/usage?a=1",
      { from: 5, to: undefined, model: "a b" },
      "https://api.acme.example/v1/usage?a=1&from=5&model=a+b",
      true,
    ],
    ["https://api.acme.example/v1/usage?page=2", {}, "https://api.acme.example/v1/usage?page=2", true],
    ["https://API.acme.example:443/x", {}, "https://api.acme.example/x", true],
    ["http://api.acme.example/x", {}, "http://api.acme.example/x", false],
    ["https://api.acme.example.evil.example/x", {}, "https://api.acme.example.evil.example/x", false],
    ["https://api.acme.example@evil.example/x", {}, "https://api.acme.example@evil.example/x", false],
    ["https://bucket.s3.example/file?signature=1", {}, "https://bucket.s3.example/file?signature=1", false],
  ])("%s", (target, query, url, isSource) => {
    expect(addressOf(source, target, query)).toEqual({ url, isSource });
  });

  it("keeps a path that looks like a host on the source: credentials go nowhere else", () => {
    expect(addressOf(source, "//evil.example/x")).toEqual({
      url: "https://api.acme.example/v1//evil.example/x",
      isSource: true,
    });
  });

  it("throws for what is no URL", () => {
    expect(() => addressOf(source, "usage")).toThrow(TypeError);
  });
});

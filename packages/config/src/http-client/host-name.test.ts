import { describe, expect, it } from "vitest";
import { normalHost } from "./host-name.ts";

describe("normalHost", () => {
  it.each([
    ["API.Example.com", "api.example.com"],
    ["api.example.com.", "api.example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["0x7f.1", "127.0.0.1"],
    ["0177.0.0.1", "127.0.0.1"],
    ["2130706433", "127.0.0.1"],
    ["127.0.0.1.", "127.0.0.1"],
    ["::1", "::1"],
    ["[0:0::1]", "::1"],
    ["[::FFFF:169.254.169.254]", "::ffff:a9fe:a9fe"],
    ["no host", "no host"],
    ["", ""],
    [".", "."],
  ])("%j is %j", (host, normal) => {
    expect(normalHost(host)).toBe(normal);
  });
});

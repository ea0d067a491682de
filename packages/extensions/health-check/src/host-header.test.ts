import { describe, expect, it } from "vitest";
import { isAllowedHost } from "./host-header.ts";

describe("isAllowedHost", () => {
  it.each([
    ["no header", undefined],
    ["loopback by name", "localhost:13133"],
    ["loopback by name, without a port", "localhost"],
    ["loopback by name, with a dot at the end", "LOCALHOST.:13133"],
    ["an IPv4 address: a probe of a pod", "10.42.0.7:13133"],
    ["an IPv6 address", "[fd00::7]:13133"],
    ["the endpoint's own name", "Health.internal:13133"],
    ["an allowed name", "collector.example"],
    ["an allowed name in capitals, with a port", "COLLECTOR.example:80"],
  ])("allows %s: %s", (_what, header) => {
    const config = { endpoint: "health.internal:13133", allow_hosts: ["Collector.Example"] };
    expect(isAllowedHost(header, config)).toBe(true);
  });

  it.each([
    ["a name that leads here", "rebinding.example:13133"],
    ["a name that begins like an address", "127.0.0.1.evil.example"],
    ["a name that ends like an allowed one", "evil-localhost"],
    ["below an allowed name", "a.collector.example"],
    ["no address in brackets", "[evil.example]"],
    ["an empty one", ""],
    ["a dot", "."],
  ])("refuses %s: %j", (_what, header) => {
    const config = { endpoint: "0.0.0.0:13133", allow_hosts: ["collector.example"] };
    expect(isAllowedHost(header, config)).toBe(false);
  });
});

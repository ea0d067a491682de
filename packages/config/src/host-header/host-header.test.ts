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
    ["what is no host", "a b"],
    ["a name behind credentials", "localhost@evil.example"],
  ])("refuses %s: %j", (_what, header) => {
    const config = { endpoint: "0.0.0.0:13133", allow_hosts: ["collector.example"] };
    expect(isAllowedHost(header, config)).toBe(false);
  });
});

describe("a page that answers any name beyond loopback", () => {
  it.each([
    ["collector.monitoring.svc:8888", "[::]:8888", true],
    ["collector:8888", "10.1.2.3:8888", true],
    ["a b", "0.0.0.0:8888", false],
    ["", "0.0.0.0:8888", false],
    ["127.9.9.9", "localhost:8888", true],
    ["[::1]:8888", "127.0.0.1:8888", true],
    ["evil.example:8888", "localhost:8888", false],
    ["evil.example:8888", "127.0.0.1:8888", false],
    ["evil.example:8888", "[::1]:8888", false],
    ["localhost.evil.example", "localhost:8888", false],
    ["127.0.0.1.evil.example", "127.0.0.1:8888", false],
  ])("host %j on %s: %s", (host, endpoint, expected) => {
    expect(isAllowedHost(host, { endpoint, answersAnyNameBeyondLoopback: true })).toBe(expected);
  });
});

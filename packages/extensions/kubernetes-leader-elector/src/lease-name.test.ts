import { describe, expect, it } from "vitest";
import { leaseNameOf } from "./lease-name.ts";

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

describe("the name of a Lease", () => {
  it("is as configured for the whole process", () => {
    expect(leaseNameOf("genai-collector", undefined)).toBe("genai-collector");
  });

  it.each([
    "portkey",
    "portkey/eu",
    "Portkey/EU_west",
    "portkey/ä ö",
    "portkey/----",
    `portkey/${"x".repeat(400)}`,
    `portkey/${".".repeat(400)}`,
    "",
  ])("of the source %j is a DNS subdomain", (source) => {
    for (const lease of ["genai-collector", "a", `a${".b".repeat(89)}`]) {
      const name = leaseNameOf(lease, source);
      expect([name, name.length <= 253, dnsSubdomain.test(name)]).toEqual([name, true, true]);
      expect(name.startsWith(lease)).toBe(true);
    }
  });

  it("is one for a source, and another for every other", () => {
    const sources = [
      "portkey/eu",
      "portkey-eu",
      "PORTKEY/eu",
      "portkey/eu/",
      "portkey_eu",
      `p/${"x".repeat(300)}`,
      `p/${"x".repeat(301)}`,
    ];
    expect(new Set(sources.map((source) => leaseNameOf("a", source))).size).toBe(sources.length);
    expect(leaseNameOf("genai-collector", "portkey/eu")).toMatch(/^genai-collector-portkey-eu-[0-9a-f]{8}$/);
  });
});

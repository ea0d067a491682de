import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAllowedAddress } from "./address-guard.ts";

type Row = readonly [what: string, ...addresses: string[]];

const always: readonly Row[] = [
  ["AWS metadata", "169.254.169.254", "fd00:ec2::254"],
  ["AWS credentials of tasks and pods", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"],
  ["AWS resolver and time", "169.254.169.253", "169.254.169.123", "fd00:ec2::253", "fd00:ec2::123"],
  ["GCP metadata", "169.254.169.254", "fd20:ce::254"],
  ["Azure metadata and wire server", "169.254.169.254", "168.63.129.16"],
  ["Alibaba metadata", "100.100.100.200"],
  ["Oracle metadata", "169.254.169.254", "192.0.0.192", "fd00:c1::a9fe:a9fe"],
  ["OpenStack metadata over IPv6", "fe80::a9fe:a9fe", "fe80::a9fe:a9fe%eth0"],
  ["link-local", "169.254.0.0", "169.254.255.255", "fe80::", "febf:ffff::1"],
  ["carrier-grade NAT", "100.64.0.0", "100.127.255.255"],
  ["protocol assignments", "192.0.0.0", "192.0.0.255", "2001::", "2001:1ff:ffff::"],
  ["documentation", "192.0.2.0", "198.51.100.7", "203.0.113.255", "2001:db8::1", "3fff::1", "3fff:fff::1"],
  ["benchmarking", "198.18.0.0", "198.19.255.255", "2001:2::1"],
  ["relays of 6to4", "192.88.99.1"],
  ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1", "ff00::", "ffff:ffff::"],
  ["reserved", "240.0.0.0", "255.255.255.254", "100::1", "4000::1", "5f00::1", "8000::1", "fe00::1", "1::1"],
  ["broadcast", "255.255.255.255"],
  ["Teredo", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ["IPv4-mapped metadata", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "0:0:0:0:0:FFFF:A9FE:A9FE"],
  ["IPv4-compatible metadata", "::169.254.169.254", "::a9fe:a9fe"],
  ["IPv4-translated metadata", "::ffff:0:169.254.169.254"],
  ["NAT64 metadata", "64:ff9b::169.254.169.254", "64:ff9b::6464:64c8"],
  ["local NAT64 metadata, prefix of 96 bits", "64:ff9b:1::169.254.169.254", "64:ff9b:1:abcd::a9fe:a9fe"],
  ["local NAT64 metadata, prefix of 48 bits", "64:ff9b:1:a9fe:a9:fe00::"],
  ["local NAT64 metadata, prefix of 56 bits", "64:ff9b:1:1a9:fe:a9fe::"],
  ["local NAT64 metadata, prefix of 64 bits", "64:ff9b:1:1:a9:fea9:fe00:0"],
  ["6to4 metadata", "2002:a9fe:a9fe::1", "2002:a83f:8110::"],
  ["no address", "", "localhost", "0177.0.0.1", "0x7f.1", "127.1", "2130706433", "8.8.8.8.", "[::1]", "1.1.1.1/32"],
];

const unlessPrivate: readonly Row[] = [
  ["loopback", "127.0.0.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"],
  ["private", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255"],
  ["unique local", "fc00::1", "fd12:3456::1", "fdff:ffff::1"],
  ["site-local", "fec0::1", "feff::1"],
  ["unspecified", "0.0.0.0", "0.1.2.3", "0.255.255.255", "::"],
  ["IPv4-mapped loopback and private", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0.0.0.0"],
  ["IPv4-compatible loopback", "::127.0.0.1"],
  ["IPv4-translated loopback", "::ffff:0:127.0.0.1"],
  ["NAT64 private", "64:ff9b::10.0.0.1", "64:ff9b:1::192.168.0.1"],
  ["6to4 private", "2002:7f00:1::", "2002:c0a8:1::1"],
];

const allowed: readonly Row[] = [
  ["public IPv4", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "223.255.255.255"],
  ["beside link-local and shared", "169.253.255.255", "169.255.0.0", "100.63.255.255", "100.128.0.0"],
  ["beside protocol assignments", "192.0.1.0", "192.88.98.255", "198.17.255.255", "198.20.0.0", "168.63.129.17"],
  ["public IPv6", "2606:4700::1111", "2000::1", "2001:200::1", "2001:db7:ffff::", "2001:db9::", "2003::1", "3ffe::1"],
  [
    "public IPv4 inside IPv6",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:808:8:800::",
    "2002:808:808::",
  ],
];

const rows = (table: readonly Row[]): [string, string][] =>
  table.flatMap(([what, ...addresses]) => addresses.map((address): [string, string] => [what, address]));

describe("isAllowedAddress", () => {
  it.each(rows(always))("refuses %s, %j, whatever is allowed", (_what, address) => {
    expect([isAllowedAddress(address, false), isAllowedAddress(address, true)]).toEqual([false, false]);
  });

  it.each(rows(unlessPrivate))("refuses %s, %s, unless private addresses are allowed", (_what, address) => {
    expect([isAllowedAddress(address, false), isAllowedAddress(address, true)]).toEqual([false, true]);
  });

  it.each(rows(allowed))("allows %s, %s", (_what, address) => {
    expect([isAllowedAddress(address, false), isAllowedAddress(address, true)]).toEqual([true, true]);
  });

  it("treats an IPv4 address in every IPv6 notation as itself", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(octet, octet, octet, octet, fc.boolean(), (a, b, c, d, allowPrivate) => {
        // `::` and `::1` are addresses of their own; at the end of the local NAT64 range, zeros can be another prefix's.
        fc.pre(d > 1);
        const plain = isAllowedAddress([a, b, c, d].join("."), allowPrivate);
        const hex = [a, b, c, d].map((octets) => octets.toString(16).padStart(2, "0"));
        const [high, low] = [`${hex[0]}${hex[1]}`, `${hex[2]}${hex[3]}`];
        const prefixes = ["::ffff:", "::", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"];
        const notations = [...prefixes.map((prefix) => `${prefix}${high}:${low}`), `2002:${high}:${low}::1`];
        for (const text of notations) expect([text, isAllowedAddress(text, allowPrivate)]).toEqual([text, plain]);
      }),
    );
  });

  it("never refuses with private addresses what it allows without", () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.join(":");
        if (isAllowedAddress(text, false)) expect(isAllowedAddress(text, true)).toBe(true);
      }),
    );
  });
});

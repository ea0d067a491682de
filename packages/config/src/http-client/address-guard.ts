import { ipBlock, isIn, tryParseIp, type IpAddress, type IpBlock } from "./ip-address.ts";

/**
 * Never a telemetry source or sink: cloud metadata services, link-local, shared and reserved ranges, multicast. No
 * setting opens them.
 */
const alwaysRefused = [
  "169.254.0.0/16", // link-local; 169.254.169.254 and 169.254.170.2 hand out credentials
  "100.64.0.0/10", // carrier-grade NAT; 100.100.100.200 is a metadata service
  "168.63.129.16/32", // Azure's wire server
  "192.0.0.0/24", // IETF protocol assignments; 192.0.0.192 is a metadata service
  "198.18.0.0/15", // benchmarking
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and the broadcast address
  "fe80::/10", // link-local
  "ff00::/8", // multicast
  "fd00:ec2::254/128", // EC2's metadata service
  "fd20:ce::254/128", // Compute Engine's
  "100::/64", // discard
].map(ipBlock);

/** Refused unless private addresses are allowed. */
const privateBlocks = [
  "0.0.0.0/8", // unspecified: reaches this host
  "10.0.0.0/8",
  "127.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::/128",
  "::1/128",
  "fc00::/7",
  "fec0::/10",
].map(ipBlock);

/** Ranges of IPv6 that carry an IPv4 address, and how far from the right it stands. */
const embeddings: readonly (readonly [block: IpBlock, shift: bigint])[] = [
  [ipBlock("::ffff:0:0/96"), 0n], // mapped
  [ipBlock("::ffff:0:0:0/96"), 0n], // translated
  [ipBlock("64:ff9b::/96"), 0n], // NAT64
  [ipBlock("64:ff9b:1::/48"), 0n], // NAT64, local use
  [ipBlock("2002::/16"), 80n], // 6to4
];

/** Deprecated `::a.b.c.d`; `::` and `::1` are themselves. */
const compatible = ipBlock("::/96");

/**
 * Whether an address may be dialled. An IPv4 address inside an IPv6 one counts as itself, so that no notation gets
 * around the list; what is no address is refused.
 */
export function isAllowedAddress(text: string, allowPrivate: boolean): boolean {
  const address = tryParseIp(text);
  if (address === undefined) return false;
  return [address, ...embedded(address)].every((each) => isAllowed(each, allowPrivate));
}

function isAllowed(address: IpAddress, allowPrivate: boolean): boolean {
  if (alwaysRefused.some((block) => isIn(address, block))) return false;
  return allowPrivate || !privateBlocks.some((block) => isIn(address, block));
}

function embedded(address: IpAddress): IpAddress[] {
  const found = embeddings.filter(([block]) => isIn(address, block)).map(([, shift]) => shift);
  if (isIn(address, compatible) && address.value > 1n) found.push(0n);
  return found.map((shift) => ({ family: 4, value: (address.value >> shift) & 0xffff_ffffn }));
}

import { ipBlock, isIn, tryParseIp, type IpAddress, type IpBlock } from "./ip-address.ts";

/**
 * Never a telemetry source or sink: cloud metadata services, link-local, shared and reserved ranges, multicast, what is
 * for documentation and benchmarks (IANA's special-purpose registries). No setting opens them.
 */
const alwaysRefused = [
  "169.254.0.0/16", // link-local; 169.254.169.254 (AWS, GCP, Azure, Oracle) and 169.254.170.2 hand out credentials
  "100.64.0.0/10", // carrier-grade NAT; 100.100.100.200 is Alibaba's metadata service
  "168.63.129.16/32", // Azure's wire server
  "192.0.0.0/24", // IETF protocol assignments; 192.0.0.192 is a metadata service of Oracle's
  "192.0.2.0/24", // documentation
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "192.88.99.0/24", // 6to4 relays, given up by RFC 7526
  "198.18.0.0/15", // benchmarking
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and the broadcast address
  "fd00:ec2::/32", // EC2's services: metadata at ::254, credentials of pods at ::23
  "fd20:ce::/64", // Compute Engine's metadata service
  "fd00:c1::/64", // Oracle's metadata service
  "2001::/23", // IETF protocol assignments: Teredo, which carries an IPv4 address, benchmarking, ORCHID
  "2001:db8::/32", // documentation
  "3fff::/20", // documentation
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
  "fec0::/10", // site-local, given up by RFC 3879
].map(ipBlock);

/** All that IANA has given out of IPv6 for use across networks. What is neither this, private nor an embedding is reserved. */
const globalUnicast = ipBlock("2000::/3");

/** Ranges of IPv6 that carry an IPv4 address, and where it may stand. */
const embeddings: readonly (readonly [block: IpBlock, read: (value: bigint) => readonly bigint[]])[] = [
  [ipBlock("::/96"), atTheEnd], // IPv4-compatible, given up by RFC 4291; `::` and `::1` are private before this is asked
  [ipBlock("::ffff:0:0/96"), atTheEnd], // IPv4-mapped
  [ipBlock("::ffff:0:0:0/96"), atTheEnd], // IPv4-translated
  [ipBlock("64:ff9b::/96"), atTheEnd], // NAT64
  [ipBlock("64:ff9b:1::/48"), inLocalNat64],
  [ipBlock("2002::/16"), (value) => [(value >> 80n) & 0xffff_ffffn]], // 6to4
];

/**
 * Whether an address may be dialled. An IPv4 address inside an IPv6 one counts as itself, so that no notation gets
 * around the list; what is no address is refused.
 */
export function isAllowedAddress(text: string, allowPrivate: boolean): boolean {
  const address = tryParseIp(text);
  return address !== undefined && isAllowed(address, allowPrivate);
}

/** Shared address space (RFC 6598): clusters use it for services and pods, which is where their API servers are. */
const sharedBlock = ipBlock("100.64.0.0/10");
const alibabaMetadata = ipBlock("100.100.100.200/32");

/** Whether an API server of a cluster may be there: also at shared addresses. Cloud metadata stays refused. */
export function allowsClusterAddress(text: string): boolean {
  const address = tryParseIp(text);
  if (address === undefined) return false;
  if (isIn(address, sharedBlock)) return !isIn(address, alibabaMetadata);
  return isAllowed(address, true);
}

function isAllowed(address: IpAddress, allowPrivate: boolean): boolean {
  if (alwaysRefused.some((block) => isIn(address, block))) return false;
  if (privateBlocks.some((block) => isIn(address, block))) return allowPrivate;
  if (address.family === 4) return true;
  const carried = embeddings.filter(([block]) => isIn(address, block)).flatMap(([, read]) => read(address.value));
  if (carried.length === 0) return isIn(address, globalUnicast);
  return carried.every((value) => isAllowed({ family: 4, value }, allowPrivate));
}

function atTheEnd(value: bigint): readonly bigint[] {
  return [value & 0xffff_ffffn];
}

/**
 * The operator chooses a prefix of 48, 56, 64 or 96 bits in the local NAT64 range. The address stands behind it, around
 * the eight bits from 64 to 71, and is followed by zeros (RFC 6052 §2.2). Which prefix it is cannot be seen: each that
 * would give an address counts.
 */
function inLocalNat64(value: bigint): readonly bigint[] {
  const withoutGap = ((value >> 64n) << 56n) | (value & 0xff_ffff_ffff_ffffn);
  const candidates = [48n, 56n, 64n].flatMap((prefix) => {
    const suffix = 120n - prefix - 32n;
    return (withoutGap & ((1n << suffix) - 1n)) === 0n ? [(withoutGap >> suffix) & 0xffff_ffffn] : [];
  });
  const found = [...atTheEnd(value), ...candidates].filter((candidate) => candidate !== 0n);
  return found.length > 0 ? found : [0n];
}

/** An address as a number, with its family: IPv4 in 32 bits, IPv6 in 128. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Addresses that begin alike. */
export interface IpBlock {
  readonly family: 4 | 6;
  readonly prefix: bigint;
  readonly shift: bigint;
}

/** Reads a dotted IPv4 or a textual IPv6 address (RFC 4291, zone identifiers left out). Undefined for anything else. */
export function tryParseIp(text: string): IpAddress | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { family: 4, value: v4 };
  const v6 = parseV6(text.replace(/%[0-9a-zA-Z.:-]+$/, ""));
  return v6 === undefined ? undefined : { family: 6, value: v6 };
}

/** Four decimal parts. A leading zero is refused: some readers take `010` for eight, others for ten. */
function parseV4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === "" ? [] : groupsOf(half)));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  // Only the very end may be written as IPv4.
  if (tail !== undefined && halves[0]!.includes(".")) return undefined;
  const given = [...head, ...(tail ?? [])];
  if (given.includes(-1)) return undefined;
  const missing = 8 - given.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return groups.reduce((value, group) => value * 65_536n + BigInt(group), 0n);
}

/** The 16-bit groups of one half; -1 for one that is none. A dotted IPv4 address at the end makes two. */
function groupsOf(half: string): number[] {
  return half.split(":").flatMap((group, index, all) => {
    const v4 = index === all.length - 1 && group.includes(".") ? parseV4(group) : undefined;
    if (v4 !== undefined) return [Number(v4 >> 16n), Number(v4 & 0xffffn)];
    return /^[0-9a-fA-F]{1,4}$/.test(group) ? [Number.parseInt(group, 16)] : [-1];
  });
}

/** Whether `address` lies in `block`. */
export function isIn(address: IpAddress, block: IpBlock): boolean {
  return address.family === block.family && address.value >> block.shift === block.prefix;
}

/** Reads CIDR notation, for example `169.254.0.0/16`; throws a `TypeError` for anything else. */
export function ipBlock(cidr: string): IpBlock {
  const [text, bits] = cidr.split("/");
  const address = tryParseIp(text!);
  if (address === undefined || bits === undefined) throw new TypeError(`"${cidr}" is not a block of addresses`);
  const shift = BigInt((address.family === 4 ? 32 : 128) - Number(bits));
  return { family: address.family, prefix: address.value >> shift, shift };
}

/** Positions one behind the other. */
export interface PositionRange {
  readonly first: number;
  readonly count: number;
}

/** Sums up positions, in any order and without repetition, as ranges in ascending order. */
export function toRanges(positions: readonly number[]): PositionRange[] {
  const ranges: { first: number; count: number }[] = [];
  for (const position of positions.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last.first + last.count === position) last.count++;
    else ranges.push({ first: position, count: 1 });
  }
  return ranges;
}

/** Ranges in ascending order as numbers in base 128: the gap before each range, and its count. */
export function encodeRanges(ranges: readonly PositionRange[]): Uint8Array {
  const bytes: number[] = [];
  let end = 0;
  for (const { first, count } of ranges) {
    putNumber(bytes, first - end);
    putNumber(bytes, count);
    end = first + count;
  }
  return Uint8Array.from(bytes);
}

/** Undefined when `bytes` are none. */
export function tryDecodeRanges(bytes: Uint8Array): PositionRange[] | undefined {
  const ranges: PositionRange[] = [];
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    const gap = tryGetNumber(bytes, at);
    const count = gap === undefined ? undefined : tryGetNumber(bytes, gap.next);
    if (gap === undefined || count === undefined || count.value === 0) return undefined;
    const first = end + gap.value;
    end = first + count.value;
    if (!Number.isSafeInteger(end)) return undefined;
    ranges.push({ first, count: count.value });
    at = count.next;
  }
  return ranges;
}

function putNumber(bytes: number[], value: number): void {
  let left = value;
  // Positions outgrow 32 bits, and with them the operators on bits.
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) + 0x80);
  bytes.push(left);
}

function tryGetNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  let unit = 1;
  for (let next = at; next < bytes.length; next++, unit *= 0x80) {
    const byte = bytes[next]!;
    value += (byte % 0x80) * unit;
    if (!Number.isSafeInteger(value)) return undefined;
    if (byte < 0x80) return { value, next: next + 1 };
  }
  return undefined;
}

/**
 * Lengths in bits of the code of each byte and, last, of the end of a string (RFC 7541 appendix B). The code is
 * canonical: of one length, codes count up with the symbols.
 */
const lengths: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26, 30,
];
const endOfString = 256;

/** An entry of a table: 0 for none, `symbol << 4 | bits + 1` for a code that ends here, `-index` of the table behind. */
type Table = Int16Array;

const tables = makeTables();

/**
 * Decodes into `target`, from its beginning. Returns how many bytes it wrote; -1 where the code is broken: a padding that is
 * too long or not of ones, an end of string within (RFC 7541 §5.2); and -2 where `target` is too small.
 */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let table = tables[0]!;
  let [bits, count, written] = [0, 0, 0];
  for (let at = start; at < end; at++) {
    bits = ((bits << 8) | bytes[at]!) & 0xffff;
    count += 8;
    while (count >= 8) {
      const entry = table[(bits >>> (count - 8)) & 0xff]!;
      if (entry <= 0) {
        if (entry === 0) return -1;
        table = tables[-entry]!;
        count -= 8;
      } else {
        if (written === target.length) return -2;
        target[written++] = entry >> 4;
        count -= (entry & 0xf) - 1;
        table = tables[0]!;
      }
    }
  }
  return decodeRest(table, bits, count, target, written);
}

/** The last, at most seven, bits: whole codes, and then ones that are the beginning of the end of string. */
function decodeRest(table: Table, bits: number, count: number, target: Uint8Array, written: number): number {
  let [current, rest, at] = [table, count, written];
  for (;;) {
    const entry = current[(bits << (8 - rest)) & 0xff]!;
    const length = entry > 0 ? (entry & 0xf) - 1 : 8;
    if (entry <= 0 || length > rest) break;
    if (at === target.length) return -2;
    target[at++] = entry >> 4;
    rest -= length;
    current = tables[0]!;
  }
  const ones = (1 << rest) - 1;
  return current === tables[0] && (bits & ones) === ones ? at : -1;
}

function makeTables(): Table[] {
  const all: Table[] = [new Int16Array(256)];
  for (const [symbol, code] of canonicalCodes().entries()) {
    if (symbol === endOfString) continue;
    let [table, rest] = [all[0]!, lengths[symbol]!];
    for (; rest > 8; rest -= 8) table = tableBehind(all, table, (code >>> (rest - 8)) & 0xff);
    const first = (code << (8 - rest)) & 0xff;
    table.fill((symbol << 4) | (rest + 1), first, first + (1 << (8 - rest)));
  }
  return all;
}

function tableBehind(all: Table[], table: Table, byte: number): Table {
  if (table[byte] === 0) table[byte] = -(all.push(new Int16Array(256)) - 1);
  return all[-table[byte]!]!;
}

function canonicalCodes(): number[] {
  const codes = lengths.map(() => 0);
  let code = 0;
  for (let length = 1; length <= 30; length++) {
    code *= 2;
    for (const [symbol, bits] of lengths.entries()) if (bits === length) codes[symbol] = code++;
  }
  return codes;
}

const [percent, backslash, ampersand, lowerU, lowerX] = [0x25, 0x5c, 0x26, 0x75, 0x78];

/** Escapes of one letter in JSON, and what they stand for. */
const shortEscapes: Readonly<Record<number, number>> = {
  0x22: 0x22, // "
  0x2f: 0x2f, // /
  0x5c: 0x5c, // \
  0x62: 8,
  0x66: 12,
  0x6e: 10,
  0x72: 13,
  0x74: 9,
};

/** Entities as pages write them. */
const entities: readonly (readonly [Buffer, number])[] = (
  [
    ["&amp;", "&"],
    ["&lt;", "<"],
    ["&gt;", ">"],
    ["&quot;", '"'],
    ["&#34;", '"'],
    ["&#39;", "'"],
    ["&apos;", "'"],
  ] as const
).map(([entity, character]) => [Buffer.from(entity), character.charCodeAt(0)]);

/**
 * The bytes with one layer of percent-encoding, escapes of JSON and entities of HTML taken off, all of them wherever
 * they are; undefined where there are none.
 */
export function decodedOnce(bytes: Uint8Array): Uint8Array | undefined {
  if (!hasEscape(bytes)) return undefined;
  const decoded = new Uint8Array(bytes.length);
  let [from, to] = [0, 0];
  let isChanged = false;
  while (from < bytes.length) {
    const step = escapeAt(bytes, from);
    if (step === undefined) decoded[to++] = bytes[from++]!;
    else {
      isChanged = true;
      from += step.length;
      for (const byte of step.bytes) decoded[to++] = byte;
    }
  }
  return isChanged ? decoded.subarray(0, to) : undefined;
}

function hasEscape(bytes: Uint8Array): boolean {
  return bytes.includes(percent) || bytes.includes(backslash) || bytes.includes(ampersand);
}

/** How many bytes an escape takes, and what it stands for. */
interface Escape {
  readonly length: number;
  readonly bytes: Iterable<number>;
}

function escapeAt(bytes: Uint8Array, at: number): Escape | undefined {
  switch (bytes[at]) {
    case percent: {
      const byte = hexAt(bytes, at + 1, 2);
      return byte === undefined ? undefined : { length: 3, bytes: [byte] };
    }
    case backslash:
      return backslashAt(bytes, at);
    case ampersand: {
      const entity = entities.find(([name]) => startsWith(bytes, at, name));
      return entity === undefined ? undefined : { length: entity[0].length, bytes: [entity[1]] };
    }
    default:
      return undefined;
  }
}

function backslashAt(bytes: Uint8Array, at: number): Escape | undefined {
  const letter = bytes[at + 1];
  if (letter === undefined) return undefined;
  if (letter === lowerX) {
    const byte = hexAt(bytes, at + 2, 2);
    return byte === undefined ? undefined : { length: 4, bytes: [byte] };
  }
  if (letter === lowerU) return unicodeAt(bytes, at);
  const short = shortEscapes[letter];
  return short === undefined ? undefined : { length: 2, bytes: [short] };
}

/** A pair of surrogates is one character; one alone is left as it is. */
function unicodeAt(bytes: Uint8Array, at: number): Escape | undefined {
  const unit = hexAt(bytes, at + 2, 4);
  if (unit === undefined) return undefined;
  if (unit < 0xd800 || unit > 0xdfff) return { length: 6, bytes: Buffer.from(String.fromCharCode(unit)) };
  const isPair = unit < 0xdc00 && bytes[at + 6] === backslash && bytes[at + 7] === lowerU;
  const low = isPair ? hexAt(bytes, at + 8, 4) : undefined;
  if (low === undefined || low < 0xdc00 || low > 0xdfff) return undefined;
  return { length: 12, bytes: Buffer.from(String.fromCharCode(unit, low)) };
}

function hexAt(bytes: Uint8Array, at: number, digits: number): number | undefined {
  let value = 0;
  for (let i = 0; i < digits; i++) {
    const digit = hexDigit(bytes[at + i]);
    if (digit === undefined) return undefined;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}

function startsWith(bytes: Uint8Array, at: number, name: Buffer): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return false;
  return true;
}

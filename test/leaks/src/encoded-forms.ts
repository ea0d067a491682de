/** One way in which a text may be found again. */
export interface EncodedForm {
  readonly name: string;
  /** All of the text in this encoding, without what its neighbours decide; folded. */
  readonly bytes: Uint8Array;
  /** So many of these bytes, at the least, are a piece of twelve characters. */
  readonly leastBytes: number;
}

/** A leak is a piece of so many characters. Of characters beyond ASCII, whose bytes are more, fewer are enough. */
export const pieceLength = 12;

const [capitalA, capitalZ, minus, underscore] = [0x41, 0x5a, 0x2d, 0x5f];

/**
 * Lower case for ASCII, and one alphabet for the two of base64 (`-` is `+`, `_` is `/`), so that one search finds all.
 * What is searched for and what is searched are folded alike.
 */
export const foldTable = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= capitalA && byte <= capitalZ) return byte + 32;
  if (byte === minus) return 0x2b;
  return byte === underscore ? 0x2f : byte;
});

export function folded(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => foldTable[byte]!);
}

/**
 * Every form of a text that a search looks for. Percent-encoding, escapes of JSON and HTML are not among them: what is
 * searched is decoded instead, because they can be mixed at will.
 */
export function formsOf(text: string): readonly EncodedForm[] {
  const forms: EncodedForm[] = [];
  const seen = new Set<string>();
  for (const [name, spelled] of spellings(text)) {
    for (const form of encodings(name, spelled)) {
      const key = Buffer.from(form.bytes).toString("latin1");
      if (form.bytes.length < form.leastBytes || seen.has(key)) continue;
      seen.add(key);
      forms.push(form);
    }
  }
  return forms;
}

/** Folding bytes reaches ASCII alone, and nothing that is encoded as a whole. */
function spellings(text: string): readonly (readonly [string, string])[] {
  return [
    ["as it is", text],
    ["lower case", text.toLowerCase()],
    ["upper case", text.toUpperCase()],
    ["escaped", JSON.stringify(text).slice(1, -1)],
    ["form", text.replaceAll(" ", "+")],
  ];
}

function* encodings(spelling: string, text: string): Generator<EncodedForm> {
  const bytes = Buffer.from(text, "utf8");
  const form = (name: string, encoded: Uint8Array, leastBytes: number): EncodedForm => ({
    name: spelling === "as it is" ? name : `${name}, ${spelling}`,
    bytes: folded(encoded),
    leastBytes,
  });
  yield form("UTF-8", bytes, pieceLength);
  if (spelling === "form" || spelling === "escaped") return;
  for (const alignment of [0, 1, 2]) yield form("base64", base64At(bytes, alignment), 14);
  yield form("hex", Buffer.from(bytes.toString("hex")), 2 * pieceLength);
  const wide = Buffer.from(text, "utf16le");
  yield form("UTF-16LE", wide, 2 * pieceLength);
  yield form("UTF-16BE", Buffer.from(wide).swap16(), 2 * pieceLength);
}

/** What stands for these bytes when `alignment` others are before them in a group of three, and anything behind them. */
function base64At(bytes: Uint8Array, alignment: number): Uint8Array {
  const whole = Buffer.concat([new Uint8Array(alignment), bytes]);
  const encoded = whole.toString("base64").replace(/=+$/, "");
  // Of the first character behind the others, they decide some bits; of the last one, what comes behind does.
  const begin = alignment === 0 ? 0 : alignment + 1;
  const end = whole.length % 3 === 0 ? encoded.length : encoded.length - 1;
  return Buffer.from(encoded.slice(begin, end));
}

import { plantedTexts } from "@genai-collector/simulator";
import { apiKeys } from "./configuration.ts";

/** Texts that must not leave: what the platforms planted, and the keys to them. */
const forbidden: readonly string[] = [...plantedTexts, ...Object.values(apiKeys)];

/** How bytes may hide a text. In lower case: what is searched is, too. */
function disguises(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const escaped = text
    .split("")
    .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
  return [text, encodeURIComponent(text), percent, escaped, bytes.toString("hex"), ...base64s(bytes)].map((each) =>
    each.toLowerCase(),
  );
}

/** A text may begin at any of three places of a base64 group; what its neighbours decide is left off. */
function base64s(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const begin = [0, 2, 3][offset]!;
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = Math.floor((shifted.length * 8) / 6);
    return (["base64", "base64url"] as const).map((encoding) => shifted.toString(encoding).slice(begin, whole));
  });
}

/** The first letters of a disguise: few texts hold these by chance, and few searches find all disguises. */
const anchorLength = 8;

interface Anchor {
  readonly bytes: Buffer;
  readonly whole: readonly { readonly disguise: Buffer; readonly text: string }[];
}

const anchors: readonly Anchor[] = anchorsOf(forbidden);

function anchorsOf(texts: readonly string[]): readonly Anchor[] {
  const all = texts.flatMap((text) =>
    [...new Set(disguises(text))].map((disguise) => ({ disguise: Buffer.from(disguise), text })),
  );
  const byStart = Map.groupBy(all, ({ disguise }) => disguise.toString("latin1", 0, anchorLength));
  return [...byStart].map(([start, whole]) => ({ bytes: Buffer.from(start), whole }));
}

/** The forbidden texts that bytes hold: plain, in other letters' case, escaped for URLs or JSON, in base64 or hex. */
export function findContent(bytes: Uint8Array): readonly string[] {
  const folded = lowered(bytes);
  const found = new Set<string>();
  for (const { bytes: start, whole } of anchors) {
    if (folded.indexOf(start) === -1) continue;
    for (const { disguise, text } of whole) if (folded.indexOf(disguise) !== -1) found.add(text);
  }
  return [...found];
}

/** ASCII letters in lower case, all else as it is: a text and what stands around it keep their places. */
function lowered(bytes: Uint8Array): Buffer {
  return Buffer.from(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1").toLowerCase(),
    "latin1",
  );
}

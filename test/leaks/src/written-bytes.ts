import type { SeededRandom } from "@genai-collector/testkit";
import { writeTree, type JsonTree } from "./json-tree.ts";
import { notUtf8 } from "./mutations.ts";

const marker = Buffer.from(notUtf8);
const broken = [Buffer.from([0xff]), Buffer.from([0xc3, 0x28]), Buffer.from([0xed, 0xa0, 0x80])];

/** A document as bytes: in one of the ways in which JSON may be written, `random` decides which. */
export function writtenBytes(tree: JsonTree, random: SeededRandom | undefined): Buffer {
  if (random === undefined) return Buffer.from(writeTree(tree));
  const escapes = random.pick([0, 0, 0, 0.2, 1]);
  const text = writeTree(tree, {
    space: random.pick(["", "", " ", "\t "]),
    isEscaped: escapes === 0 ? undefined : () => random.chance(escapes),
  });
  return withBrokenBytes(Buffer.from(text), random);
}

function withBrokenBytes(bytes: Buffer, random: SeededRandom): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, from)) {
    parts.push(bytes.subarray(from, at), random.pick(broken));
    from = at + marker.length;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}

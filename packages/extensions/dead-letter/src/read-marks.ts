import type { Files } from "@genai-collector/component";
import type { LetterFile } from "./folder-files.ts";
import { decodeLetterHead } from "./letter-head.ts";
import { scanFile } from "./scan-file.ts";

/** What became of a letter in replays. */
export type Mark =
  /** The sink has it, or it came to nothing. */
  | { readonly is: "taken" }
  /** All of it was sent again in vain. */
  | { readonly is: "tried"; readonly attempts: number }
  /** Part of it was taken: what is left stands in the file of marks. `attempts`: where that was tried since. */
  | {
      readonly is: "replaced";
      readonly at: number;
      readonly bytes: number;
      readonly items: number;
      readonly attempts?: number | undefined;
    };

/** All marks of a file, and how much of their own file is sound. */
export interface Marks {
  readonly byId: Map<number, Mark>;
  readonly soundBytes: number;
}

/** Reads what replays have written about a file of letters: the last word about each. */
export async function readMarks(
  files: Pick<Files, "read" | "stat" | "checksum">,
  { marks, salt }: Pick<LetterFile, "marks" | "salt">,
): Promise<Marks> {
  const byId = new Map<number, Mark>();
  let soundBytes = 0;
  for await (const found of scanFile(files, marks, salt)) {
    if (found.found === "tail" || found.found === "newer") break;
    soundBytes = found.at + found.bytes;
    if (found.found !== "record") continue;
    const { header, head, at, bytes } = found;
    const items = decodeLetterHead(head)?.items;
    const mark = items === undefined ? tryDecodeMark(head) : ({ is: "replaced", at, bytes, items } as const);
    if (mark !== undefined) addMark(byId, header.id, mark);
  }
  return { byId, soundBytes };
}

/** The last word about a letter: what was taken of it is not there again when the rest has been tried. */
export function addMark(byId: Map<number, Mark>, id: number, mark: Mark): void {
  const before = byId.get(id);
  const isRest = mark.is === "tried" && before?.is === "replaced";
  byId.set(id, isRest ? { ...before, attempts: mark.attempts } : mark);
}

/** One byte for `taken`; four for the number of attempts. */
export function encodeMark(mark: Exclude<Mark, { is: "replaced" }>): Uint8Array {
  if (mark.is === "taken") return Uint8Array.of(1);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, mark.attempts, true);
  return bytes;
}

function tryDecodeMark(head: Uint8Array): Mark | undefined {
  if (head.length === 1) return { is: "taken" };
  if (head.length !== 4) return undefined;
  return { is: "tried", attempts: new DataView(head.buffer, head.byteOffset).getUint32(0, true) };
}

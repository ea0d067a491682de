import type { Files } from "@genai-collector/component";
import type { LetterFile } from "./folder-files.ts";
import { decodeLetterHead } from "./letter-head.ts";
import { readMarks } from "./read-marks.ts";
import { scanFile } from "./scan-file.ts";

/** What is in a file and was not taken. */
export interface LetterCount {
  readonly letters: number;
  readonly items: number;
  /** Something is there that cannot be read. */
  readonly isDamaged: boolean;
}

/** Counts the letters of a file that nobody has taken. */
export async function countLetters(files: Files, file: LetterFile): Promise<LetterCount> {
  const { byId } = await readMarks(files, file);
  let [letters, items, isDamaged] = [0, 0, false];
  for await (const found of scanFile(files, file.path, file.salt)) {
    isDamaged ||= found.found === "damage" || found.found === "newer";
    if (found.found !== "record" || found.header.type !== "letter") continue;
    const mark = byId.get(found.header.id);
    if (mark?.is === "taken") continue;
    letters++;
    items += mark?.is === "replaced" ? mark.items : (decodeLetterHead(found.head)?.items ?? 0);
  }
  return { letters, items, isDamaged };
}

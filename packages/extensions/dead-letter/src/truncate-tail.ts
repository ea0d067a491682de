import type { Files } from "@genai-collector/component";
import type { LetterFile } from "./folder-files.ts";
import { scanFile } from "./scan-file.ts";

/** Takes off what a crash has left of the last write. Returns how many bytes that was. */
export async function truncateTail(files: Files, { path, salt }: Pick<LetterFile, "path" | "salt">): Promise<number> {
  for await (const found of scanFile(files, path, salt)) {
    if (found.found !== "tail") continue;
    const file = await files.open(path, "append");
    try {
      await file.truncate(found.at);
      await file.sync();
    } finally {
      await file.close();
    }
    return found.bytes;
  }
  return 0;
}

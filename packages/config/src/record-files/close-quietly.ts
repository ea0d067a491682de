import type { OpenFile } from "@genai-collector/component";

/** For a file of which what was to be on disk is there, or was given up: closing cannot change that. Never rejects. */
export async function closeQuietly(file: OpenFile): Promise<void> {
  await file.close().catch(() => undefined);
}

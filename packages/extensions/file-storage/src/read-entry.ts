import type { Files } from "@genai-collector/component";
import type { Place } from "./log-index.ts";
import { headerBytes, recordBytes } from "./record-format.ts";
import { notRead } from "./storage-errors.ts";

/** An entry as it was appended. */
export interface ReadEntry {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/**
 * Reads an entry from where it is and checks it. Undefined when that is not what was written. Rejects with
 * `STORAGE_NOT_READ` (retryable) when the disk does not give it.
 */
export async function readEntry(
  files: Pick<Files, "read">,
  position: number,
  { segment: { path, format }, offset, headBytes, bodyBytes }: Place,
): Promise<ReadEntry | undefined> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(path, offset, recordBytes(headBytes, bodyBytes));
  } catch (cause) {
    throw notRead(path, cause);
  }
  const header = bytes === undefined ? undefined : format.tryParseHeader(bytes);
  if (bytes === undefined || header?.position !== position) return undefined;
  const head = bytes.subarray(headerBytes, headerBytes + headBytes);
  const body = bytes.subarray(headerBytes + headBytes);
  return format.isHead(header, head) && format.isBody(header, body) ? { head, body } : undefined;
}

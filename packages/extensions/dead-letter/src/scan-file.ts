import type { Files } from "@genai-collector/component";
import { FileWindow, findSealed } from "@genai-collector/config/record-files";
import { headerBytes, RecordFormat, recordLayout, type RecordHeader } from "./record-format.ts";

/** A record that is what was written. Its bytes are gone with the next one. */
export interface FoundRecord {
  readonly found: "record";
  readonly header: RecordHeader;
  readonly head: Uint8Array;
  readonly body: Uint8Array;
  /** Where it stands, and how long it is. */
  readonly at: number;
  readonly bytes: number;
}

/** What stands in a file, from front to back. */
export type Found =
  | FoundRecord
  /** Not what was written, with sound records behind it. */
  | { readonly found: "damage"; readonly at: number; readonly bytes: number }
  /** What a crash has left of the last write, or what is being written. Nothing sound is behind it. */
  | { readonly found: "tail"; readonly at: number; readonly bytes: number }
  /** A later version of this program wrote from here on. */
  | { readonly found: "newer"; readonly at: number };

/** Reads every record of the file's first `limit` bytes, one in memory at a time. Rejects only where the disk does. */
export async function* scanFile(
  files: Pick<Files, "read" | "stat" | "checksum">,
  path: string,
  salt: number,
  limit = Infinity,
): AsyncGenerator<Found, void> {
  const size = Math.min((await files.stat(path))?.size ?? 0, limit);
  const window = new FileWindow(files, path);
  const format = new RecordFormat(salt, files);
  const isHeader = (bytes: Uint8Array): boolean => format.tryParseHeader(bytes) !== undefined;
  let at = 0;
  while (at < size) {
    const found = await readRecord(window, format, at, size);
    if (found === "newer") {
      yield { found, at };
      return;
    }
    if (found !== undefined) {
      yield found;
      at += found.bytes;
      continue;
    }
    const { next } = await findSealed({ window, layout: recordLayout, isHeader, size }, at);
    const bytes = (next ?? size) - at;
    yield { found: next === undefined ? "tail" : "damage", at, bytes };
    at += bytes;
  }
}

/** Undefined where none begins that is what was written. */
async function readRecord(
  window: FileWindow,
  format: RecordFormat,
  at: number,
  size: number,
): Promise<FoundRecord | "newer" | undefined> {
  const header = format.tryParseHeader(await window.read(at, headerBytes));
  if (header === undefined || header === "newer") return header;
  const bytes = headerBytes + header.headBytes + header.bodyBytes;
  if (at + bytes > size) return undefined;
  const content = (await window.read(at, bytes)).subarray(headerBytes);
  const [head, body] = [content.subarray(0, header.headBytes), content.subarray(header.headBytes)];
  if (!format.isHead(header, head) || !format.isBody(header, body)) return undefined;
  return { found: "record", header, head, body, at, bytes };
}

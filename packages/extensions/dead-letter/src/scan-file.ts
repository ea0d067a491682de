import type { Files } from "@genai-collector/component";
import { BufferedFile } from "./buffered-file.ts";
import { headerBytes, RecordFormat, type RecordHeader } from "./record-format.ts";

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

const firstByte = 0x47;

/** Reads every record of a file, one in memory at a time. Rejects only where the disk does. */
export async function* scanFile(
  files: Pick<Files, "read" | "stat" | "checksum">,
  path: string,
  salt: number,
): AsyncGenerator<Found, void> {
  const size = (await files.stat(path))?.size ?? 0;
  const file = new BufferedFile(files, path);
  const format = new RecordFormat(salt, files);
  let at = 0;
  while (at < size) {
    const found = await readRecord(file, format, at, size);
    if (found === "newer") {
      yield { found, at };
      return;
    }
    if (found !== undefined) {
      yield found;
      at += found.bytes;
      continue;
    }
    const next = await findHeader(file, format, at + 1, size);
    const bytes = (next ?? size) - at;
    yield { found: next === undefined ? "tail" : "damage", at, bytes };
    at += bytes;
  }
}

/** Undefined where none begins that is what was written. */
async function readRecord(
  file: BufferedFile,
  format: RecordFormat,
  at: number,
  size: number,
): Promise<FoundRecord | "newer" | undefined> {
  const header = format.tryParseHeader(await file.read(at, headerBytes));
  if (header === undefined || header === "newer") return header;
  const bytes = headerBytes + header.headBytes + header.bodyBytes;
  if (at + bytes > size) return undefined;
  const content = (await file.read(at, bytes)).subarray(headerBytes);
  const [head, body] = [content.subarray(0, header.headBytes), content.subarray(header.headBytes)];
  if (!format.isHead(header, head) || !format.isBody(header, body)) return undefined;
  return { found: "record", header, head, body, at, bytes };
}

/** Where the next header stands that is what was written. */
async function findHeader(
  file: BufferedFile,
  format: RecordFormat,
  from: number,
  size: number,
): Promise<number | undefined> {
  for (let at = from; at + headerBytes <= size;) {
    const piece = await file.readSome(at);
    if (piece.length === 0) break; // shorter than it was a moment ago
    const offset = piece.indexOf(firstByte);
    at += offset < 0 ? piece.length : offset;
    if (offset < 0) continue;
    if (format.tryParseHeader(await file.read(at, headerBytes)) !== undefined) return at;
    at++;
  }
  return undefined;
}

import type { FileWindow } from "./file-window.ts";
import type { RecordLayout } from "./record-seal.ts";

/** A file in which records are looked for. */
export interface SearchedFile {
  readonly window: FileWindow;
  readonly layout: RecordLayout;
  /** Whether bytes begin with a header that is what was written. */
  readonly isHeader: (bytes: Uint8Array) => boolean;
  /** How far it is looked at: it may grow meanwhile. */
  readonly size: number;
}

/** What is behind a place where no record begins. */
export interface FoundSeal {
  /** Where the next header stands that is what was written; undefined when there is none. */
  readonly next: number | undefined;
  /** Nothing but zeros are there, from the place on until `next` or the end. */
  readonly isZero: boolean;
}

/** Finds the next record behind `place`, at which none begins. */
export async function findSealed(file: SearchedFile, place: number): Promise<FoundSeal> {
  const { window, size, isHeader } = file;
  const { magic, headerBytes } = file.layout;
  const firstByte = magic & 0xff;
  let isZero = true;
  for (let at = place; at < size;) {
    const bytes = (await window.readSome(at)).subarray(0, size - at);
    if (bytes.length === 0) break; // shorter than it was a moment ago
    const found = bytes.indexOf(firstByte, at === place ? 1 : 0);
    isZero &&= isAllZero(found < 0 ? bytes : bytes.subarray(0, found));
    at += found < 0 ? bytes.length : found;
    if (found < 0) continue;
    if (at + headerBytes <= size && isHeader(await window.read(at, headerBytes))) return { next: at, isZero };
    isZero = false;
    at++;
  }
  return { next: undefined, isZero };
}

function isAllZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

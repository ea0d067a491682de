import type { Files } from "@genai-collector/component";
import { RecordSeal, type RecordLayout } from "@genai-collector/config/record-files";

/**
 * A record on disk, numbers little-endian:
 *
 * | at | bytes | |
 * | --- | --- | --- |
 * | 0 | 4 | `GCL1` |
 * | 4 | 4 | checksum of the rest of the header |
 * | 8 | 4 | type: 1 an entry, 2 removals |
 * | 12 | 4 | length of the head |
 * | 16 | 8 | position |
 * | 24 | 4 | length of the body |
 * | 28 | 4 | checksum of the head |
 * | 32 | 4 | checksum of the body |
 * | 36 | | head, then body |
 *
 * Checksums are CRC-32 (IEEE 802.3) and begin with the segment's salt instead of zero: what a sender put into a body, or what an
 * older file left on the same blocks, is never taken for a record.
 */
export const headerBytes = 36;
/** `GCL1` in front. */
export const recordLayout: RecordLayout = { magic: 0x314c4347, headerBytes };
const largestPart = 2 ** 32 - 1;
const twoTo32 = 2 ** 32;

/** `entry`: of the log's owner. `removals`: positions that are done with. */
export type RecordType = "entry" | "removals";
const typeCodes: Readonly<Record<RecordType, number>> = { entry: 1, removals: 2 };

/** What the header of a record says. */
export interface RecordHeader {
  readonly type: RecordType;
  readonly position: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
  readonly headChecksum: number;
  readonly bodyChecksum: number;
}

/** What is to be written. */
export interface RecordContent {
  readonly type: RecordType;
  readonly position: number;
  readonly head: Uint8Array;
  readonly body: readonly Uint8Array[];
}

/** What a record takes up. */
export function recordBytes(headLength: number, bodyLength: number): number {
  return headerBytes + headLength + bodyLength;
}

/** Whether lengths can be written down. */
export function fitsFormat(headLength: number, bodyLength: number): boolean {
  return headLength <= largestPart && bodyLength <= largestPart;
}

/** Bytes of all parts. */
export function lengthOf(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}

/** Writes and reads the records of one segment. */
export class RecordFormat {
  readonly #seal: RecordSeal;

  constructor(salt: number, files: Pick<Files, "checksum">) {
    this.#seal = new RecordSeal(recordLayout, salt, files);
  }

  /** Header and head; the body follows as it is. */
  encode({ type, position, head, body }: RecordContent): Uint8Array {
    const bytes = new Uint8Array(headerBytes + head.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(8, typeCodes[type], true);
    view.setUint32(12, head.length, true);
    view.setUint32(16, position % twoTo32, true);
    view.setUint32(20, Math.floor(position / twoTo32), true);
    view.setUint32(24, lengthOf(body), true);
    view.setUint32(28, this.#seal.checksum([head]), true);
    view.setUint32(32, this.#seal.checksum(body), true);
    this.#seal.seal(view);
    bytes.set(head, headerBytes);
    return bytes;
  }

  /** Reads the header that `bytes` begin with. Undefined when it is not what was written. */
  tryParseHeader(bytes: Uint8Array): RecordHeader | undefined {
    const view = this.#seal.tryOpen(bytes);
    if (view === undefined) return undefined;
    const code = view.getUint32(8, true);
    const type = code === typeCodes.entry ? "entry" : code === typeCodes.removals ? "removals" : undefined;
    if (type === undefined) return undefined;
    return {
      type,
      position: view.getUint32(20, true) * twoTo32 + view.getUint32(16, true),
      headBytes: view.getUint32(12, true),
      bodyBytes: view.getUint32(24, true),
      headChecksum: view.getUint32(28, true),
      bodyChecksum: view.getUint32(32, true),
    };
  }

  /** Whether `bytes` are the head that `header` tells of. */
  isHead({ headBytes, headChecksum }: RecordHeader, bytes: Uint8Array): boolean {
    return this.#seal.isSound(bytes, { length: headBytes, checksum: headChecksum });
  }

  /** Whether `bytes` are the body that `header` tells of. */
  isBody({ bodyBytes, bodyChecksum }: RecordHeader, bytes: Uint8Array): boolean {
    return this.#seal.isSound(bytes, { length: bodyBytes, checksum: bodyChecksum });
  }
}

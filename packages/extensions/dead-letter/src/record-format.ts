import type { Files } from "@genai-collector/component";
import { RecordSeal, type RecordLayout } from "@genai-collector/config/record-files";

/**
 * A record on disk, numbers little-endian:
 *
 * | at | bytes | |
 * | --- | --- | --- |
 * | 0 | 4 | `GDL1` |
 * | 4 | 4 | checksum of the rest of the header |
 * | 8 | 2 | version of the format |
 * | 10 | 2 | 1 a letter, 2 a mark |
 * | 12 | 4 | number of the letter in its file |
 * | 16 | 4 | length of the head |
 * | 20 | 4 | length of the body |
 * | 24 | 4 | checksum of the head |
 * | 28 | 4 | checksum of the body |
 * | 32 | | head, then body |
 *
 * Checksums are CRC-32 (IEEE 802.3) and begin with the salt that is in the file's name instead of zero: what a sender put
 * into an item is never taken for a record.
 */
export const headerBytes = 32;
/** `GDL1` in front. */
export const recordLayout: RecordLayout = { magic: 0x314c4447, headerBytes };
/** What this program writes, heads included. A change that it could not read needs the next number. */
const version = 1;
const codes = { letter: 1, mark: 2 } as const;

export interface RecordHeader {
  readonly type: keyof typeof codes;
  readonly id: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
  readonly headChecksum: number;
  readonly bodyChecksum: number;
}

/** What is to be written. */
export interface RecordContent {
  readonly type: keyof typeof codes;
  readonly id: number;
  readonly head: Uint8Array;
  readonly body: readonly Uint8Array[];
}

/** Writes and reads the records of files with one salt. */
export class RecordFormat {
  readonly #seal: RecordSeal;

  constructor(salt: number, files: Pick<Files, "checksum">) {
    this.#seal = new RecordSeal(recordLayout, salt, files);
  }

  /** Header and head; the body follows as it is. */
  encode({ type, id, head, body }: RecordContent): Uint8Array {
    const bytes = new Uint8Array(headerBytes + head.length);
    const view = new DataView(bytes.buffer);
    const bodyBytes = body.reduce((sum, { length }) => sum + length, 0);
    view.setUint16(8, version, true);
    view.setUint16(10, codes[type], true);
    view.setUint32(12, id, true);
    view.setUint32(16, head.length, true);
    view.setUint32(20, bodyBytes, true);
    view.setUint32(24, this.#seal.checksum([head]), true);
    view.setUint32(28, this.#seal.checksum(body), true);
    this.#seal.seal(view);
    bytes.set(head, headerBytes);
    return bytes;
  }

  /** The header that `bytes` begin with. Undefined when it is not what was written; `newer` of a later version. */
  tryParseHeader(bytes: Uint8Array): RecordHeader | "newer" | undefined {
    const view = this.#seal.tryOpen(bytes);
    if (view === undefined) return undefined;
    if (view.getUint16(8, true) > version) return "newer";
    const code = view.getUint16(10, true);
    const type = code === codes.letter ? "letter" : code === codes.mark ? "mark" : undefined;
    if (type === undefined) return undefined;
    return {
      type,
      id: view.getUint32(12, true),
      headBytes: view.getUint32(16, true),
      bodyBytes: view.getUint32(20, true),
      headChecksum: view.getUint32(24, true),
      bodyChecksum: view.getUint32(28, true),
    };
  }

  isHead({ headBytes, headChecksum }: RecordHeader, bytes: Uint8Array): boolean {
    return this.#seal.isSound(bytes, { length: headBytes, checksum: headChecksum });
  }

  isBody({ bodyBytes, bodyChecksum }: RecordHeader, bytes: Uint8Array): boolean {
    return this.#seal.isSound(bytes, { length: bodyBytes, checksum: bodyChecksum });
  }
}

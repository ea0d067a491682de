import type { Files } from "@genai-collector/component";

/** How the headers of a kind of record begin, and how long they are. Numbers are little-endian. */
export interface RecordLayout {
  /** The first four bytes of each record. */
  readonly magic: number;
  /** Of a header: four bytes of magic, four of the checksum of what follows in it, and that. */
  readonly headerBytes: number;
}

/** Where a header's own checksum begins to count. */
const sealedFrom = 8;

/**
 * Checksums of the records in one file: CRC-32 (IEEE 802.3) that begins with the file's salt instead of zero. What a
 * sender put into a body, or what an older file left on the same blocks, is never taken for a record.
 */
export class RecordSeal {
  readonly layout: RecordLayout;
  readonly #salt: number;
  readonly #files: Pick<Files, "checksum">;

  constructor(layout: RecordLayout, salt: number, files: Pick<Files, "checksum">) {
    this.layout = layout;
    this.#salt = salt;
    this.#files = files;
  }

  /** Of parts that follow each other. */
  checksum(parts: readonly Uint8Array[]): number {
    let checksum = this.#salt;
    for (const part of parts) checksum = this.#files.checksum(part, checksum);
    return checksum;
  }

  /** Whether `bytes` are what a header tells of. */
  isSound(bytes: Uint8Array, told: { readonly length: number; readonly checksum: number }): boolean {
    return bytes.length === told.length && this.checksum([bytes]) === told.checksum;
  }

  /** Puts magic and checksum in front of a header that is complete but for these. */
  seal(header: DataView): void {
    header.setUint32(0, this.layout.magic, true);
    header.setUint32(4, this.checksum([this.#sealed(header)]), true);
  }

  /** The header that `bytes` begin with; undefined when it is not what was written. */
  tryOpen(bytes: Uint8Array): DataView | undefined {
    const { magic, headerBytes } = this.layout;
    if (bytes.length < headerBytes) return undefined;
    const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
    if (header.getUint32(0, true) !== magic) return undefined;
    return header.getUint32(4, true) === this.checksum([this.#sealed(header)]) ? header : undefined;
  }

  #sealed({ buffer, byteOffset }: DataView): Uint8Array {
    return new Uint8Array(buffer, byteOffset + sealedFrom, this.layout.headerBytes - sealedFrom);
  }
}

/** RFC 1952 §2.3.1: the last four bytes of a member are the size of its content, modulo 2^32. */
const gzipTrailer = 4;
const shortestGzip = 18;
/** RFC 8878 §3.1.1: the magic number, then the frame header's descriptor. */
const zstdMagic = 0xfd2fb528;
const descriptorAt = 4;
const singleSegment = 0x20;
/** Bytes of the content's size and of the dictionary's ID, by two bits of the descriptor each. */
const sizeBytes = [0, 2, 4, 8] as const;
const dictionaryBytes = [0, 1, 2, 4] as const;

/** What a gzip body says of its size at its end. A hint, no promise: members may follow one another, and it may lie. */
export function gzipSizeHint(bytes: Uint8Array): number | undefined {
  return bytes.length < shortestGzip ? undefined : viewOf(bytes).getUint32(bytes.length - gzipTrailer, true);
}

/** What the first frame of a zstd body says of its size, which it must then have. Undefined where it says nothing. */
export function zstdContentSize(bytes: Uint8Array): number | undefined {
  if (bytes.length <= descriptorAt || viewOf(bytes).getUint32(0, true) !== zstdMagic) return undefined;
  const descriptor = bytes[descriptorAt]!;
  const isSingle = (descriptor & singleSegment) !== 0;
  const width = sizeBytes[descriptor >>> 6] || (isSingle ? 1 : 0);
  const at = descriptorAt + 1 + (isSingle ? 0 : 1) + dictionaryBytes[descriptor & 3]!;
  if (width === 0 || at + width > bytes.length) return undefined;
  return readSize(viewOf(bytes), at, width);
}

function readSize(view: DataView, at: number, width: number): number {
  if (width === 1) return view.getUint8(at);
  // Two bytes count from 256 on.
  if (width === 2) return view.getUint16(at, true) + 256;
  return width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

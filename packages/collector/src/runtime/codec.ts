/** Packs and unpacks by one algorithm. */
export interface Codec {
  /** The result is the caller's. */
  pack(bytes: Uint8Array, level: number | undefined): Promise<Uint8Array>;
  /** Rejects past `limit` bytes of output. */
  unpack(bytes: Uint8Array, limit: number): Promise<Uint8Array>;
}

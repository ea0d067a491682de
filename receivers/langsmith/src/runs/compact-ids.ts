const idLength = 22;

/** UUIDs one behind the other, 22 characters each: they are saved with every page. */
export function packIds(ids: readonly string[]): string {
  return ids.map((id) => Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url")).join("");
}

/** Undefined for what is no such text. */
export function unpackIds(packed: unknown): string[] | undefined {
  if (typeof packed !== "string" || packed.length % idLength !== 0 || !/^[\w-]*$/.test(packed)) return undefined;
  return Array.from({ length: packed.length / idLength }, (_, at) => {
    const hex = Buffer.from(packed.slice(at * idLength, (at + 1) * idLength), "base64url").toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  });
}

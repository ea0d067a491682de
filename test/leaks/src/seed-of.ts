/** A seed of 32 bits that follows from what is given (FNV-1a). */
export function seedOf(...of: readonly unknown[]): number {
  let hash = 0x811c9dc5;
  for (const character of of.map(String).join("\u0000")) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

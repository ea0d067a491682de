/** Where a hash begins. */
export const fnvStart = 0x811c9dc5;

/** 32 bits of FNV-1a (RFC 9923) over the code units of `text`, going on from `hash`. Not below 0. */
export function fnv(hash: number, text: string): number {
  let next = hash;
  for (let at = 0; at < text.length; at++) next = Math.imul(next ^ text.charCodeAt(at), 0x01000193);
  return next >>> 0;
}

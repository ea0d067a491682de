/** A number in [0, 1) that follows from its parts alone: the same on every machine and in every order of asking. */
export function hash01(seed: number, ...parts: readonly number[]): number {
  let state = (seed ^ 0x9e37_79b9) >>> 0;
  for (const part of parts) {
    state = mix(state ^ (part | 0));
    state = mix(state ^ Math.floor(part / 0x1_0000_0000));
  }
  return state / 0x1_0000_0000;
}

/** Murmur3's finalizer: every input bit reaches every output bit. */
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

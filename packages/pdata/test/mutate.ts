/** A small, fast, seeded generator (xorshift32): the same seed gives the same mutations anywhere. */
export function seeded(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes with one to four changes: a bit, a byte, a stretch that goes, comes twice or comes from elsewhere. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let mutated = Array.from(bytes);
  for (let changes = 1 + random(4); changes > 0 && mutated.length > 0; changes--) {
    const at = random(mutated.length);
    const length = 1 + random(8);
    switch (random(6)) {
      case 0:
        mutated[at]! ^= 1 << random(8);
        break;
      case 1:
        mutated[at] = interesting[random(interesting.length)]!;
        break;
      case 2:
        mutated.splice(at, length);
        break;
      case 3:
        mutated.splice(at, 0, ...mutated.slice(at, at + length));
        break;
      case 4:
        mutated.splice(at, length, ...mutated.slice(random(mutated.length)).slice(0, length));
        break;
      default:
        mutated = mutated.slice(0, at);
    }
  }
  return new Uint8Array(mutated);
}

/** Ends of varints, lengths, tags that mean something. */
const interesting = [0x00, 0x01, 0x02, 0x0a, 0x0b, 0x0c, 0x12, 0x1a, 0x7f, 0x80, 0xff, 0x2a, 0x32];

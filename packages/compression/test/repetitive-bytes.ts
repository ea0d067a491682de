import * as fc from "fast-check";

/** Bytes as telemetry has them: pieces that come back after a while, near and far, short and long. */
export const repetitiveBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.record({
      fresh: fc.uint8Array({ maxLength: 90 }),
      back: fc.integer({ min: 1, max: 70_000 }),
      length: fc.oneof(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 40_000 })),
    }),
    { maxLength: 12 },
  )
  .map((pieces) => {
    const bytes: number[] = [];
    for (const { fresh, back, length } of pieces) {
      bytes.push(...fresh);
      const from = Math.max(0, bytes.length - back);
      for (let i = 0; i < length && bytes.length > 0; i++) bytes.push(bytes[from + i] ?? 0);
    }
    return Uint8Array.from(bytes);
  });

/** A change of some bytes: one flipped, some cut out, some put in, the end cut off. */
export interface Mutation {
  readonly at: number;
  readonly kind: "flip" | "cut" | "insert" | "truncate" | "repeat";
  readonly bytes: Uint8Array;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom("flip", "cut", "insert", "truncate", "repeat"),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
});

/** A changed copy. */
export function mutate(original: Uint8Array, { at, kind, bytes }: Mutation): Uint8Array {
  const position = Math.floor(at * original.length);
  const head = original.subarray(0, position);
  const tail = original.subarray(position);
  switch (kind) {
    case "flip":
      return Uint8Array.from(original, (byte, i) => (i === position ? byte ^ bytes[0]! : byte));
    case "cut":
      return Uint8Array.from([...head, ...tail.subarray(bytes.length)]);
    case "insert":
      return Uint8Array.from([...head, ...bytes, ...tail]);
    case "truncate":
      return head.slice();
    case "repeat":
      return Uint8Array.from([...head, ...tail, ...tail]);
  }
}

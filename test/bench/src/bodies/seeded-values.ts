import type { KeyValue } from "@genai-collector/pdata";

/** When all generated telemetry begins: 2026-01-01, in nanoseconds. */
export const beginning = 1_767_225_600_000_000_000n;

/** A small seeded generator of numbers in [0, 1): the same telemetry on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An attribute with a text. */
export function text(key: string, stringValue: string): KeyValue {
  return { key, value: { stringValue } };
}

/** An attribute with an integer. */
export function int(key: string, value: number): KeyValue {
  return { key, value: { intValue: BigInt(value) } };
}

/** An identifier of so many bytes that ends in the number. */
export function identifier(length: number, value: number): Uint8Array {
  const id = new Uint8Array(length).fill(0x5a);
  new DataView(id.buffer).setUint32(length - 4, value);
  return id;
}

import type { FieldClass } from "./field-class.ts";
import { Problem, wrongType } from "./outcome.ts";
import { at, isVersionAt, isVisible } from "./text-classes.ts";

/** So much of a text that is no label tells it from others. */
const maxFingerprintBytes = 4_096;

/** A text that may be a label; for any other one, a number that tells it from others. */
export function labelClass(maxLength: number, mayBeAddress: boolean): FieldClass<string | number> {
  const read = (bytes: Buffer, from: number, to: number, isCut: boolean): string | number => {
    const isLabel =
      !isCut && to - from <= maxLength && isVisible(bytes, from, to) && (mayBeAddress || !isAddress(bytes, from, to));
    return isLabel ? bytes.toString("latin1", from, to) : fingerprint(bytes, from, to);
  };
  return {
    name: "label",
    maxTextBytes: maxFingerprintBytes,
    other: undefined,
    isCut: true,
    fromText: read,
    fromNumber: (decimal) => {
      const value = decimal.toNumber();
      return value instanceof Problem ? wrongType : value;
    },
  };
}

/** Looks like one: an `@` that is not that of a version. */
function isAddress(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] === at) return !isVersionAt(bytes, from, i, to);
  return false;
}

/** 53 bits of two FNV-1a hashes (RFC 9923) that begin differently. */
function fingerprint(bytes: Uint8Array, from: number, to: number): number {
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (let i = from; i < to; i++) {
    low = Math.imul(low ^ bytes[i]!, 0x01000193);
    high = Math.imul(high ^ bytes[i]!, 0x01000193);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

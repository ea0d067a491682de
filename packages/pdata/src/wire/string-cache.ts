import type { Buffer } from "node:buffer";

const slots = 2_048;
const longest = 48;

/**
 * Strings that telemetry repeats (attribute keys, model names), found by their bytes without decoding them again. A
 * fixed table with one string a slot: a new string with the same hash takes the slot, so the memory is bounded.
 */
class StringCache {
  readonly #bytes: (Uint8Array | undefined)[] = Array.from({ length: slots }, () => undefined);
  readonly #strings: string[] = Array.from({ length: slots }, () => "");

  /** The UTF-8 text of `[start, end)`. */
  read(buffer: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return "";
    if (length > longest) return buffer.toString("utf8", start, end);
    const slot = hash(buffer, start, end);
    const cached = this.#bytes[slot];
    if (cached !== undefined && cached.length === length && isSame(cached, buffer, start)) return this.#strings[slot]!;
    const text = buffer.toString("utf8", start, end);
    this.#bytes[slot] = new Uint8Array(buffer.subarray(start, end));
    this.#strings[slot] = text;
    return text;
  }
}

function hash(buffer: Uint8Array, start: number, end: number): number {
  let value = end - start;
  for (let i = start; i < end; i++) value = (Math.imul(value, 31) + buffer[i]!) | 0;
  return (value ^ (value >>> 11)) & (slots - 1);
}

function isSame(cached: Uint8Array, buffer: Uint8Array, start: number): boolean {
  for (let i = 0; i < cached.length; i++) if (cached[i] !== buffer[start + i]) return false;
  return true;
}

export const stringCache = new StringCache();

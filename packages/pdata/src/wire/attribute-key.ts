/** An attribute's key, compiled once so that it can be compared with bytes on the wire. */
export class AttributeKey {
  readonly text: string;
  /** UTF-8. */
  readonly bytes: Uint8Array;

  constructor(text: string) {
    this.text = text;
    this.bytes = new TextEncoder().encode(text);
  }

  /** Whether `[start, end)` of `bytes` is this key. */
  isAt(bytes: Uint8Array, start: number, end: number): boolean {
    const key = this.bytes;
    if (end - start !== key.length) return false;
    // From the end: keys of one namespace begin alike.
    for (let i = key.length - 1; i >= 0; i--) if (bytes[start + i] !== key[i]) return false;
    return true;
  }
}

const digits = 32;
const hyphen = 0x2d;

/** Half of the texts that callers put there are no trace ids: nothing is allocated before one is known to be. */
const nibbles = new Uint8Array(digits);

/** 16 bytes of a text that is 32 hexadecimal digits once its hyphens are gone; undefined for any other, and for zeros. */
export function tryParseTraceId(text: string): Uint8Array | undefined {
  let count = 0;
  let isZero = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === hyphen) continue;
    const digit = hexDigit(code);
    if (digit < 0 || count === digits) return undefined;
    if (digit > 0) isZero = false;
    nibbles[count++] = digit;
  }
  if (count < digits || isZero) return undefined;
  const bytes = new Uint8Array(digits / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (nibbles[2 * i]! << 4) | nibbles[2 * i + 1]!;
  return bytes;
}

/** 0 to 15; -1 for what is no hexadecimal digit. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

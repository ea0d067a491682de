import { createHash } from "node:crypto";

const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Which bytes of the digest stand together, most significant first. */
const groups = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;
const rounds = 1_000;

/**
 * Apache's MD5 of a password, as `htpasswd -m` writes it: 22 characters behind `$apr1$salt$`.
 *
 * https://httpd.apache.org/docs/2.4/misc/password_encryptions.html
 */
export function apr1(password: string, salt: string): string {
  const secret = Buffer.from(password, "utf8");
  const seasoning = Buffer.from(salt, "utf8");
  let digest = md5(...opening(secret, seasoning));
  for (let round = 0; round < rounds; round++) {
    const isOdd = round % 2 === 1;
    const parts = [isOdd ? secret : digest];
    if (round % 3 !== 0) parts.push(seasoning);
    if (round % 7 !== 0) parts.push(secret);
    parts.push(isOdd ? digest : secret);
    digest = md5(...parts);
  }
  return toText(digest);
}

function opening(secret: Buffer, salt: Buffer): Buffer[] {
  const parts = [secret, Buffer.from("$apr1$"), salt];
  const mixed = md5(secret, salt, secret);
  for (let left = secret.length; left > 0; left -= 16) parts.push(mixed.subarray(0, Math.min(16, left)));
  // A zero byte for each set bit of the length, the password's first byte for each other one.
  for (let bits = secret.length; bits > 0; bits >>= 1)
    parts.push(bits % 2 === 1 ? Buffer.alloc(1) : secret.subarray(0, 1));
  return parts;
}

function md5(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function toText(digest: Buffer): string {
  const whole = groups.map(([a, b, c]) => letters((digest[a]! << 16) | (digest[b]! << 8) | digest[c]!, 4));
  return whole.join("") + letters(digest[11]!, 2);
}

/** Six bits a letter, the lowest first. */
function letters(value: number, count: number): string {
  let text = "";
  for (let at = 0; at < count; at++) text += alphabet[(value >> (6 * at)) & 63]!;
  return text;
}

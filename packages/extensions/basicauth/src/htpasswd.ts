import { createHash, timingSafeEqual } from "node:crypto";
import { apr1 } from "./apr1.ts";

/** Users and the hashes of their passwords. */
export type Htpasswd = ReadonlyMap<string, string>;

/**
 * Reads htpasswd's format: `user:hash` in each line; empty lines and those that begin with `#` say nothing. Throws where
 * a line is neither, with its number and without its content.
 */
export function parseHtpasswd(text: string): Htpasswd {
  const users = new Map<string, string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const colon = line.indexOf(":");
    if (colon < 1 || colon === line.length - 1) throw new Error(`line ${index + 1} of htpasswd is not user:hash`);
    users.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return users;
}

/** Whether `password` is the one that was hashed: bcrypt, SHA-1, Apache's MD5, or written as it is. */
export async function matches(password: string, hash: string): Promise<boolean> {
  if (/^\$2[abxy]\$/.test(hash)) {
    // Loaded for who has such hashes.
    const { compare } = await import("bcryptjs");
    return compare(password, hash);
  }
  if (hash.startsWith("{SHA}")) return same(createHash("sha1").update(password).digest("base64"), hash.slice(5));
  const [, salt, digest] = /^\$apr1\$([^$]{1,8})\$(.+)$/.exec(hash) ?? [];
  if (salt !== undefined && digest !== undefined) return same(apr1(password, salt), digest);
  return same(password, hash);
}

/** In a time that tells nothing of where they differ. */
function same(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

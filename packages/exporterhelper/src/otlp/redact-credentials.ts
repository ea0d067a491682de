import { Buffer } from "node:buffer";

/**
 * A function that takes the given header values out of text: as they are, without their scheme, decoded where they are
 * Basic, and as JSON and URLs write them. Sinks echo requests in their errors.
 */
export function credentialRedactor(values: readonly string[]): (text: string) => string {
  const secrets = [...new Set(values.flatMap(formsOf).flatMap(spellingsOf))]
    .filter((secret) => secret.length > 1)
    .toSorted((a, b) => b.length - a.length);
  return (text) => secrets.reduce((redacted, secret) => redacted.replaceAll(secret, "[REDACTED]"), text);
}

function formsOf(value: string): string[] {
  const [, scheme, token] = /^(\S+)\s+(.+)$/s.exec(value.trim()) ?? [];
  if (scheme === undefined || token === undefined) return [value.trim()];
  if (scheme.toLowerCase() !== "basic") return [value.trim(), token];
  const pair = Buffer.from(token, "base64").toString("utf8");
  // The user's name is an identifier, not a secret.
  return [value.trim(), token, pair, pair.slice(pair.indexOf(":") + 1)];
}

function spellingsOf(secret: string): string[] {
  // A lone surrogate, which no header can hold, is the one thing that a URL cannot.
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
}

import { Buffer } from "node:buffer";

/**
 * A function that takes the given header values out of text: as they are, without their scheme, and, for Basic, decoded.
 * Sinks echo requests in their errors.
 */
export function credentialRedactor(values: readonly string[]): (text: string) => string {
  const secrets = [...new Set(values.flatMap(formsOf))]
    .filter((secret) => secret.length > 1)
    .toSorted((a, b) => b.length - a.length);
  return (text) => secrets.reduce((redacted, secret) => redacted.replaceAll(secret, "[REDACTED]"), text);
}

function formsOf(value: string): string[] {
  const [scheme, token] = value.split(/\s+(.*)/, 2);
  if (token === undefined || token === "") return [value];
  if (scheme!.toLowerCase() !== "basic") return [value, token];
  const pair = Buffer.from(token, "base64").toString("utf8");
  // The user's name is an identifier, not a secret.
  return [value, token, pair, pair.slice(pair.indexOf(":") + 1)];
}

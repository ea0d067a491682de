import { createHash } from "node:crypto";
import type { LaneKey } from "@genai-collector/component";
import { keyText } from "@genai-collector/coordination/checkpoint";

/** A key of a ConfigMap's data has at most 253 characters; the hash takes thirteen. */
const mostCharacters = 200;

/**
 * The data key of a lane: what of its name a ConfigMap can take, and a hash that tells it from every other
 * (https://kubernetes.io/docs/concepts/configuration/configmap/).
 */
export function dataKey(key: LaneKey): string {
  const name = [key.receiver, key.loop, key.pass, key.pipeline].join("/");
  // Two dots at the beginning are refused by themselves.
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, "_").replace(/^\.+/, (dots) => "_".repeat(dots.length));
  return `${plain.slice(0, mostCharacters)}.${hashText(keyText(key), 12)}`;
}

/** The first hexadecimal digits of a text's SHA-256. */
export function hashText(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

import { createHash } from "node:crypto";
import type { ComponentId, LaneKey } from "@genai-collector/component";
import { keyText } from "@genai-collector/coordination/checkpoint";

/** A partition key has at most 2,048 bytes; a character has at most three. */
const mostCharacters = 500;

/** The partition key of a lane's item. */
export function lanePk(prefix: string, key: LaneKey): string {
  return `${prefix}ckpt#${shortened(keyText(key))}`;
}

/** The partition key of the item that lists a receiver's lanes; undefined: of the one that lists the receivers. */
export function indexPk(prefix: string, receiver: ComponentId | undefined): string {
  return receiver === undefined ? `${prefix}ckptidx` : `${prefix}ckptidx#${shortened(receiver)}`;
}

/** A hash in place of the end tells long texts apart. */
function shortened(text: string): string {
  if (text.length <= mostCharacters) return text;
  return `${text.slice(0, mostCharacters)}#${createHash("sha256").update(text).digest("hex")}`;
}

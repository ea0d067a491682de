import { compareUtf8, labelKey, type KeyValue } from "@genai-collector/pdata";
import { hash } from "node:crypto";

/** Longer texts are remembered by their digest: what a budget remembers must not grow with what clients send. */
const longest = 128;

/** One text for a set of labels, whatever their order. No two sets share it. */
export function labelSet(attributes: readonly KeyValue[]): string {
  const isSorted = attributes.every(({ key }, i) => i === 0 || compareUtf8(attributes[i - 1]!.key, key) <= 0);
  const text = labelKey(isSorted ? attributes : attributes.toSorted((a, b) => compareUtf8(a.key, b.key)));
  return text.length <= longest ? text : hash("sha256", text, "base64");
}

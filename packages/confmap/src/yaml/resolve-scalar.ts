import type { ScalarValue } from "../tree/config-node.ts";

const words: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const based = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[oO]?([0-7]+)|[bB]([01]+))$/;
/** No number is longer; what is, is a text. */
const longestNumber = 400;

/**
 * What an unquoted scalar reads as, by the rules of the YAML library that otelcol uses, so that a pasted configuration
 * keeps its meaning: YAML 1.1's octal `0123` is 83 and `1_000` is 1000, but `yes` and `on` are texts.
 */
export function resolveScalar(text: string): ScalarValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text.length > longestNumber || !/^[-+.0-9]/.test(text)) return text;
  const digits = text.replaceAll("_", "");
  const match = based.exec(digits);
  if (match !== null) return fromBase(match);
  return float.test(digits) ? Number(digits) : text;
}

function fromBase([, sign, hex, octal, binary]: RegExpExecArray): number {
  const size = Number(hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : `0b${binary}`);
  return sign === "-" ? -size : size;
}

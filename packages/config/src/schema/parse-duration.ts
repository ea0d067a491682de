/** Milliseconds of each of Go's units of time. */
const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "\u00b5s": 1e-3, // micro sign
  "\u03bcs": 1e-3, // Greek mu
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const number = String.raw`(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)`;
const unit = String.raw`(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h)`;

/** The grammar of Go's `time.ParseDuration` as a regular expression over the whole text. */
export const durationPattern = `^[-+]?(?:0|(?:${number}${unit})+)$`;

const whole = new RegExp(durationPattern, "u");
const part = new RegExp(`(${number})(${unit})`, "gu");
/** The longest duration that Go can hold: 2^63 nanoseconds. */
const longestMs = 2 ** 63 / 1e6;

/**
 * Milliseconds of a text in the grammar of Go's `time.ParseDuration`: `300ms`, `1.5h`, `1h30m`. Undefined when it is
 * none, or longer than Go can hold.
 */
export function tryParseDuration(text: string): number | undefined {
  if (!whole.test(text)) return undefined;
  let total = 0;
  for (const [, amount, name] of text.matchAll(part)) total += Number(amount) * unitMs[name!]!;
  if (total > longestMs) return undefined;
  return text.startsWith("-") ? -total : total;
}

import type { FaultRates } from "./faults.ts";

/** The whole number in an option of the command line; throws an `Error` that names it. */
export function wholeNumber(name: string, text: string, most = 2 ** 31): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw new Error(`--${name} must be a whole number from 0 to ${most}, found "${text}"`);
}

/** The same of an option that may be absent. */
export function wholeNumberIfAny(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber(name, text);
}

/** The chances in `--faults`: an object with a number from 0 to 1 for each of `kinds` that may happen. */
export function faultRates<Kind extends string>(text: string, kinds: readonly Kind[]): FaultRates<Kind> {
  const rates = parseJson(text);
  for (const [kind, rate] of Object.entries(rates)) {
    if (!(kinds as readonly string[]).includes(kind))
      throw new Error(`--faults: there is no fault "${kind}"; known are ${kinds.join(", ")}`);
    if (typeof rate !== "number" || !(rate >= 0 && rate <= 1))
      throw new Error(`--faults: the chance of "${kind}" must be a number from 0 to 1, found ${JSON.stringify(rate)}`);
  }
  return rates as FaultRates<Kind>;
}

function parseJson(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`--faults must be JSON, found ${text}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Error(`--faults must be a JSON object, found ${text}`);
}

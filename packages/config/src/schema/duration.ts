import { leaf, type Field, type FieldOptions, type Report } from "./field.ts";
import { durationPattern, tryParseDuration } from "./parse-duration.ts";

export interface DurationOptions extends FieldOptions<string> {
  /** The shortest, for example "1s". Negative ones need a negative `min`. Default: "0s". */
  readonly min?: string;
  /** The longest, for example "24h". */
  readonly max?: string;
}

/**
 * A length of time in Go's grammar: `300ms`, `1.5h`, `1h30m`. Decodes to milliseconds. A bare number has no unit and is
 * refused, save 0.
 */
export function duration(options: DurationOptions): Field<number, string> {
  const limits = { min: limit(options.min ?? "0s"), max: options.max === undefined ? undefined : limit(options.max) };
  return leaf(
    {
      type: ["string", "integer"],
      pattern: durationPattern,
      minimum: 0,
      maximum: 0,
      "x-type": "duration",
      "x-expected": "a duration with a unit, such as 300ms, 10s or 1h30m",
    },
    options,
    (value, report) => read(String(value), limits, report),
  );
}

interface Limit {
  readonly text: string;
  readonly ms: number;
}

function limit(text: string): Limit {
  const ms = tryParseDuration(text);
  if (ms === undefined) throw new TypeError(`"${text}" is not a duration`);
  return { text, ms };
}

function read(text: string, limits: { min: Limit; max: Limit | undefined }, report: Report): number {
  const ms = tryParseDuration(text);
  if (ms === undefined) report([], "must be a duration that Go could hold, 290 years at most");
  else if (ms < limits.min.ms) report([], `must be at least ${limits.min.text}`);
  else if (limits.max !== undefined && ms > limits.max.ms) report([], `must be at most ${limits.max.text}`);
  return ms ?? 0;
}

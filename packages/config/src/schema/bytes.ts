import { leaf, type Field, type FieldOptions, type Report } from "./field.ts";

export interface BytesOptions extends FieldOptions<number | string> {
  /** The smallest, as a number of bytes or with a unit. Default: 0. */
  readonly min?: number | string;
  /** The largest, as a number of bytes or with a unit. */
  readonly max?: number | string;
}

const unitBytes: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const pattern = String.raw`^([0-9]+(?:\.[0-9]+)?) ?(KiB|MiB|GiB|TiB)$`;
const whole = new RegExp(pattern, "u");

/** A size: a whole number of bytes, or a number with a unit (`64MiB`). Decodes to bytes. */
export function bytes(options: BytesOptions): Field<number, number | string> {
  const min = limit(options.min ?? 0);
  const max = options.max === undefined ? undefined : limit(options.max);
  return leaf(
    {
      type: ["integer", "string"],
      pattern,
      minimum: 0,
      "x-type": "bytes",
      "x-expected": "a whole number of bytes, or a size with a unit such as 512KiB or 64MiB",
    },
    options,
    (value, report) => read(value, { min, max }, report),
  );
}

interface Limit {
  readonly text: string;
  readonly bytes: number;
}

function limit(value: number | string): Limit {
  const size = tryParseBytes(value);
  if (size === undefined) throw new TypeError(`${JSON.stringify(value)} is not a size`);
  return { text: String(value), bytes: size };
}

/** Bytes of a size, rounded to whole ones. Undefined when it is none, or past what a number holds exactly. */
function tryParseBytes(value: unknown): number | undefined {
  const size = typeof value === "number" ? value : parseWithUnit(String(value));
  return Number.isSafeInteger(size) ? size : undefined;
}

function parseWithUnit(text: string): number {
  const match = whole.exec(text);
  return match === null ? Number.NaN : Math.round(Number(match[1]) * unitBytes[match[2]!]!);
}

function read(value: unknown, limits: { min: Limit; max: Limit | undefined }, report: Report): number {
  const size = tryParseBytes(value);
  if (size === undefined) report([], "must be at most 8191TiB");
  else if (size < limits.min.bytes) report([], `must be at least ${limits.min.text}`);
  else if (limits.max !== undefined && size > limits.max.bytes) report([], `must be at most ${limits.max.text}`);
  return size ?? 0;
}

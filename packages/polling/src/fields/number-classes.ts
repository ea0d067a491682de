import { isSpace } from "./ascii.ts";
import { readDecimal, type Decimal } from "./decimal.ts";
import type { FieldClass } from "./field-class.ts";
import { misfit, nullProblem, outOfRange, Problem } from "./outcome.ts";

/** JSON numbers longer than this are no figures. */
export const maxNumberBytes = 128;

export interface NumberOptions<T> {
  /** Below is out of range. */
  readonly min?: T | undefined;
  /** Above is out of range. */
  readonly max?: T | undefined;
  /** The vendor may write it as a text: `"2.0010"`. Space around it is ignored, and a blank text is none. */
  readonly text?: boolean | undefined;
}

/** Finite doubles. */
export function numberClass(options: NumberOptions<number>): FieldClass<number> {
  return numeric("number", (decimal) => within(decimal.toNumber(), options), options.text);
}

/** Whole numbers that a double holds exactly. */
export function integerClass(options: NumberOptions<number>): FieldClass<number> {
  const read = (decimal: Decimal): number | Problem => {
    const exact = decimal.toInteger();
    if (exact instanceof Problem) return exact;
    const value = Number(exact);
    return Number.isSafeInteger(value) ? within(value, options) : outOfRange;
  };
  return numeric("integer", read, options.text);
}

/** Whole numbers of 64 bits. */
export function integer64Class(options: NumberOptions<bigint>): FieldClass<bigint> {
  return numeric("integer", (decimal) => within(decimal.toInteger(), options), options.text);
}

export const booleanClass: FieldClass<boolean> = {
  name: "boolean",
  maxTextBytes: 0,
  other: undefined,
  fromBoolean: (value) => value,
};

function numeric<T extends number | bigint>(
  name: "number" | "integer",
  read: (decimal: Decimal) => T | Problem,
  isText = false,
): FieldClass<T> {
  const fields = { name, maxTextBytes: maxNumberBytes, other: undefined, fromNumber: read };
  if (!isText) return fields;
  return { ...fields, fromText: (bytes, from, to) => fromText(bytes, from, to, read) };
}

function fromText<T>(bytes: Buffer, from: number, to: number, read: (decimal: Decimal) => T | Problem): T | Problem {
  let [start, end] = [from, to];
  while (start < end && isSpace(bytes[start]!)) start++;
  while (end > start && isSpace(bytes[end - 1]!)) end--;
  if (start === end) return nullProblem;
  const decimal = readDecimal(bytes, start, end);
  return decimal === undefined ? misfit : read(decimal);
}

function within<T extends number | bigint>(value: T | Problem, options: NumberOptions<T>): T | Problem {
  if (value instanceof Problem) return value;
  const isWithin =
    (options.min === undefined || value >= options.min) && (options.max === undefined || value <= options.max);
  return isWithin ? value : outOfRange;
}

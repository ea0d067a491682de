import { badFields } from "./bad-fields.ts";
import { entriesClass, type Entries, type EntriesOptions } from "./entries-class.ts";
import type { FieldClass } from "./field-class.ts";
import { elements, parsePath } from "./field-path.ts";
import type { FieldSet } from "./field-set.ts";
import { booleanClass, integer64Class, integerClass, numberClass, type NumberOptions } from "./number-classes.ts";
import { labelClass } from "./label-class.ts";
import { scalarClass } from "./scalar-class.ts";
import {
  enumerationClass,
  shapedClass,
  textClass,
  timeClass,
  uuidClass,
  visibleClass,
  wordClass,
} from "./text-classes.ts";

declare const valueOf: unique symbol;

/** One value of a record: where it stands, and what it may be. `T` is what it is read as. */
export interface Field<T, Optional extends boolean = boolean> {
  /** As it was declared; see `parsePath`. */
  readonly path: string;
  readonly class: FieldClass<unknown>;
  /** Read only where a configuration opts in. */
  readonly isOptional: Optional;
  /** The vendor always sends it: that it is missing is a change of its schema. */
  readonly isExpected: boolean;
  /** For the type alone. */
  readonly [valueOf]?: T;
}

/** A path with `[]` gives a list: what fits, of all elements, in their order. */
export type At<P extends string, T> = P extends `${string}[]${string}` ? readonly T[] : T;

export interface FieldOptions {
  /** The vendor always sends it, so that `drift` speaks of it when it is missing. Default: it may be missing. */
  readonly expected?: boolean | undefined;
}

export interface TextOptions extends FieldOptions {
  /** In bytes. */
  readonly maxLength?: number | undefined;
}

export interface LabelOptions extends TextOptions {
  /** Whether `@` may stand elsewhere than before the digits that end the text. Default: it may. */
  readonly addresses?: boolean | undefined;
}

const maxWordBytes = 64;
const maxIdentifierBytes = 128;
const maxCursorBytes = 4_096;
const maxShapedBytes = 4_096;
/** An attribute of a log record that is longer than this belongs elsewhere. */
const maxOptionalTextBytes = 65_536;

/** Names under which vendors keep what people wrote and models answered. No text is read from below them, ever. */
const contentNames = new Set(
  "inputs outputs messages inputs_preview outputs_preview request response prompt completion input output content".split(
    " ",
  ),
);

/** A UUID in its hyphenated form; in lower case. */
export function uuid<const P extends string>(path: P, options: FieldOptions = {}): Field<At<P, string>, false> {
  return field(path, uuidClass, options);
}

/** Visible ASCII without a space, at most 128 signs. */
export function identifier<const P extends string>(path: P, options: TextOptions = {}): Field<At<P, string>, false> {
  return field(path, visibleClass("identifier", limit(path, options.maxLength, maxIdentifierBytes)), options);
}

/**
 * What a vendor makes of times and ids, longer than an identifier: visible ASCII, at most 4096 signs, that `pattern`
 * matches from `^` to `$`. The pattern is what keeps content out, so it names each part.
 */
export function shaped<const P extends string>(
  path: P,
  options: TextOptions & { readonly pattern: RegExp },
): Field<At<P, string>, false> {
  const { pattern } = options;
  if (!/^\^.*\$$/s.test(pattern.source) || pattern.flags !== "")
    throw badFields(`${path} needs a pattern from ^ to $, without flags`);
  return field(path, shapedClass(pattern, limit(path, options.maxLength, maxShapedBytes)), options);
}

/** One of `values`; `_other` for everything else. */
export function enumeration<const P extends string, const V extends string>(
  path: P,
  options: FieldOptions & { readonly values: readonly V[] },
): Field<At<P, V | "_other">, false> {
  if (options.values.length === 0) throw badFields(`${path} knows no values`);
  return field<P, V | "_other">(path, enumerationClass(options.values), options);
}

/** A name of few signs and no spaces, such as a model's, at most 64 long; `_other` for everything else. */
export function word<const P extends string>(path: P, options: TextOptions = {}): Field<At<P, string>, false> {
  return field(path, wordClass(limit(path, options.maxLength, maxWordBytes)), options);
}

/**
 * What people name things by, to become a metric's label: visible ASCII without a space, at most 128 signs, or nothing
 * at all. Every other text is a number that tells it from others and says nothing of it: for counting such rows one by
 * one under one label, and never to be emitted. Numbers stand for themselves.
 */
export function label<const P extends string>(
  path: P,
  options: LabelOptions = {},
): Field<At<P, string | number>, false> {
  const maxBytes = limit(path, options.maxLength, maxIdentifierBytes);
  return field(path, labelClass(maxBytes, options.addresses ?? true), options);
}

/** Nanoseconds since 1970, exact; see `parseInstant` for what is understood. */
export function time<const P extends string>(path: P, options: FieldOptions = {}): Field<At<P, bigint>, false> {
  return field(path, timeClass, options);
}

/** A finite double; -0 is 0. */
export function number<const P extends string>(
  path: P,
  options: FieldOptions & NumberOptions<number> = {},
): Field<At<P, number>, false> {
  return field(path, numberClass(options), options);
}

/** A whole number, however it is written (`450.0`, `45e1`), that a double holds exactly. */
export function integer<const P extends string>(
  path: P,
  options: FieldOptions & NumberOptions<number> = {},
): Field<At<P, number>, false> {
  return field(path, integerClass(options), options);
}

/** A whole number of 64 bits, exact. */
export function integer64<const P extends string>(
  path: P,
  options: FieldOptions & NumberOptions<bigint> = {},
): Field<At<P, bigint>, false> {
  return field(path, integer64Class(options), options);
}

/** A value that may be of any type, such as one that callers tag their requests with: as `identifier`, `number` or `boolean`. */
export function scalar<const P extends string>(
  path: P,
  options: TextOptions = {},
): Field<At<P, string | number | boolean>, false> {
  return field(path, scalarClass(limit(path, options.maxLength, maxIdentifierBytes)), options);
}

/** `true` or `false`. */
export function boolean<const P extends string>(path: P, options: FieldOptions = {}): Field<At<P, boolean>, false> {
  return field(path, booleanClass, options);
}

/** What the vendor wants back to go on, at most 4096 visible signs. Never to be emitted: `leaving` leaves it out. */
export function cursor<const P extends string>(path: P, options: TextOptions = {}): Field<At<P, string>, false> {
  return field(path, visibleClass("cursor", limit(path, options.maxLength, maxCursorBytes)), options);
}

/**
 * An object whose keys people make up, such as scores by name: of each member what `set` declares. A key becomes a text
 * only where its member has what it `needs`, and only if it is a label without an address, or one of `keys`; the rest is
 * counted. Of two members with one key the last that has it counts.
 */
export function entries<V>(
  path: string,
  set: FieldSet<V>,
  options: FieldOptions & EntriesOptions<V>,
): Field<Entries<V>, false> {
  if (parsePath(path).includes(elements)) throw badFields(`${path} would be a list of entries`);
  return field<string, Entries<V>>(path, entriesClass(set, options), options);
}

/** A field that is read only where a configuration opts in; without, it has no place in the record. */
export function optional<T>(inner: Field<T>): Field<T, true> {
  return { ...inner, isOptional: true };
}

/**
 * Free text, cut behind the last character that fits into `maxBytes` of UTF-8; read only where a configuration opts in.
 * Throws where the path leads to content: that no configuration can release.
 */
export function optionalText<const P extends string>(
  path: P,
  options: FieldOptions & { readonly maxBytes: number },
): Field<At<P, string>, true> {
  const content = parsePath(path).find((step) => typeof step === "string" && contentNames.has(step.toLowerCase()));
  if (content !== undefined) throw badFields(`${path} leads to content, which is never read as text`);
  return {
    ...field<P, string>(path, textClass(limit(path, options.maxBytes, maxOptionalTextBytes)), options),
    isOptional: true,
  };
}

function field<P extends string, T>(path: P, type: FieldClass<T>, options: FieldOptions): Field<At<P, T>, false> {
  parsePath(path);
  return { path, class: type, isOptional: false, isExpected: options.expected ?? false };
}

function limit(path: string, asked: number | undefined, most: number): number {
  const value = asked ?? most;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw badFields(`${path} needs a limit of 1 to ${most} bytes, found ${value}`);
}

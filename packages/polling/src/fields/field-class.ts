import type { Decimal } from "./decimal.ts";
import type { EntriesSpec } from "./entries-class.ts";
import type { Problem } from "./outcome.ts";

export type ClassName =
  | "uuid"
  | "identifier"
  | "enumeration"
  | "label"
  | "word"
  | "time"
  | "number"
  | "integer"
  | "boolean"
  | "scalar"
  | "text"
  | "cursor"
  | "entries";

/** What a field's values may be. What there is no function for is of the wrong type. */
export interface FieldClass<T> {
  readonly name: ClassName;
  /** Bytes of UTF-8 of the longest text that can fit. */
  readonly maxTextBytes: number;
  /** Stands for a value that does not fit; undefined: it is left out. */
  readonly other: T | undefined;
  /** What a longer text is. Default: too long. Where a length is all that is wrong with it, that is the data's doing. */
  readonly longer?: Problem;
  /** A longer text is cut, and counted as too long; else it does not fit. */
  readonly isCut?: boolean;
  /** The text's UTF-8 without escapes, `maxTextBytes` at most. Must not keep `bytes`. */
  readonly fromText?: (bytes: Buffer, from: number, to: number, isCut: boolean) => T | Problem;
  readonly fromNumber?: (number: Decimal) => T | Problem;
  readonly fromBoolean?: (value: boolean) => T;
  /** It is an object, and this is how its members are read. */
  readonly entries?: EntriesSpec;
}

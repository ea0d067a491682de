/** Reads answers of platforms without reading what people wrote in them: declared fields alone are ever decoded. */
export { AnswerError, type AnswerErrorCode } from "./answer-error.ts";
export { documentReader, type DocumentReader, type DocumentReaderOptions } from "./document-reader.ts";
export type { Entries, EntriesOptions } from "./entries-class.ts";
export {
  boolean,
  cursor,
  entries,
  enumeration,
  identifier,
  integer,
  integer64,
  label,
  number,
  optional,
  optionalText,
  scalar,
  shaped,
  time,
  uuid,
  word,
  type At,
  type Field,
  type FieldOptions,
  type LabelOptions,
  type TextOptions,
} from "./field.ts";
export type { ClassName, FieldClass } from "./field-class.ts";
export { FieldCounts, type Drift, type DriftOptions, type FieldReport, type SkipReason } from "./field-counts.ts";
export {
  describeLeaving,
  fields,
  leaving,
  type Declarations,
  type FieldSet,
  type FieldSetOptions,
  type LeavingField,
  type RecordOf,
} from "./field-set.ts";
export { lineReader, type LineReaderOptions } from "./line-reader.ts";
export type { NumberOptions } from "./number-classes.ts";
export type { Outcome } from "./outcome.ts";
export { readAnswer, type ReadAnswerOptions } from "./read-answer.ts";
export { recordsFrom, type ReaderLimits, type ReaderOptions, type RecordReader } from "./record-reader.ts";
export { records, type RecordsAt } from "./records-at.ts";

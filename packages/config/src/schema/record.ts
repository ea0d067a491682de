import { broken, leaf, type Field, type FieldOptions, type Report } from "./field.ts";

export interface RecordOptions<R> extends FieldOptions<Readonly<Record<string, R>>> {
  /** A regular expression that every name must match. */
  readonly names?: RegExp | string;
  /** Completes "must be …" for a name that does not match. */
  readonly expectedName?: string;
  /** Entries, at most. */
  readonly max?: number;
}

/** A map of the user's own names to values. The result has no prototype: any name is safe to look up. */
export function record<T, R>(
  value: Field<T, R>,
  options: RecordOptions<NoInfer<R>>,
): Field<Readonly<Record<string, T>>, Readonly<Record<string, R>>> {
  const { names, expectedName } = options;
  const propertyNames = {
    type: "string",
    ...(names === undefined ? {} : { pattern: typeof names === "string" ? names : names.source }),
    ...(expectedName === undefined ? {} : { "x-expected": expectedName }),
  };
  return leaf(
    {
      type: ["object", "null"],
      additionalProperties: value.jsonSchema,
      ...(names === undefined ? {} : { propertyNames }),
      ...(options.max === undefined ? {} : { maxProperties: options.max }),
    },
    options,
    (given, report) => readEntries(value, given as Readonly<Record<string, unknown>>, report),
  );
}

function readEntries<T>(
  value: Field<T>,
  given: Readonly<Record<string, unknown>>,
  report: Report,
): Readonly<Record<string, T>> {
  const entries: Record<string, T> = Object.create(null);
  for (const [name, each] of Object.entries(given)) {
    if (each === broken) continue;
    entries[name] = value.read(each, (path, message) => report([name, ...path], message));
  }
  return entries;
}

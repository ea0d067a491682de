import type { Field } from "./field.ts";

/**
 * A field of another's text form that decodes further, or checks more: a compiled pattern, a parsed expression. What
 * `decode` reports stands at the field's place.
 */
export function refine<T, U, R>(
  field: Field<T, R>,
  decode: (value: T, problem: (message: string) => void) => U,
): Field<U, R> {
  return {
    jsonSchema: field.jsonSchema,
    presence: field.presence,
    aliases: field.aliases,
    read(value, report) {
      let isWell = true;
      const inner = field.read(value, (path, message) => {
        isWell = false;
        report(path, message);
      });
      // After a report nobody looks at the value.
      return isWell ? decode(inner, (message) => report([], message)) : (undefined as U);
    },
  };
}

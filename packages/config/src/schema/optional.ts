import type { Field } from "./field.ts";

/** A key that may be left out, and then is `undefined`. The field itself must have no default. */
export function optional<T, R>(field: Field<T, R>): Field<T | undefined, R> {
  if (field.presence === "optional" || (field.jsonSchema.default !== undefined && !isMap(field)))
    throw new TypeError("optional() takes a field without a default");
  const { default: _default, ...jsonSchema } = field.jsonSchema;
  return {
    jsonSchema,
    presence: "optional",
    aliases: field.aliases,
    read: (value, report) => (value === undefined || value === null ? undefined : field.read(value, report)),
  };
}

/** A nested map's default is that of its keys, which only count once the key is there. */
function isMap(field: Field<unknown>): boolean {
  return field.jsonSchema.properties !== undefined;
}

import { broken, leaf, type Field, type FieldOptions, type Report } from "./field.ts";
import { Secret } from "./secret.ts";

/** Header values by name in lower case. */
export type Headers = Readonly<Record<string, Secret>>;

const namePattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
const nameSchema = { type: "string", pattern: namePattern, "x-expected": "the name of a header, such as x-tenant" };
const valueSchema = {
  type: "string",
  "x-secret": true,
  pattern: String.raw`^[\t\x20-\x7e\x80-\xff]*$`,
  "x-expected": "the value of a header, a text without line breaks",
};

/**
 * HTTP headers or gRPC metadata: a map of names to values, or a list of `{name, value}`. Values are secrets. Names are
 * equal without regard to case (RFC 9110 §5.1), decode to lower case, and stand once.
 */
export function headers(
  options: FieldOptions<Readonly<Record<string, string>>>,
): Field<Headers, Readonly<Record<string, string>>> {
  return leaf(
    {
      type: ["object", "array", "null"],
      "x-type": "headers",
      "x-expected": "a map of names to values, or a list of {name, value}",
      propertyNames: nameSchema,
      additionalProperties: valueSchema,
      items: {
        type: "object",
        properties: { name: nameSchema, value: valueSchema },
        required: ["name", "value"],
        additionalProperties: false,
      },
    },
    options,
    readHeaders,
  );
}

interface Pair {
  readonly path: string;
  readonly name: unknown;
  readonly value: unknown;
}

function readHeaders(given: unknown, report: Report): Headers {
  const headers: Record<string, Secret> = Object.create(null);
  for (const { path, name, value } of pairsOf(given)) {
    if (typeof name !== "string" || typeof value !== "string") continue; // reported already
    const key = name.toLowerCase();
    if (key in headers) report([path], `repeats the header "${name}"`);
    else headers[key] = new Secret(value);
  }
  return headers;
}

function pairsOf(given: unknown): Pair[] {
  if (!Array.isArray(given))
    return Object.entries(given as object).map(([name, value]) => ({ path: name, name, value }));
  return given.flatMap((item: unknown, index) => {
    if (item === broken) return [];
    const { name, value } = item as { readonly name: unknown; readonly value: unknown };
    return [{ path: String(index), name, value }];
  });
}

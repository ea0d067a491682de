import type { JsonSchema } from "../json-schema.ts";
import { closest } from "./closest.ts";
import type { ConfigProblem } from "./config-problem.ts";
import { schemaAt, valueAt } from "./schema-at.ts";
import { describeValue, expectedOf, oneOfWords } from "./words.ts";

/** What a JSON Schema validator says about one place: the part of ajv's `ErrorObject` that is read here. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON Pointer (RFC 6901). */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}

/** Says in plain words what a validator found, one problem a place. */
export function explain(errors: readonly SchemaError[], schema: JsonSchema, value: unknown): ConfigProblem[] {
  const problems = new Map<string, ConfigProblem>();
  const choices = choicesOf(errors);
  for (const error of errors) {
    if (isRepeated(error, choices)) continue;
    const problem = explainOne(error, schema, value);
    const key = problem.path.join("\0");
    if (!problems.has(key)) problems.set(key, problem);
  }
  return [...problems.values()];
}

/** Whether another error says the same better: branches of a choice, the frame around an `if`, the inside of a name. */
function isRepeated(error: SchemaError, choices: readonly string[]): boolean {
  if (error.keyword === "if") return true;
  if (error.propertyName !== undefined) return error.keyword !== "propertyNames";
  return choices.some((choice) => error.schemaPath.startsWith(`${choice}/`));
}

/** Where the schema offers a choice that nothing matched. The builders make none; hand-written schemas may. */
function choicesOf(errors: readonly SchemaError[]): string[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  return [...new Set(choices.map(({ schemaPath }) => schemaPath))];
}

const requiredPrefix = "is required";

/** A key that is missing because it was misspelt beside is one mistake, not two. */
export function withoutConsequences(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const guessed = new Set(
    problems.flatMap(({ path, suggestion, atKey }) =>
      atKey === true && suggestion !== undefined ? [[...path.slice(0, -1), suggestion].join("\0")] : [],
    ),
  );
  return problems.filter(({ path, message }) => !(message.startsWith(requiredPrefix) && guessed.has(path.join("\0"))));
}

function explainOne(error: SchemaError, root: JsonSchema, value: unknown): ConfigProblem {
  const path = segmentsOf(error.instancePath);
  const schema = schemaAt(root, path) ?? {};
  const { params } = error;
  switch (error.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return unknownKey(path, String(params.additionalProperty ?? params.unevaluatedProperty), schema);
    case "required":
      return missingKey(path, String(params.missingProperty), schema);
    case "propertyNames":
      return badName(path, String(params.propertyName), schema);
    case "uniqueItems":
      return repeatedItem(path, Number(params.i), Number(params.j), valueAt(value, path), schema);
    default:
      return wrongValue(path, valueAt(value, path), schema, error);
  }
}

function unknownKey(path: readonly string[], key: string, schema: JsonSchema): ConfigProblem {
  const keys = Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
    each["x-alias-of"] === undefined && each["x-removed"] === undefined ? [name] : [],
  );
  const suggestion = closest(key, keys);
  const known = keys.length === 0 ? "there are none" : `the keys are ${keys.join(", ")}`;
  return {
    path: [...path, key],
    message: suggestion === undefined ? `is not a key here; ${known}` : "is not a key here",
    found: describeValue(key, undefined),
    expected: keys.length === 0 ? "no keys" : oneOfWords(keys),
    ...suggest(suggestion),
    atKey: true,
  };
}

function missingKey(path: readonly string[], key: string, schema: JsonSchema): ConfigProblem {
  const expected = expectedOf(schema.properties?.[key] ?? {});
  return { path: [...path, key], message: `${requiredPrefix}: ${expected}`, found: "nothing", expected };
}

function badName(path: readonly string[], name: string, schema: JsonSchema): ConfigProblem {
  const names = schema.propertyNames ?? {};
  const expected =
    names["x-expected"] ?? (names.pattern === undefined ? "another name" : `a name like ${names.pattern}`);
  return {
    path: [...path, name],
    message: `must be ${expected}`,
    found: describeValue(name, undefined),
    expected,
    atKey: true,
  };
}

function repeatedItem(
  path: readonly string[],
  i: number,
  j: number,
  value: unknown,
  schema: JsonSchema,
): ConfigProblem {
  const index = Math.max(i, j);
  const item = Array.isArray(value) ? (value as readonly unknown[])[index] : undefined;
  const expected = "items that differ";
  return {
    path: [...path, String(index)],
    message: `repeats item ${Math.min(i, j)} of the list`,
    found: describeValue(item, schema.items),
    expected,
  };
}

function wrongValue(path: readonly string[], value: unknown, schema: JsonSchema, error: SchemaError): ConfigProblem {
  const expected = sizeExpectation(error) ?? expectedOf(schema);
  return {
    path,
    message: `must be ${expected}`,
    found: describeValue(value, schema),
    expected,
    ...suggest(guess(value, schema)),
  };
}

function sizeExpectation({ keyword, params }: SchemaError): string | undefined {
  const limit = String(params.limit);
  switch (keyword) {
    case "minItems":
      return `a list of at least ${limit} items`;
    case "maxItems":
      return `a list of at most ${limit} items`;
    case "maxProperties":
      return `a map of at most ${limit} entries`;
    case "maximum": // the limit of every count goes without saying until it is passed
      return params.limit === Number.MAX_SAFE_INTEGER ? `at most ${limit}` : undefined;
    default:
      return undefined;
  }
}

/** What was probably meant: a listed value, or the same text with or without quotes. */
function guess(value: unknown, schema: JsonSchema): string | undefined {
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  if (!isScalar || schema["x-secret"] === true) return undefined;
  const [type, ...others] = [schema.type ?? []].flat();
  if (schema.enum !== undefined) {
    const found = closest(String(value), schema.enum.map(String));
    return typeof value === "string" || found === undefined ? found : JSON.stringify(found);
  }
  if (typeof value !== "string")
    return type === "string" && others.length === 0 && schema.pattern === undefined
      ? JSON.stringify(String(value))
      : undefined;
  if (type === "boolean") return flagWords.get(value.toLowerCase());
  const isNumber = type === "number" || type === "integer";
  return isNumber && (type === "number" ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(value) ? value : undefined;
}

/** What YAML 1.1 and people write for the two. */
const flagWords: ReadonlyMap<string, string> = new Map([
  ...["true", "yes", "on"].map((word) => [word, "true"] as const),
  ...["false", "no", "off"].map((word) => [word, "false"] as const),
]);

function suggest(suggestion: string | undefined): { readonly suggestion?: string } {
  return suggestion === undefined ? {} : { suggestion };
}

function segmentsOf(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

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
  for (const error of errors) {
    if (isRepeated(error, errors)) continue;
    const problem = explainOne(error, schema, value);
    const key = problem.path.join("\0");
    if (!problems.has(key)) problems.set(key, problem);
  }
  return withoutConsequences([...problems.values()], errors);
}

/** Whether another error says the same better: branches of a choice, the frame around an `if`, the inside of a name. */
function isRepeated(error: SchemaError, all: readonly SchemaError[]): boolean {
  if (error.keyword === "if" || error.propertyName !== undefined) return error.keyword !== "propertyNames";
  return all.some(
    ({ keyword, schemaPath }) =>
      (keyword === "anyOf" || keyword === "oneOf") && error.schemaPath.startsWith(`${schemaPath}/`),
  );
}

/** A key that is missing because it was misspelt beside is one mistake, not two. */
function withoutConsequences(problems: readonly ConfigProblem[], errors: readonly SchemaError[]): ConfigProblem[] {
  const guessed = new Set(
    problems.flatMap(({ path, suggestion }) =>
      suggestion === undefined ? [] : [[...path.slice(0, -1), suggestion].join("\0")],
    ),
  );
  const missing = new Set(
    errors.flatMap(({ keyword, instancePath, params }) =>
      keyword === "required" ? [[...segmentsOf(instancePath), String(params.missingProperty)].join("\0")] : [],
    ),
  );
  return problems.filter(({ path }) => {
    const key = path.join("\0");
    return !(missing.has(key) && guessed.has(key));
  });
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
  const expected = keys.length === 0 ? "no keys" : oneOfWords(keys);
  return {
    path: [...path, key],
    message: keys.length === 0 ? "is not a key here: no keys are taken" : "is not a key here",
    found: describeValue(key, undefined),
    expected,
    ...suggest(closest(key, keys)),
    atKey: true,
  };
}

function missingKey(path: readonly string[], key: string, schema: JsonSchema): ConfigProblem {
  const expected = expectedOf(schema.properties?.[key] ?? {});
  return { path: [...path, key], message: `is required: ${expected}`, found: "nothing", expected };
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
    default:
      return undefined;
  }
}

/** What was probably meant: a listed value, or the same text with or without quotes. */
function guess(value: unknown, schema: JsonSchema): string | undefined {
  if (schema["x-secret"] === true) return undefined;
  const types = [schema.type ?? []].flat();
  if (schema.enum !== undefined) {
    const texts = schema.enum.filter((each) => typeof each === "string");
    const found = closest(String(value), texts);
    return typeof value === "string" || found === undefined ? found : JSON.stringify(found);
  }
  if (types.includes("string") && types.length === 1 && schema.pattern === undefined && isPlainScalar(value))
    return JSON.stringify(String(value));
  if (typeof value !== "string") return undefined;
  if (types[0] === "boolean")
    return { yes: "true", on: "true", no: "false", off: "false" }[value.toLowerCase()] ?? bool(value);
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  return isNumber && (types[0] === "number" || (types[0] === "integer" && !value.includes("."))) ? value : undefined;
}

function bool(value: string): string | undefined {
  return ["true", "false"].find((word) => word === value.toLowerCase());
}

function isPlainScalar(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean";
}

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

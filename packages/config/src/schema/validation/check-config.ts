import type { ConfigSpec } from "@genai-collector/component";
import { broken } from "../field.ts";
import type { JsonSchema } from "../json-schema.ts";
import type { ConfigProblem, ConfigWarning } from "./config-problem.ts";
import { explain, withoutConsequences } from "./explain.ts";
import { prepare } from "./prepare.ts";
import { schemaAt, valueAt } from "./schema-at.ts";
import { isRecord } from "./substitution.ts";
import type { Validator } from "./validators.ts";
import { describeValue } from "./words.ts";

/** A decoded configuration, or everything that is wrong with it. Warnings come with either. */
export type Checked<C> =
  | { readonly config: C; readonly warnings: readonly ConfigWarning[] }
  | { readonly problems: readonly ConfigProblem[]; readonly warnings: readonly ConfigWarning[] };

/**
 * Prepares, validates, decodes. What the schema finds wrong is kept out of decoding, so that checks elsewhere in the
 * configuration still run and everything is told at once.
 */
export function checkConfig<C>(spec: ConfigSpec<C>, raw: unknown, validator: Validator): Checked<C> {
  const schema = spec.jsonSchema as JsonSchema;
  const { value, warnings, problems: noted, renamed } = prepare(schema, raw);
  const invalid = validator(value) ? [] : explain(validator.errors ?? [], schema, value);
  const { config, problems } = decode(spec, schema, value, [...noted, ...invalid]);
  const told = [
    ...noted.map(({ path, message }) => ({ path, message, found: "this key", expected: "another key", atKey: true })),
    ...[...withoutConsequences(invalid), ...problems].map((problem) => ({
      ...problem,
      path: asWritten(problem.path, renamed),
    })),
  ];
  return told.length === 0 ? { config: config as C, warnings } : { problems: told, warnings };
}

interface Decoding<C> {
  readonly config: C | undefined;
  readonly problems: readonly ConfigProblem[];
}

function decode<C>(
  spec: ConfigSpec<C>,
  schema: JsonSchema,
  value: unknown,
  wrong: readonly { readonly path: readonly string[] }[],
): Decoding<C> {
  if (wrong.some(({ path }) => path.length === 0)) return { config: undefined, problems: [] };
  for (const { path } of wrong) markBroken(value, path);
  const problems: ConfigProblem[] = [];
  const report = (text: string, message: string): void => {
    const path = splitPath(text, value);
    const found = describeValue(valueAt(value, path), schemaAt(schema, path));
    problems.push({ path, message, found, expected: message.replace(/^must be /, "") });
  };
  try {
    return { config: spec.decode(value, report), problems };
  } catch (error) {
    // A decoder that is not made with the builders may stumble over what is known to be wrong already.
    if (wrong.length > 0 || problems.length > 0) return { config: undefined, problems };
    const message = `cannot be decoded, which is a bug of the component: ${error instanceof Error ? error.message : String(error)}`;
    return { config: undefined, problems: [{ path: [], message, found: "a map", expected: "no bug" }] };
  }
}

function markBroken(value: unknown, path: readonly string[]): void {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1)!;
  if (Array.isArray(parent)) parent[Number(last)] = broken;
  else if (isRecord(parent)) (parent as Record<string, unknown>)[last] = broken;
}

/** Keys may hold `::` themselves: at each step the longest key that is there wins. */
function splitPath(text: string, value: unknown): string[] {
  const parts = text === "" ? [] : text.split("::");
  const path: string[] = [];
  while (parts.length > 0) {
    const here = valueAt(value, path);
    let length = parts.length;
    while (length > 1 && !(isRecord(here) && Object.hasOwn(here, parts.slice(0, length).join("::")))) length--;
    path.push(parts.splice(0, length).join("::"));
  }
  return path;
}

function asWritten(path: readonly string[], renamed: ReadonlyMap<string, string>): string[] {
  return path.map((segment, index) => renamed.get(path.slice(0, index + 1).join("\0")) ?? segment);
}

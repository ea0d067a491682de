import type { ConfigSpec } from "@genai-collector/component";
import { broken, described, holdsBroken, type Field, type Report } from "./field.ts";
import type { JsonSchema } from "./json-schema.ts";

/** Keys with their fields. A fragment is an object of this kind, to be spread into several maps. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What fields decode to. Conditional, so that editors show the keys and not this name. */
export type Decoded<F extends Fields> = F extends unknown
  ? { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }
  : never;

/** Says what is wrong at `path` below the map: a key, or keys joined by `::`; "" is the map itself. */
export type Problem = (path: string, message: string) => void;

/** A map with known keys: a component's whole configuration, or a part of one. */
export interface MapField<F extends Fields> extends Field<Decoded<F>, {}>, ConfigSpec<Decoded<F>> {
  readonly jsonSchema: JsonSchema;
  /** The keys, to be spread into another map. Checks do not travel along; `extend` keeps them. */
  readonly fields: F;
  /** Adds a check across keys. It runs when every key of this map is well by itself. */
  check(run: (config: Decoded<F>, problem: Problem) => void): MapField<F>;
  /** The same map with more keys. Throws when one is there already. */
  extend<M extends Fields>(more: M): MapField<Extended<F, M>>;
}

/** Both sets of keys as one. */
export type Extended<F extends Fields, M extends Fields> = { readonly [K in keyof F | keyof M]: (F & M)[K] };

export interface MapOptions {
  readonly doc?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly deprecated?: string | undefined;
  /** Keys that are gone, each with what to write instead. */
  readonly removed?: Readonly<Record<string, string>> | undefined;
}

type Check = (config: never, problem: Problem) => void;

/** Declares a map with known keys. Any other key is refused. */
export function map<const F extends Fields>(fields: F, options: MapOptions = {}): MapField<F> {
  return build(fields, options, []);
}

function build<F extends Fields>(fields: F, options: MapOptions, checks: readonly Check[]): MapField<F> {
  const read = (value: unknown, report: Report): Decoded<F> => readMap(fields, checks, value, report) as Decoded<F>;
  return {
    jsonSchema: schemaOf(fields, options),
    presence: "defaulted",
    aliases: options.aliases ?? [],
    fields,
    read,
    decode: (valid, problem) => read(valid, (path, message) => problem(path.join("::"), message)),
    check: (run) => build(fields, options, [...checks, run]),
    extend: (more) => build(merged(fields, more), options, checks),
  };
}

function merged<F extends Fields, M extends Fields>(fields: F, more: M): Extended<F, M> {
  const twice = Object.keys(more).find((key) => key in fields);
  if (twice !== undefined) throw new TypeError(`the key "${twice}" is already there`);
  return { ...fields, ...more };
}

function schemaOf(fields: Fields, options: MapOptions): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [key, field] of Object.entries(fields)) {
    properties[key] = field.jsonSchema;
    for (const alias of field.aliases) properties[alias] = aliasSchema(field.jsonSchema, key);
  }
  for (const [key, instead] of Object.entries(options.removed ?? {}))
    properties[key] = { deprecated: true, description: `Removed: ${instead}`, "x-removed": instead };
  const required = Object.keys(fields).filter((key) => fields[key]!.presence === "required");
  const schema: JsonSchema = {
    type: ["object", "null"],
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    default: {},
  };
  return described(schema, { doc: options.doc ?? "", deprecated: options.deprecated });
}

function aliasSchema({ default: _default, ...schema }: JsonSchema, key: string): JsonSchema {
  return { ...schema, deprecated: true, "x-alias-of": key };
}

function readMap(fields: Fields, checks: readonly Check[], value: unknown, report: Report): object {
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  let isWell = !holdsBroken(given);
  const config: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const each = Object.hasOwn(given, key) ? given[key] : undefined;
    if (each === broken) continue;
    if ((each === undefined || each === null) && field.presence === "required") {
      isWell = false;
      report([key], "is required");
      continue;
    }
    config[key] = field.read(each, (path, message) => {
      isWell = false;
      report([key, ...path], message);
    });
  }
  if (isWell) for (const check of checks) check(config as never, (path, message) => report(segments(path), message));
  return config;
}

function segments(path: string): readonly string[] {
  return path === "" ? [] : path.split("::");
}

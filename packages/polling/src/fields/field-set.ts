import { badFields } from "./bad-fields.ts";
import type { ClassName } from "./field-class.ts";
import type { Field } from "./field.ts";
import { buildTrie, type Trie } from "./field-trie.ts";
import { sentenceOfLeaving } from "./sentence-of-leaving.ts";

export type Declarations = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;
type OptionalNames<D extends Declarations> = {
  [Name in keyof D]: D[Name] extends Field<unknown, true> ? Name : never;
}[keyof D];

/**
 * One record: a member for each field, undefined where it is missing or null or does not fit. Opt-in fields are members
 * only where they were opted in.
 */
export type RecordOf<D extends Declarations> = Flat<
  {
    readonly [Name in Exclude<keyof D, OptionalNames<D>>]: ValueOf<D[Name]> | undefined;
  } & { readonly [Name in OptionalNames<D>]?: ValueOf<D[Name]> | undefined }
>;

/** An intersection as one object, as which editors show it. */
type Flat<T> = { [Name in keyof T]: T[Name] };

/** A field whose values may leave the collector. */
export interface LeavingField {
  readonly name: string;
  readonly path: string;
  readonly class: ClassName;
  /** A configuration asked for it. */
  readonly isOptedIn: boolean;
}

/** Compiled declarations: what is read of a record, and nothing else. `R` is what one becomes. */
export interface FieldSet<R> {
  readonly trie: Trie;
  /** A record without values: copies of it all have one shape. */
  readonly empty: R;
  /** Those that are read, in the order of their declaration. */
  readonly fields: ReadonlyMap<string, Field<unknown>>;
  /** Opt-in fields that were asked for. */
  readonly optIns: ReadonlySet<string>;
}

export interface FieldSetOptions {
  /** The names of opt-in fields that the configuration asks for. */
  readonly optIn?: readonly string[] | undefined;
  /** Paths of objects that some answers hold as the JSON text of an object: those are read as well, up to 64 KiB. */
  readonly textObjects?: readonly string[] | undefined;
}

/**
 * Compiles declarations. Throws (`misconfigured`) for names that cannot be members, unknown opt-ins, and paths that
 * contradict each other.
 */
export function fields<const D extends Declarations>(
  declarations: D,
  options: FieldSetOptions = {},
): FieldSet<RecordOf<D>> {
  const optIns = new Set(options.optIn);
  const all = new Map(Object.entries(declarations));
  for (const name of optIns) {
    if (all.get(name)?.isOptional === true) continue;
    const known = [...all].filter(([, field]) => field.isOptional).map(([other]) => other);
    throw badFields(`${name} is no field that can be opted in; there are ${known.join(", ") || "none"}`);
  }
  const read = new Map([...all].filter(([name, field]) => !field.isOptional || optIns.has(name)));
  if (read.has("__proto__")) throw badFields("a field cannot be called __proto__");
  const empty = Object.fromEntries([...read.keys()].map((name) => [name, undefined]));
  return { trie: buildTrie(read, new Set(options.textObjects)), empty: empty as RecordOf<D>, fields: read, optIns };
}

/** What leaves: every field that is read, except for cursors, which go back to the vendor alone. */
export function leaving(set: FieldSet<unknown>): readonly LeavingField[] {
  return [...set.fields]
    .filter(([, field]) => field.class.name !== "cursor")
    .map(([name, field]) => ({ name, path: field.path, class: field.class.name, isOptedIn: set.optIns.has(name) }));
}

/** The same as a sentence, for a log at start or a README: `these fields leave: id (uuid), error (text, opted in)`. */
export function describeLeaving(set: FieldSet<unknown>): string {
  return sentenceOfLeaving(leaving(set));
}

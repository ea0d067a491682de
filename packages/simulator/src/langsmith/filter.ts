import { parseTime } from "./micro-time.ts";

/** What a filter compares: the fields of one thing by name. Undefined: there is no such field. */
export type FieldOf<T> = (item: T, field: string) => FieldValue | undefined;

/** A field's value; null for one that is not set. */
export type FieldValue = string | number | boolean | null | readonly string[];

/** A filter expression that is none; the message says where. */
export class FilterError extends Error {}

type Term = FieldValue | Reference | Call;
interface Reference {
  readonly field: string;
}
interface Call {
  readonly call: string;
  readonly args: readonly Term[];
}
type Test = (value: FieldValue, given: FieldValue) => boolean;

const tests: Readonly<Record<string, Test>> = {
  eq: (value, given) => value === given,
  neq: (value, given) => value !== given,
  gt: (value, given) => compared(value, given) > 0,
  gte: (value, given) => compared(value, given) >= 0,
  lt: (value, given) => compared(value, given) < 0,
  lte: (value, given) => compared(value, given) <= 0,
  has: (value, given) => Array.isArray(value) && value.includes(given),
  in: (value, given) => Array.isArray(given) && given.includes(value),
  search: (value, given) => typeof value === "string" && value.includes(String(given)),
  like: (value, given) => typeof value === "string" && value.includes(String(given).replaceAll("%", "")),
};

/**
 * Reads a filter of the API's language, as `and(eq(run_type, "llm"), gt(latency, 5))`, into a predicate. Fields must be
 * among `fields`. Throws a `FilterError`: a bare name, an unknown function or field, a wrong count of arguments.
 */
export function parseFilter<T>(text: string, fields: readonly string[], fieldOf: FieldOf<T>): (item: T) => boolean {
  const term = new Reader(text).read();
  if (!isCall(term)) throw new FilterError(`a filter is a call such as eq(name, "x"), found ${JSON.stringify(text)}`);
  return predicate(term, fields, fieldOf);
}

function predicate<T>({ call, args }: Call, fields: readonly string[], fieldOf: FieldOf<T>): (item: T) => boolean {
  if (call === "and" || call === "or" || call === "not") {
    if (args.length === 0 || !args.every(isCall) || (call === "not" && args.length !== 1))
      throw new FilterError(`${call} takes other filters`);
    const inner = args.map((arg) => predicate(arg, fields, fieldOf));
    if (call === "not") return (item) => !inner[0]!(item);
    return call === "and" ? (item) => inner.every((is) => is(item)) : (item) => inner.some((is) => is(item));
  }
  const test = Object.hasOwn(tests, call) ? tests[call]! : undefined;
  if (test === undefined) throw new FilterError(`unknown function ${call}`);
  const [reference, given] = args;
  if (args.length !== 2 || !isReference(reference) || isReference(given) || isCall(given))
    throw new FilterError(`${call} takes a field and a value`);
  const { field } = reference;
  if (!fields.includes(field)) throw new FilterError(`unknown field ${field}`);
  return (item) => test(fieldOf(item, field) ?? null, given!);
}

function compared(value: FieldValue, given: FieldValue): number {
  if (typeof value === "number" && typeof given === "number") return value - given;
  if (typeof value !== "string" || typeof given !== "string") return Number.NaN;
  const [time, bound] = [parseTime(value), parseTime(given)];
  if (time !== undefined && bound !== undefined) return time - bound;
  return value < given ? -1 : value > given ? 1 : 0;
}

function isCall(term: Term | undefined): term is Call {
  return typeof term === "object" && term !== null && "call" in term;
}

function isReference(term: Term | undefined): term is Reference {
  return typeof term === "object" && term !== null && "field" in term;
}

const token = /\s*(?:([A-Za-z_][\w.]*)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?)|([(),[\]]))/y;
const words: Readonly<Record<string, FieldValue>> = { true: true, false: false, null: null };
/** Deeper filters are refused: nobody writes them. */
const deepest = 32;

/** A reader of one expression, from left to right. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Term {
    const term = this.#term(0);
    if (this.#text.slice(this.#at).trim() !== "") throw this.#wrong("the end");
    return term;
  }

  #term(depth: number): Term {
    if (depth > deepest) throw new FilterError("the filter is nested too deeply");
    const found = this.#next();
    const [, word, double, single, number, mark] = found;
    if (double !== undefined || single !== undefined) return (double ?? single)!.replaceAll(/\\(.)/g, "$1");
    if (number !== undefined) return Number(number);
    if (mark === "[") return this.#list("]", depth).map((each) => (typeof each === "string" ? each : this.#refuse()));
    if (word === undefined) throw this.#wrong("a value");
    if (Object.hasOwn(words, word)) return words[word]!;
    if (this.#peek() !== "(") return { field: word };
    this.#next();
    return { call: word, args: this.#list(")", depth) };
  }

  #list(end: ")" | "]", depth: number): Term[] {
    const terms: Term[] = [];
    if (this.#peek() === end) {
      this.#next();
      return terms;
    }
    for (;;) {
      terms.push(this.#term(depth + 1));
      const mark = this.#next()[5];
      if (mark === end) return terms;
      if (mark !== ",") throw this.#wrong(`, or ${end}`);
    }
  }

  #peek(): string {
    return this.#text.slice(this.#at).trimStart().slice(0, 1);
  }

  #next(): RegExpExecArray {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (found === null) throw this.#wrong("a value");
    this.#at = token.lastIndex;
    return found;
  }

  #refuse(): never {
    throw this.#wrong("a text");
  }

  #wrong(expected: string): FilterError {
    return new FilterError(`expected ${expected} at ${this.#at} of ${JSON.stringify(this.#text)}`);
  }
}

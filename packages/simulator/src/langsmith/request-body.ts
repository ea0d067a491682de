import { ApiError } from "./api-error.ts";
import { parseTime } from "./micro-time.ts";

/** The JSON body of a request, read field by field. A field of the wrong type is answered with 422. */
export class RequestBody {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(text: string) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new ApiError(422, "body: Input should be valid JSON");
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new ApiError(422, "body: Input should be a valid object");
    this.#fields = value as Readonly<Record<string, unknown>>;
  }

  /** Undefined where it is absent, null or empty. */
  text(name: string): string | undefined {
    const value = this.#fields[name] ?? "";
    if (typeof value !== "string") throw wrong(name, "a valid string", value);
    return value === "" ? undefined : value;
  }

  /** Undefined where it is absent or null. */
  texts(name: string): readonly string[] | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((each) => typeof each === "string"))
      throw wrong(name, "a list of strings", value);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || typeof value === "boolean") return value;
    throw wrong(name, "a valid boolean", value);
  }

  /** A whole number from 1 on. */
  count(name: string): number | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || (typeof value === "number" && Number.isInteger(value) && value > 0)) return value;
    throw wrong(name, "an integer greater than or equal to 1", value);
  }

  /** Microseconds since 1970 UTC. */
  time(name: string): number | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined) return undefined;
    const micros = parseTime(value);
    if (micros === undefined) throw wrong(name, "a valid datetime", value);
    return micros;
  }

  oneOf<T extends string>(name: string, known: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = known.find((each) => each === value);
    if (value !== undefined && found === undefined) throw wrong(name, quoted(known), value);
    return found;
  }

  /** Names of which every one must be known: one unknown refuses the whole request. */
  select(name: string, known: readonly string[]): readonly string[] | undefined {
    const values = this.texts(name);
    const unknown = values?.find((value) => !known.includes(value));
    if (unknown !== undefined) throw wrong(name, quoted(known), unknown);
    return values;
  }
}

function quoted(known: readonly string[]): string {
  return known.map((each) => `'${each}'`).join(", ");
}

function wrong(name: string, expected: string, found: unknown): ApiError {
  return new ApiError(422, `body.${name}: found ${JSON.stringify(found).slice(0, 80)}. Input should be ${expected}`);
}

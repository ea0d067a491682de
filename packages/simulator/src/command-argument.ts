/** The argument of a command, which anybody may have written: read field by field. Every reader throws an `Error`. */
export class CommandArgument {
  readonly #command: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(command: string, value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Error(`${command} takes a JSON object, found ${JSON.stringify(value) ?? "nothing"}`);
    this.#command = command;
    this.#fields = value as Readonly<Record<string, unknown>>;
  }

  /** A time, in milliseconds since 1970 UTC. */
  instant(name: string): number {
    const value = this.#fields[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.#wrong(name, "milliseconds since 1970 UTC");
  }

  /** A time, or undefined where it is not there. */
  instantIfAny(name: string): number | undefined {
    return this.#fields[name] === undefined ? undefined : this.instant(name);
  }

  /** One of a list of words. */
  oneOf<T extends string>(name: string, known: readonly T[]): T {
    const found = known.find((each) => each === this.#fields[name]);
    if (found === undefined) throw this.#wrong(name, `one of ${known.join(", ")}`);
    return found;
  }

  /** A text, or undefined where it is not there. */
  text(name: string): string | undefined {
    const value = this.#fields[name];
    if (value === undefined || typeof value === "string") return value;
    throw this.#wrong(name, "a text");
  }

  /** A list of texts, or undefined where it is not there. */
  texts(name: string): readonly string[] | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
    throw this.#wrong(name, "a list of texts");
  }

  #wrong(name: string, expected: string): Error {
    const found = JSON.stringify(this.#fields[name]) ?? "nothing";
    return new Error(`${this.#command}: ${name} must be ${expected}, found ${found}`);
  }
}

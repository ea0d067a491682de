import { inspect } from "node:util";
import { leaf, type Field, type FieldOptions } from "./field.ts";

const hidden = "[REDACTED]";

/**
 * A value that is not for printing: it shows as `[REDACTED]` in text, JSON and `console.log`. Only `reveal()` tells it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}

export interface SecretOptions {
  readonly doc: string;
  readonly aliases?: readonly string[] | undefined;
  readonly deprecated?: string | undefined;
  /** Characters, at least. Default: 1, so that an empty variable is found at the start. */
  readonly min?: number;
}

/** A password, token or key. Has no default; problems never quote it. */
export function secret(options: SecretOptions): Field<Secret, never> {
  const field: FieldOptions<never> = { doc: options.doc, aliases: options.aliases, deprecated: options.deprecated };
  return leaf(
    {
      type: "string",
      minLength: options.min ?? 1,
      "x-type": "secret",
      "x-secret": true,
      "x-expected": "a secret that is not empty, for example ${env:API_KEY}",
    },
    field,
    (value) => new Secret(value as string),
  );
}

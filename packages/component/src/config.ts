/** A configuration as a factory declares it. The builders of `@genai-collector/config/schema` make it. */
export interface ConfigSpec<out C> {
  readonly jsonSchema: object;
  /** From what the schema let through: units, secrets, defaults; then the cross-field checks. */
  decode(valid: unknown, problem: (path: string, message: string) => void): C;
}

/** The decoded type of a configuration. */
export type ConfigOf<S extends ConfigSpec<unknown>> = S extends ConfigSpec<infer C> ? C : never;

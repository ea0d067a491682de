/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** Keys, and numbers of list items, from the root of the configuration to the place; as the user spelt them. */
  readonly path: readonly string[];
  /** A sentence without its subject: "must be a whole number of at least 0". */
  readonly message: string;
  /** What is there, in words. Never a secret. */
  readonly found: string;
  /** What should be there, in words. */
  readonly expected: string;
  /** What to write instead, when that can be guessed. */
  readonly suggestion?: string;
  /** The key itself is wrong, not its value: where an editor should point. */
  readonly atKey?: boolean;
}

/** One thing that works, but should be written otherwise. */
export interface ConfigWarning {
  readonly path: readonly string[];
  readonly message: string;
}

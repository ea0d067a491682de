/** Bounds on what is read, against mistakes and bombs alike. */
export const yamlLimits = {
  /** UTF-16 units of one text. */
  length: 1_048_576,
  /** Maps and lists inside one another. */
  depth: 100,
  /** Values once every alias is written out. */
  values: 100_000,
} as const;

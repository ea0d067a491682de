import type { Place } from "./tree/config-node.ts";

/** One thing that is wrong with a configuration, at its place in the files. Holds no secret. */
export interface Problem {
  /** Keys from the root, as otelcol joins them: `receivers::portkey/prod::loops::analytics`; empty for the whole. */
  readonly path: string;
  readonly file: string;
  /** From 1; 0 where there is no line to point at, as with a file that cannot be read. */
  readonly line: number;
  readonly column: number;
  /** What is there, in words; empty where the message says it. */
  readonly found: string;
  /** What should be there, in words. */
  readonly expected: string;
  /** A sentence that has the path as its subject: "must be a whole number of at least 0". */
  readonly message: string;
  /** What to write instead, when that can be guessed. */
  readonly suggestion?: string | undefined;
}

/** Something that works, but that the user should know. */
export interface Warning {
  readonly path: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What a problem says, beside its place. */
export interface ProblemWords {
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  readonly suggestion?: string | undefined;
}

/** A problem at `place`. */
export function problemAt(path: readonly string[], place: Place, words: ProblemWords): Problem {
  const { message, found = "nothing", expected = message.replace(/^must be /, ""), suggestion } = words;
  return {
    path: path.join("::"),
    ...place,
    found,
    expected,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

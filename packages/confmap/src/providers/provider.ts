import type { ProblemWords } from "../problem.ts";

/** What a reference or a location gave. */
export type Retrieved =
  | {
      readonly text: string;
      /** The file that lines are counted in; undefined where the text has no lines to point at. */
      readonly file?: string | undefined;
      /** Never to be printed. */
      readonly isSecret: boolean;
    }
  | { readonly problem: ProblemWords }
  /** Not there; a fallback may stand for it. */
  | "absent";

/** One way to get at values: `${scheme:location}`. */
export interface Provider {
  readonly scheme: string;
  /** `folder`: that of the configuration file, for relative locations. */
  retrieve(location: string, folder: string): Promise<Retrieved>;
}

import type { Origin, Place } from "../tree/config-node.ts";
import type { Escapes } from "./scan-text.ts";

/** Where the expander stands. */
export interface Scope {
  readonly path: readonly string[];
  readonly escapes: Escapes;
  /** References that are being resolved, outermost first. */
  readonly stack: readonly string[];
  /** The configuration file's folder. */
  readonly folder: string;
  /** Set inside what a reference brought: where it is said to stand, and where it came from. */
  readonly inherited: { readonly place: Place | undefined; readonly origin: Origin } | undefined;
}

import type { Instant } from "./names.ts";

/** How a component, or one part of it, is doing. */
export interface Status {
  /**
   * `permanent_error`: a human must act. `fatal_error`: the collector stops. `starting`, of a part alone: it is there and
   * has not done anything yet, or waits for leadership; the component is no worse for it.
   */
  readonly state: "starting" | "ok" | "recoverable_error" | "permanent_error" | "fatal_error";
  /** A loop, a lane, a listener, the leadership. The component is as well as its worst part. */
  readonly part?: string | undefined;
  readonly error?: unknown;
}

/** One part of a component, as others may see it. */
export interface PartStatus {
  readonly name: string;
  readonly state: Status["state"];
  /** Its message, if there is one: what may be shown. */
  readonly error?: string | undefined;
  /** When it came into this state. */
  readonly at: Instant;
}

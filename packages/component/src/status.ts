/** How a component, or one part of it, is doing. */
export interface Status {
  /** `permanent_error`: a human must act. `fatal_error`: the collector stops. */
  readonly state: "ok" | "recoverable_error" | "permanent_error" | "fatal_error";
  /** A loop or a listener. The component is as well as its worst part. */
  readonly part?: string | undefined;
  readonly error?: unknown;
}

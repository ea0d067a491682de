/** otelcol's component states (component status RFC). */
export type StatusState =
  | "none"
  | "starting"
  | "ok"
  | "recoverable_error"
  | "permanent_error"
  | "fatal_error"
  | "stopping"
  | "stopped";

const errors = ["recoverable_error", "permanent_error", "fatal_error"] as const;

const allowedNext: Readonly<Record<StatusState, readonly StatusState[]>> = {
  none: ["starting"],
  starting: ["ok", ...errors, "stopping"],
  ok: ["ok", ...errors, "stopping"],
  recoverable_error: ["ok", ...errors, "stopping"],
  permanent_error: ["stopping"],
  fatal_error: [],
  stopping: [...errors, "stopped"],
  stopped: [],
};

/** otelcol's transition table. Only `ok` and `recoverable_error` may be repeated. */
export function isAllowed(from: StatusState, to: StatusState): boolean {
  return allowedNext[from].includes(to);
}

/** From harmless to grave. */
const gravity: readonly StatusState[] = [
  "ok",
  "none",
  "stopped",
  "starting",
  "stopping",
  "recoverable_error",
  "permanent_error",
  "fatal_error",
];

/** The gravest of several; of none, `ok`. */
export function worst(states: Iterable<StatusState>): StatusState {
  let found: StatusState = "ok";
  for (const state of states) if (gravityOf(state) > gravityOf(found)) found = state;
  return found;
}

/** Higher is graver. */
export function gravityOf(state: StatusState): number {
  return gravity.indexOf(state);
}

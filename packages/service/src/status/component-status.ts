import type { Status } from "@genai-collector/component";
import { isAllowed, worst, type StatusState } from "./status-state.ts";

/** A new state of a component, or a repeated one that is worth telling. */
export interface StatusChange {
  /** Of the component as a whole. */
  readonly state: StatusState;
  /** The error of its worst part, which need not be the one that reported. */
  readonly cause?: unknown;
  /** The error that was reported. */
  readonly error?: unknown;
  /** The part that reported, and the state that it reported; absent for the component itself. */
  readonly part?: string | undefined;
  readonly reported: StatusState;
  /** `start` or `shutdown` failed; who called it hears of it, too. */
  readonly hasFailed?: boolean;
}

type Lifecycle = "none" | "starting" | "ok" | "stopping" | "stopped";

interface Part {
  readonly state: Status["state"];
  readonly error?: unknown;
}

/**
 * One component's state: otelcol's transition table for the component and each of its parts; the component is as well
 * as its worst part. A `permanent_error` of the whole component stays until it stops. One of a named part may end: a
 * loop that was let in again has recovered, and saying so harms nobody.
 */
export class ComponentStatus {
  readonly #parts = new Map<string, Part>();
  readonly #onChange: (change: StatusChange) => void;
  readonly #onInvalid: (from: StatusState, status: Status) => void;
  #lifecycle: Lifecycle = "none";

  constructor(onChange: (change: StatusChange) => void, onInvalid: (from: StatusState, status: Status) => void) {
    this.#onChange = onChange;
    this.#onInvalid = onInvalid;
  }

  get state(): StatusState {
    return this.#parts.size === 0 ? this.#lifecycle : worst([...this.#parts.values()].map(({ state }) => state));
  }

  /** The error of the worst part, if there is one. */
  get error(): unknown {
    const { state } = this;
    return [...this.#parts.values()].find((part) => part.state === state)?.error;
  }

  /** What `Settings.reportStatus` does. What the table forbids changes nothing. */
  report(status: Status): void {
    const part = status.part ?? "";
    const from = this.#parts.get(part)?.state ?? this.#lifecycle;
    const isRecovery = part !== "" && from === "permanent_error" && status.state !== "permanent_error";
    if (!isAllowed(from, status.state) && !isRecovery) {
      this.#onInvalid(from, status);
      return;
    }
    this.#parts.set(part, { state: status.state, error: status.error });
    this.#tell(status.state, status.error, status.part);
  }

  starting(): void {
    this.#enter("starting");
  }

  /** After a start that went well: `ok`, unless the component has said something already. */
  started(): void {
    if (this.#lifecycle !== "starting") return;
    this.#lifecycle = "ok";
    if (this.#parts.size === 0) this.#tell("ok");
  }

  /** `start` or `shutdown` failed. */
  failed(error: unknown): void {
    if (!isAllowed(this.state, "permanent_error")) return;
    this.#parts.set("", { state: "permanent_error", error });
    this.#onChange({ ...this.#change("permanent_error", error), hasFailed: true });
  }

  stopping(): void {
    if (isAllowed(this.state, "stopping")) this.#enter("stopping");
  }

  /** After a shutdown that went well; an error that was reported while stopping gives way to it. */
  stopped(): void {
    if (this.#lifecycle === "stopping") this.#enter("stopped");
  }

  #enter(lifecycle: Lifecycle): void {
    this.#lifecycle = lifecycle;
    this.#parts.clear();
    this.#tell(lifecycle);
  }

  #tell(reported: StatusState, error?: unknown, part?: string): void {
    this.#onChange(this.#change(reported, error, part));
  }

  #change(reported: StatusState, error?: unknown, part?: string): StatusChange {
    return { state: this.state, cause: this.error, error, part, reported };
  }
}

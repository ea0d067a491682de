import type { Instant, PartStatus, Status } from "@genai-collector/component";
import { errorMessage } from "../logging/error-fields.ts";
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
  /** Every part by now. */
  readonly parts: readonly PartStatus[];
  /** `start` or `shutdown` failed; who called it hears of it, too. */
  readonly hasFailed?: boolean;
}

type Lifecycle = "none" | "starting" | "ok" | "stopping" | "stopped";

interface Part {
  readonly state: Status["state"];
  readonly error?: unknown;
  readonly at: Instant;
}

/** What a component's status tells, and by which clock. */
export interface ComponentStatusOptions {
  changed(change: StatusChange): void;
  /** The component said what the table forbids; it changes nothing. */
  invalid(from: StatusState, status: Status): void;
  now(): Instant;
}

/**
 * One component's state: otelcol's transition table for the component and each of its parts; the component is as well
 * as its worst part. A `permanent_error` of the whole component stays until it stops. One of a named part may end: a
 * loop that was let in again has recovered, and saying so harms nobody. A part that is `starting` counts for nothing: it
 * is there to be seen.
 */
export class ComponentStatus {
  /** By name; "" is the component itself. */
  readonly #parts = new Map<string, Part>();
  readonly #options: ComponentStatusOptions;
  #lifecycle: Lifecycle = "none";

  constructor(options: ComponentStatusOptions) {
    this.#options = options;
  }

  get state(): StatusState {
    const said = this.#said;
    return said.length === 0 ? this.#lifecycle : worst(said.map(({ state }) => state));
  }

  /** The error of the worst part, if there is one. */
  get error(): unknown {
    const { state } = this;
    return this.#said.find((part) => part.state === state)?.error;
  }

  /** The named parts, in the order of their names. */
  get parts(): readonly PartStatus[] {
    const named = [...this.#parts].filter(([name]) => name !== "").toSorted(([a], [b]) => (a < b ? -1 : 1));
    return named.map(([name, { state, error, at }]) => ({
      name,
      state,
      error: error === undefined ? undefined : errorMessage(error),
      at,
    }));
  }

  /** What `Settings.reportStatus` does. What the table forbids changes nothing. */
  report(status: Status): void {
    if (status.state === "starting" && status.part !== undefined) return this.#waits(status.part);
    const part = status.part ?? "";
    const from = this.#parts.get(part)?.state ?? this.#lifecycle;
    const isRecovery = part !== "" && from === "permanent_error" && status.state !== "permanent_error";
    if (status.state === "starting" || (!isAllowed(from, status.state) && !isRecovery)) {
      this.#options.invalid(from, status);
      return;
    }
    this.#set(part, status.state, status.error);
    this.#tell(status.state, status.error, status.part);
  }

  starting(): void {
    this.#enter("starting");
  }

  /** After a start that went well: `ok`, unless the component has said something already. */
  started(): void {
    if (this.#lifecycle !== "starting") return;
    this.#lifecycle = "ok";
    if (this.#said.length === 0) this.#tell("ok");
  }

  /** `start` or `shutdown` failed. */
  failed(error: unknown): void {
    if (!isAllowed(this.state, "permanent_error")) return;
    this.#set("", "permanent_error", error);
    this.#options.changed({ ...this.#change("permanent_error", error), hasFailed: true });
  }

  stopping(): void {
    if (isAllowed(this.state, "stopping")) this.#enter("stopping");
  }

  /** After a shutdown that went well; an error that was reported while stopping gives way to it. */
  stopped(): void {
    if (this.#lifecycle === "stopping") this.#enter("stopped");
  }

  /** Those that say how the component is. */
  get #said(): readonly Part[] {
    return [...this.#parts.values()].filter(({ state }) => state !== "starting");
  }

  /** A part is there and has not begun, or waits again. Of a component that stops it says nothing new. */
  #waits(part: string): void {
    const isRunning = this.#lifecycle === "starting" || this.#lifecycle === "ok";
    if (!isRunning || this.#parts.get(part)?.state === "starting") return;
    this.#set(part, "starting");
    this.#tell("starting", undefined, part);
  }

  #set(part: string, state: Status["state"], error?: unknown): void {
    const before = this.#parts.get(part);
    const at = before?.state === state ? before.at : this.#options.now();
    this.#parts.set(part, { state, error, at });
  }

  #enter(lifecycle: Lifecycle): void {
    this.#lifecycle = lifecycle;
    this.#parts.clear();
    this.#tell(lifecycle);
  }

  #tell(reported: StatusState, error?: unknown, part?: string): void {
    this.#options.changed(this.#change(reported, error, part));
  }

  #change(reported: StatusState, error?: unknown, part?: string): StatusChange {
    return { state: this.state, cause: this.error, error, part, reported, parts: this.parts };
  }
}

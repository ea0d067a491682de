import type { Timers } from "@genai-collector/component";
import { frame } from "@genai-collector/config/grpc-frame";
import type { ComponentBoard } from "./component-board.ts";
import { servingStatus, servingStatusOf, type ServingStatus } from "./health-codes.ts";
import { encodeHealthCheckResponse } from "./health-messages.ts";
import type { NamedHealth } from "./health.ts";

/** The `Watch` calls that are under way. */
export class Watches {
  readonly #tree: NamedHealth;
  readonly #timers: Timers;
  readonly #limit: number;
  readonly #open = new Set<Watch>();
  #isClosed = false;

  constructor(board: ComponentBoard, tree: NamedHealth, timers: Timers, limit: number) {
    this.#tree = tree;
    this.#timers = timers;
    this.#limit = limit;
    board.listen(() => this.#wake());
  }

  /**
   * Messages from now on: the status of `service`, and each one that it comes to have, until `signal` fires or these are
   * closed. Who reads slowly gets the newest. Undefined where there are as many as there may be.
   */
  open(service: string, signal: AbortSignal): AsyncIterable<Uint8Array> | undefined {
    if (this.#open.size >= this.#limit) return undefined;
    const watch = new Watch(this.#tree, this.#timers, service, () => this.#open.delete(watch));
    this.#open.add(watch);
    watch.endWith(signal);
    if (this.#isClosed) watch.end();
    return watch;
  }

  /** Ends all of them, each when it has told its last status. Safe twice. */
  close(): void {
    this.#isClosed = true;
    for (const watch of this.#open) watch.end();
  }

  #wake(): void {
    for (const watch of this.#open) watch.wake();
  }
}

/** One call. */
class Watch implements AsyncIterable<Uint8Array> {
  readonly #tree: NamedHealth;
  readonly #timers: Timers;
  readonly #service: string;
  readonly #ended: () => void;
  #state: "open" | "ending" | "left" = "open";
  #wakeUp: () => void = () => undefined;

  constructor(tree: NamedHealth, timers: Timers, service: string, ended: () => void) {
    this.#tree = tree;
    this.#timers = timers;
    this.#service = service;
    this.#ended = ended;
  }

  /** The caller has left when `signal` fires, and may have by now. */
  endWith(signal: AbortSignal): void {
    const leave = (): void => {
      this.#state = "left";
      this.#ended();
      this.wake();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  }

  end(): void {
    if (this.#state === "open") this.#state = "ending";
    this.wake();
  }

  wake(): void {
    this.#wakeUp();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let told: ServingStatus | undefined;
    try {
      while (this.#state !== "left") {
        const { status, turnsAfterMs } = this.#now();
        if (status !== told) {
          told = status;
          yield frame(encodeHealthCheckResponse(status));
        } else if (this.#state === "ending") return;
        else await this.#change(turnsAfterMs);
      }
    } finally {
      this.#ended();
    }
  }

  #now(): { readonly status: ServingStatus; readonly turnsAfterMs?: number | undefined } {
    const health = this.#tree.of(this.#service);
    if (health === undefined) return { status: servingStatus.serviceUnknown };
    return { status: servingStatusOf(health), turnsAfterMs: health.turnsAfterMs };
  }

  /** Resolves when something may be different: somebody says so, or an error has lasted too long. */
  async #change(turnsAfterMs: number | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakeUp = resolve;
    const cancel = turnsAfterMs === undefined ? undefined : this.#timers.after(Math.ceil(turnsAfterMs), resolve);
    await promise;
    cancel?.();
  }
}

import type { Outbox, TurnEnd } from "./outbox.ts";

/** Sends what all connections of a server said in one turn of the event loop, at its end. */
export class SharedTurn implements TurnEnd {
  #waiting: Outbox[] = [];
  #spare: Outbox[] = [];

  wants(outbox: Outbox): void {
    if (this.#waiting.length === 0) setImmediate(this.#end);
    this.#waiting.push(outbox);
  }

  readonly #end = (): void => {
    const now = this.#waiting;
    this.#waiting = this.#spare;
    for (const outbox of now) outbox.flush();
    now.length = 0;
    this.#spare = now;
  };
}

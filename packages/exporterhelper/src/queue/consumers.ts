import { Unfinished } from "../batching/unfinished.ts";
import { Fifo } from "./fifo.ts";

/** Runs so many jobs at the same time; the others wait in line. */
export class Consumers {
  readonly #limit: number;
  readonly #waiting = new Fifo<() => Promise<void>>();
  readonly #onRoom: () => void;
  readonly #unfinished = new Unfinished();
  #running = 0;

  /** `onRoom`: called when nobody waits in line any more. */
  constructor(limit: number, onRoom: () => void = () => undefined) {
    this.#limit = limit;
    this.#onRoom = onRoom;
  }

  /** Whether who comes next would have to stand behind another. */
  get hasLine(): boolean {
    return this.#waiting.size > 0;
  }

  /** Runs `job`, which must not reject, as soon as it is its turn. */
  add(job: () => Promise<void>): void {
    this.#unfinished.begin();
    if (this.#running < this.#limit) void this.#run(job);
    else this.#waiting.add(job);
  }

  /** Resolves when nothing runs and nobody waits in line. */
  idle(): Promise<void> {
    return this.#unfinished.none();
  }

  async #run(job: () => Promise<void>): Promise<void> {
    this.#running++;
    await job();
    this.#running--;
    this.#unfinished.end();
    const next = this.#waiting.take();
    if (next !== undefined) void this.#run(next);
    if (this.#waiting.size === 0) this.#onRoom();
  }
}

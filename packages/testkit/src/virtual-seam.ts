import type { SeededRandom } from "./seeded-random.ts";

/** One call of a door to the world, `files.write` for example. */
export interface SeamCall {
  readonly name: string;
  /** Counts from 1 over all calls of the process; timers that fire are counted for themselves. */
  readonly number: number;
}

/** What is to happen to a call: death before or after its effect, an error in its place, or nothing. */
export type Interception = "die before" | "die after" | Error | undefined;

/** Every call that a process makes of the world goes through here. After death it never returns. */
export class VirtualSeam {
  calls = 0;
  /** Timers that fired. */
  fired = 0;
  readonly callsBySeam = new Map<string, number>();
  /** Dies inside the call with this number; whether its effect happened is decided by the seed. */
  crashAt = Infinity;
  onCrash: (() => void) | undefined;
  intercept: ((call: SeamCall) => Interception) | undefined;
  #isDead = false;
  readonly #random: SeededRandom;
  readonly #die: () => void;

  constructor(random: SeededRandom, die: () => void) {
    this.#random = random;
    this.#die = die;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  close(): void {
    this.#isDead = true;
  }

  async call<T>(name: string, run: () => Promise<T> | T): Promise<T> {
    if (this.#isDead) return never();
    const number = ++this.calls;
    this.callsBySeam.set(name, (this.callsBySeam.get(name) ?? 0) + 1);
    const interception = this.#interception({ name, number });
    if (interception instanceof Error) throw interception;
    if (interception !== undefined) return this.#crash(run, interception);
    return this.#unlessDead(run);
  }

  /** A timer that is due, as the call `timers.fire`: the process may die before or after what it runs. It cannot fail. */
  fire(run: () => void): void {
    const interception = this.intercept?.({ name: "timers.fire", number: ++this.fired });
    if (interception !== "die before") run();
    if (interception !== "die before" && interception !== "die after") return;
    this.#die();
    this.onCrash?.();
  }

  #interception(call: SeamCall): Interception {
    if (call.number === this.crashAt) return this.#random.chance(0.5) ? "die after" : "die before";
    return this.intercept?.(call);
  }

  /** The effect is begun, not waited for: what was sent is on its way when the process dies. */
  #crash<T>(run: () => Promise<T> | T, when: "die before" | "die after"): Promise<T> {
    if (when === "die after") void (async () => run())().catch(() => undefined);
    this.#die();
    this.onCrash?.();
    return never();
  }

  async #unlessDead<T>(run: () => Promise<T> | T): Promise<T> {
    try {
      const result = await run();
      return this.#isDead ? await never() : result;
    } catch (error) {
      if (this.#isDead) return never();
      throw error;
    }
  }
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

import type { SeededRandom } from "./seeded-random.ts";

/** One call of a door to the world, `files.write` for example. */
export interface SeamCall {
  readonly name: string;
  /** What it is about: a URL, a path. */
  readonly target?: string | undefined;
  /** Counts from 1 over all calls of the process; timers that fire are counted for themselves. */
  readonly number: number;
}

/** What is to happen to a call: death before or after its effect, an error in its place, or nothing. */
export type Interception = "die before" | "die after" | Error | undefined;

/** What a stopped process is given when it goes on. */
interface Stop {
  readonly timers: (() => void)[];
  readonly answers: PromiseWithResolvers<void>;
}

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
  /** Told when a call is over, however it went; never of those that death cut short. */
  ended: ((call: SeamCall) => void) | undefined;
  #isDead = false;
  #stop: Stop | undefined;
  readonly #random: SeededRandom;
  readonly #die: () => void;

  constructor(random: SeededRandom, die: () => void) {
    this.#random = random;
    this.#die = die;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get isStopped(): boolean {
    return this.#stop !== undefined;
  }

  close(): void {
    this.#isDead = true;
    this.#stop = undefined;
  }

  /** From now on no timer fires, no call begins and none returns. What was begun has its effect in the world. */
  stop(): void {
    if (!this.#isDead) this.#stop ??= { timers: [], answers: Promise.withResolvers<void>() };
  }

  /** Everything that was held back comes now: all timers that are due, and all answers. Returns them in order. */
  goOn(first: "timers" | "answers"): readonly (() => void)[] {
    const stop = this.#stop;
    this.#stop = undefined;
    if (stop === undefined) return [];
    const { timers, answers } = stop;
    return first === "timers" ? [...timers, answers.resolve] : [answers.resolve, ...timers];
  }

  /** Calls `run` at once, or as soon as the process goes on. */
  whenAwake(run: () => void): void {
    if (this.#stop === undefined) run();
    else this.#stop.timers.push(run);
  }

  /** Resolves as soon as the process goes on. */
  async awake(): Promise<void> {
    while (this.#stop !== undefined) await this.#stop.answers.promise;
  }

  async call<T>(name: string, run: () => Promise<T> | T, target?: string): Promise<T> {
    if (this.#stop !== undefined) await this.awake();
    if (this.#isDead) return never();
    const number = ++this.calls;
    this.callsBySeam.set(name, (this.callsBySeam.get(name) ?? 0) + 1);
    const call = { name, target, number };
    const interception = this.#interception(call);
    if (interception instanceof Error) {
      this.ended?.(call);
      throw interception;
    }
    if (interception !== undefined) return this.#crash(run, interception);
    return this.#unlessDead(run, call);
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

  async #unlessDead<T>(run: () => Promise<T> | T, call: SeamCall): Promise<T> {
    try {
      const result = await run();
      if (this.#isHeld) await this.#hold();
      this.ended?.(call);
      return result;
    } catch (error) {
      if (this.#isHeld) await this.#hold();
      this.ended?.(call);
      throw error;
    }
  }

  get #isHeld(): boolean {
    return this.#isDead || this.#stop !== undefined;
  }

  /** An answer reaches nobody who is dead, and who is stopped only later. */
  async #hold(): Promise<void> {
    await this.awake();
    if (this.#isDead) await never();
  }
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

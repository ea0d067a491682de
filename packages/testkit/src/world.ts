import type { Instant } from "@genai-collector/component";
import { SeededRandom } from "./seeded-random.ts";
import { TimerQueue } from "./timer-queue.ts";
import { VirtualDisk } from "./virtual-disk.ts";
import type { AnswerTo } from "./network-answer.ts";
import type { RouteMatch } from "./route-match.ts";
import { VirtualNetwork } from "./virtual-network.ts";

/** What runs on a machine of a `World` and can be killed there. */
export interface Process {
  /** The machine that it runs on. */
  readonly host: string;
  kill(): void;
}

/** So many timers or turns of the event loop without time moving are an endless loop. */
const spinLimit = 100_000;

/**
 * Everything outside the program: time, chance, the network and the machines with their disks. It outlives the
 * processes (`VirtualRuntime`) that run in it. The same seed and the same calls give the same run, on any machine.
 */
export class World {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly network: VirtualNetwork;
  readonly processes = new Set<Process>();
  /** Called while time is advanced, whenever nothing is in the middle of something. What it throws fails the test. */
  onQuiet: (() => void) | undefined;
  readonly #timers = new TimerQueue();
  readonly #disks = new Map<string, VirtualDisk>();
  #now: number;
  #advancing = false;
  #turnsWanted = 0;
  #failure: { readonly error: unknown } | undefined;

  /** Starts at `start` (milliseconds since 1970 UTC). */
  constructor(start: Instant = Date.UTC(2026, 0, 1), seed = 1) {
    this.#now = start;
    this.seed = seed;
    this.random = new SeededRandom(seed);
    this.network = new VirtualNetwork(this, this.random.fork("network"));
  }

  /** The true time, in milliseconds since 1970 UTC. */
  get now(): number {
    return this.#now;
  }

  /** The disk of the machine `localhost`, where a `VirtualRuntime` runs unless told otherwise. */
  get disk(): VirtualDisk {
    return this.diskOf("localhost");
  }

  /** The disk of one machine. */
  diskOf(host: string): VirtualDisk {
    let disk = this.#disks.get(host);
    if (disk === undefined) this.#disks.set(host, (disk = new VirtualDisk(this.random.fork(`disk of ${host}`))));
    return disk;
  }

  /** Calls `run` after `ms` of virtual time (Infinity: never). Returns its cancellation. */
  after(ms: number, run: () => void): () => void {
    if (Number.isNaN(ms)) throw new RangeError("a timer needs a number of milliseconds, found NaN");
    return this.#timers.add(this.#now + Math.max(0, ms), run);
  }

  /** Resolves after `ms` of virtual time. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Lets the event loop turn. Takes no virtual time, and works whether or not time is being advanced. */
  turn(): Promise<void> {
    this.#turnsWanted++;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#turnsWanted--;
        resolve();
      });
    });
  }

  /** Answers requests whose URL matches. The newest route that matches wins. Returns its removal. */
  route(match: RouteMatch, answer: AnswerTo): () => void {
    return this.network.route(match, answer);
  }

  /** Makes the running or next `advance` reject: a fault of the test itself, which no component may swallow. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /** Runs everything that is due within `ms`; promises settle between two timers. */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`time moves forward by a finite step: advance(${ms})`);
    await this.#run(this.#now + ms, () => false);
  }

  /**
   * Advances until `promise` settles, and passes on its outcome. Rejects when `limitMs` of virtual time have gone by
   * without.
   */
  async until<T>(promise: Promise<T>, limitMs = 3_600_000): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await this.#run(this.#now + limitMs, () => settled);
    if (!settled) throw new Error(`not settled after ${limitMs} ms of virtual time`);
    return promise;
  }

  async #run(end: number, isDone: () => boolean): Promise<void> {
    if (this.#advancing) throw new Error("time is being advanced already: await the first advance");
    this.#advancing = true;
    try {
      await this.#settle();
      for (let spins = 0; !isDone();) {
        const timer = this.#timers.takeDue(end);
        if (timer === undefined) {
          this.#now = end;
          return;
        }
        spins = timer.at > this.#now ? 0 : spins + 1;
        if (spins > spinLimit) throw new Error(`${spinLimit} timers ran at ${this.#now} without time moving`);
        this.#now = Math.max(this.#now, timer.at);
        timer.run();
        await this.#settle();
      }
    } finally {
      this.#advancing = false;
    }
  }

  /** Every microtask runs before an immediate; `turn` asks for more of them. */
  async #settle(): Promise<void> {
    for (let turns = 0; turns === 0 || this.#turnsWanted > 0; turns++) {
      if (turns > spinLimit)
        throw new Error(`${spinLimit} turns of the event loop at ${this.#now} without time moving`);
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    this.onQuiet?.();
    if (this.#failure === undefined) return;
    const { error } = this.#failure;
    this.#failure = undefined;
    throw error;
  }
}

/** Of what was not synced, the seed decides what is kept; or nothing is. */
export interface PowerCutOptions {
  readonly unsynced?: "seeded" | "forgotten";
  /** The machine. */
  readonly host?: string;
}

/** Kills every process of a machine and lets its disk forget what was not synced. */
export function powerCut(world: World, options: PowerCutOptions = {}): void {
  const { unsynced = "seeded", host = "localhost" } = options;
  for (const process of world.processes) if (process.host === host) process.kill();
  world.diskOf(host).cutPower(unsynced);
}

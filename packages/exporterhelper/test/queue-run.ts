import { durableStorage, provide, type Provided } from "@genai-collector/component";
import { MemoryDurableStorage, SeededRandom, VirtualRuntime } from "@genai-collector/testkit";
import { MoodySink, type Moods } from "./moody-sink.ts";
import { delivered, exporterIn, logsOf, poll } from "./queue-stage.ts";
import { setWorld } from "./scripted-sender.ts";

export interface QueueRunOptions {
  readonly seed: number;
  readonly isDurable: boolean;
  readonly queue: object;
  readonly moods: Moods;
  /** The process is killed inside so many-th calls of the storage, counted from its start. */
  readonly crashes: readonly number[];
  /** When it is stopped in good order and started again, in milliseconds. */
  readonly restarts: readonly number[];
  readonly pushes: number;
  readonly lanes: number;
}

type Exporter = ReturnType<typeof exporterIn> & {
  readonly runtime: VirtualRuntime;
  isAlive: boolean;
  isStopping: boolean;
  /** Items that it was given. */
  entered: number;
};

/** How often the account of the living process is looked at, in milliseconds: no multiple of what anything waits. */
const auditMs = 37;

/** One exporter over its lives, with those who push to it and poll for it, until everything has come to an end. */
export class QueueRun {
  readonly sink: MoodySink;
  readonly storage: MemoryDurableStorage;
  /** Bodies that somebody was told are taken care of, and that no sender gave up. */
  readonly acknowledged = new Set<string>();
  readonly lives: Exporter[] = [];
  /** What processes that were stopped had left: bytes of memory, and lines about what was open. */
  readonly leftovers: (number | string)[] = [];
  /** The signal of senders that never leave, and of a shutdown that may take its time. */
  readonly patience: AbortSignal = new AbortController().signal;
  /** Moments at which what a process was given was not what became of it. */
  readonly imbalances: string[] = [];
  /** How often that was looked at. */
  audits = 0;
  readonly #options: QueueRunOptions;
  readonly #world = setWorld().world;
  readonly #random: SeededRandom;
  #crashed = Promise.withResolvers<void>();
  #crashesLeft: number[];

  constructor(options: QueueRunOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#crashesLeft = [...options.crashes];
    this.sink = new MoodySink(this.#world, this.#random.fork("sink"), options.moods);
    const delay = (): Promise<void> => this.#world.wait(this.#random.below(3));
    this.storage = new MemoryDurableStorage({ seed: options.seed, delay });
    this.storage.onCrash = () => this.#died();
  }

  get life(): Exporter {
    return this.lives.at(-1)!;
  }

  /** Plays everything, then lets the sink be well until nothing is left, and shuts down. */
  async play(): Promise<void> {
    await this.#start();
    const endAudits = this.#auditRegularly();
    const { pushes, lanes, restarts } = this.#options;
    const senders = [
      ...restarts.map((at) => this.#restart(at)),
      ...Array.from({ length: pushes }, (_, n) => this.#push(n)),
      ...Array.from({ length: lanes }, (_, lane) => this.#poll(`lane${lane}`)),
    ];
    await this.#world.until(Promise.all(senders), 1e9);
    this.sink.moods = { busy: 0, misconfigured: 0, gap: 0, silent: 0, mostItems: this.sink.moods.mostItems };
    this.#crashesLeft = [];
    this.storage.crashAt = Infinity;
    await this.#world.advance(7_200_000);
    await this.#world.until(this.life.pipeline.shutdown(this.patience), 1e6);
    await this.#world.advance(0);
    endAudits();
    this.#audit();
  }

  #auditRegularly(): () => void {
    let cancel = (): void => undefined;
    const next = (): void => {
      this.#audit();
      // Long waits for nothing are looked at now and then.
      cancel = this.#world.after(auditMs + Math.floor(this.audits / 50), next);
    };
    next();
    return () => cancel();
  }

  /** What came in, and what an earlier process left, is sent, dropped, given back or held: nothing else. */
  #audit(): void {
    if (!this.life.isAlive) return;
    this.audits++;
    const { entered, counted } = this.life;
    const { sent, failed, enqueueFailed } = counted.totals;
    const { memory, disk } = counted.held;
    const difference = entered + counted.restoredItems - sent - failed - enqueueFailed - memory - disk;
    if (difference === 0 || this.imbalances.length > 9) return;
    const terms = { entered, restored: counted.restoredItems, sent, failed, enqueueFailed, memory, disk };
    this.imbalances.push(`${this.#world.now}: ${difference} of ${JSON.stringify(terms)}`);
  }

  async #start(): Promise<void> {
    const { queue, isDurable } = this.#options;
    const runtime = new VirtualRuntime(this.#world, { tracing: true });
    const isAlive = (): boolean => life.isAlive;
    const disk = isDurable ? { storage: this.#diskOf(isAlive) } : {};
    const retry = { initial_interval: "1s", max_interval: "5s", max_elapsed_time: "20s" };
    const exporter = exporterIn(runtime, this.sink.answerTo(isAlive), { queue, retry, ...disk });
    const life: Exporter = Object.assign(exporter, { runtime, isAlive: true, isStopping: false, entered: 0 });
    this.lives.push(life);
    this.storage.crashAt = this.storage.calls + (this.#crashesLeft.shift() ?? Infinity);
    await life.start();
  }

  /** What a dead process opens is never there. */
  #diskOf(isAlive: () => boolean): { readonly provided: readonly Provided[] } {
    const never = new Promise<never>(() => undefined);
    return {
      provided: [provide(durableStorage, { open: (name) => (isAlive() ? this.storage.open(name) : never) })],
    };
  }

  #died(): void {
    this.life.isAlive = false;
    this.life.runtime.kill();
    this.#crashed.resolve();
    this.#crashed = Promise.withResolvers();
    void this.#start();
  }

  async #restart(at: number): Promise<void> {
    await this.#world.wait(at);
    const { life } = this;
    if (life.isStopping) return;
    life.isStopping = true;
    const deadline = new AbortController();
    const cancel = this.#world.after(this.#random.below(4_000), () => deadline.abort());
    const crashed = this.#crashed.promise;
    await Promise.race([life.pipeline.shutdown(deadline.signal), crashed]);
    cancel();
    if (!life.isAlive) return; // it died on the way, and another has started
    this.leftovers.push(life.memory.heldBytes, ...life.runtime.leaks());
    life.isAlive = false;
    life.runtime.kill();
    await this.#start();
  }

  /** Undefined where the process died before it answered. */
  async #consume(...given: Parameters<Exporter["consume"]>) {
    const crashed = this.#crashed.promise; // of this life: the call itself may end it
    this.life.entered += given[0].items;
    return Promise.race([this.life.consume(...given), crashed]);
  }

  async #push(n: number): Promise<void> {
    await this.#world.wait(this.#random.below(20_000));
    const bodies = Array.from({ length: 1 + this.#random.below(4) }, (_, i) => `push${n}.${i}`);
    const groups = this.#random.chance(0.5) ? [bodies] : bodies.map((body) => [body]);
    const sender = new AbortController();
    const context = this.#random.chance(0.5) ? { ...delivered, signal: sender.signal } : { signal: this.patience };
    if (this.#random.chance(0.3)) this.#world.after(this.#random.below(5_000), () => sender.abort());
    if ((await this.#consume(logsOf(...groups), context)) === "taken") this.#acknowledge(bodies);
  }

  /** Polls as a lane does: what is not acknowledged comes again, what is or never will be is done. */
  async #poll(lane: string): Promise<void> {
    for (let n = 0; n < 8;) {
      await this.#world.wait(1_000 + this.#random.below(2_000));
      const bodies = [`${lane}.${n}.a`, `${lane}.${n}.b`];
      const context = { ...delivered, signal: this.patience, coverage: poll(n, lane) };
      const outcome = await this.#consume(logsOf(...bodies.map((body) => [body])), context);
      if (outcome === "taken") this.#acknowledge(bodies);
      if (outcome === "taken" || (typeof outcome === "object" && outcome.kind === "gap")) n++;
    }
  }

  #acknowledge(bodies: readonly string[]): void {
    for (const body of bodies) this.acknowledged.add(body);
  }
}

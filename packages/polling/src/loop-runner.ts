import type { CheckpointStore, CollectorError, Frontier, LaneBooks, LaneKey, Term } from "@genai-collector/component";
import { jittered } from "./cadence.ts";
import { Lane, type ReadyLane } from "./lane.ts";
import { laneBooks } from "./lane-books.ts";
import { LaneKeeper } from "./lane-keeper.ts";
import { failLane } from "./lane-outcome.ts";
import type { LoopBeat } from "./loop-beat.ts";
import type { LoopContext } from "./loop-context.ts";
import { bandOf, planPolls } from "./plan.ts";
import { PollAndDeliver } from "./poll-and-deliver.ts";

/** Lanes that are brought up to date together also poll together; one whose store is slow is not waited for longer. */
const prepareTogetherMs = 1_000;

export interface LoopRunnerOptions {
  readonly context: LoopContext;
  readonly beat: LoopBeat;
  readonly store: CheckpointStore;
  readonly term: Term;
  /** No new polls; what is on its way is delivered. */
  readonly stop: AbortSignal;
  /** What is on its way is given up. */
  readonly giveUp: AbortSignal;
  /** Where a lane goes on that was never written, because another one went before it. */
  predecessor(key: LaneKey): Promise<Frontier | undefined>;
  fenced(error: CollectorError): void;
}

/**
 * One loop in one term: decides who polls when. Each tick plans for the lanes that are free and due, and lets go of
 * what it began: polls and deliveries of different lanes never wait for one another.
 */
export class LoopRunner {
  readonly #context: LoopContext;
  readonly #beat: LoopBeat;
  readonly #keeper: LaneKeeper;
  readonly #lanes: readonly Lane[];
  readonly #work: PollAndDeliver;
  readonly #bandMs: number;
  /** Neither polls nor plans once it has fired. */
  readonly #stopping: { readonly signal: AbortSignal; cancel(): void };
  /** Gives up deliveries once it has fired. */
  readonly #lost: { readonly signal: AbortSignal; cancel(): void };
  readonly #underWay = new Set<Promise<void>>();
  /** By the clock that never steps. */
  #nextTick = 0;
  #wake: () => void = () => undefined;

  constructor(options: LoopRunnerOptions) {
    const { context, term, stop, giveUp } = options;
    const { timers } = context.settings.runtime;
    this.#context = context;
    this.#beat = options.beat;
    this.#stopping = timers.deadline(Infinity, term.signal, stop);
    this.#lost = timers.deadline(Infinity, term.signal, giveUp);
    this.#keeper = this.#openKeeper(options);
    this.#lanes = lanesOf(options);
    this.#bandMs = bandOf(context.loop, context.settleMs);
    this.#work = new PollAndDeliver({
      context,
      keeper: this.#keeper,
      stopping: this.#stopping.signal,
      lost: this.#lost.signal,
      released: (lane) => this.#release(lane),
      succeeded: (lane) => this.#succeeded(lane),
    });
  }

  /** Resolves when the term is over or the collector stops, and everything that was begun has ended. */
  async run(): Promise<void> {
    this.#nextTick = this.#monotonic();
    try {
      while (!this.#stopping.signal.aborted) {
        await this.#tick();
        await this.#rest();
      }
    } finally {
      await this.#finish();
    }
  }

  async #tick(): Promise<void> {
    this.#beat.ticked();
    const now = this.#monotonic();
    const isCadence = now >= this.#nextTick;
    if (isCadence) {
      this.#nextTick = now + jittered(this.#context.loop.cadenceMs, this.#context.settings.runtime.random.next());
      this.#context.telemetry.busy(this.#lanes.filter((lane) => lane.isBusy).length);
    }
    const due = this.#lanes.filter((lane) => isDue(lane, now, isCadence));
    await this.#prepare(due);
    this.tell();
    if (this.#stopping.signal.aborted) return;
    const ready = due.filter((lane): lane is ReadyLane => !lane.isBusy && lane.isReady() && lane.notBefore <= now);
    for (const planned of planPolls(this.#context.loop, ready, this.#context.clock.now(), this.#bandMs)) {
      for (const lane of planned.lanes) lane.busySince = now;
      this.#begin(this.#work.run(planned), planned.lanes);
    }
  }

  /** Brings the store and the lanes in step. What takes longer than a second ends by itself, and its lane then goes on. */
  async #prepare(lanes: readonly Lane[]): Promise<void> {
    let isLate = false;
    const prepared = lanes.map(async (lane) => {
      lane.busySince = this.#monotonic();
      lane.eagerAt = undefined;
      await this.#keeper.prepare(lane, this.#context.clock.now());
      if (isLate && lane.isReady()) lane.eagerAt = this.#monotonic();
      this.#release(lane);
    });
    for (const [index, one] of prepared.entries()) this.#begin(one, [lanes[index]!]);
    const waited = Promise.withResolvers<void>();
    const cancel = this.#context.settings.runtime.timers.after(prepareTogetherMs, waited.resolve);
    await Promise.race([waited.promise, Promise.allSettled(prepared)]);
    cancel();
    isLate = true;
  }

  /** Waits for the next tick, or for a lane that wants to go on earlier. */
  #rest(): Promise<void> {
    const { signal } = this.#stopping;
    const wanted = this.#lanes.flatMap((lane) =>
      lane.isBusy || lane.eagerAt === undefined ? [] : Math.max(lane.eagerAt, lane.notBefore),
    );
    const waitMs = Math.max(0, Math.min(this.#nextTick, ...wanted) - this.#monotonic());
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener("abort", done);
        this.#wake = () => undefined;
        resolve();
      };
      const cancel = this.#context.settings.runtime.timers.after(Math.ceil(waitMs), done);
      signal.addEventListener("abort", done, { once: true });
      this.#wake = done;
      if (signal.aborted) done();
    });
  }

  async #finish(): Promise<void> {
    this.#beat.finishes();
    await Promise.all(this.#underWay);
    for (const lane of this.#lanes) {
      // A last attempt for what a full disk kept from the store: what is not in it is delivered again.
      await this.#keeper.save(lane);
      await this.#keeper.saveRevisions(lane);
      lane.health.clear();
    }
    this.#context.telemetry.clear();
    this.#stopping.cancel();
    this.#lost.cancel();
  }

  #release(lane: Lane): void {
    lane.busySince = undefined;
    this.#wake();
  }

  #succeeded(lane: Lane): void {
    const { settings, telemetry } = this.#context;
    if (!lane.hasDelivered) {
      const { loop, pass, pipeline } = lane.key;
      settings.logger.info({ loop, pass, pipeline }, "The first poll of this term is delivered");
    }
    lane.hasDelivered = true;
    lane.isDegraded = false;
    lane.health.succeeded();
    this.#context.firstDeliveries.delivered(lane.key);
    telemetry.succeeded();
    this.tell();
  }

  /**
   * Tells where the loop stands. Before every frontier is known, the lag counts from when this process is the one that
   * polls: a loop that never began is seen, too.
   */
  tell(): void {
    const { clock, firstDeliveries, telemetry } = this.#context;
    const monotonic = this.#monotonic();
    const frontiers = this.#lanes.flatMap((lane) => lane.frontier?.time ?? []);
    const isKnown = frontiers.length === this.#lanes.length;
    const oldest = Math.min(...frontiers, ...(isKnown ? [] : [clock.now() - firstDeliveries.waitedMs(monotonic)]));
    telemetry.stands({
      lagMs: Math.max(0, clock.now() - oldest),
      frontier: isKnown ? oldest : undefined,
      isDegraded: this.#lanes.some((lane) => lane.isDegraded),
      inFlightMs: Math.max(0, ...this.#lanes.map((lane) => monotonic - (lane.busySince ?? monotonic))),
      ...firstDeliveries.standing(monotonic),
    });
  }

  /** What became of the time of each lane, as far as the store has it. */
  books(): readonly LaneBooks[] {
    const { loop, clock, settleMs } = this.#context;
    return this.#lanes.map((lane) => laneBooks(loop, lane, clock.now(), settleMs));
  }

  /** Keeps what nobody awaits; a rejection is a bug of the loop's own machinery, and holds its lanes. */
  #begin(work: Promise<void>, lanes: readonly Lane[]): void {
    const ended = work
      .catch((error: unknown) => {
        for (const lane of lanes) {
          failLane(lane, error, this.#monotonic());
          this.#release(lane);
        }
      })
      .finally(() => this.#underWay.delete(ended));
    this.#underWay.add(ended);
  }

  #openKeeper({ context, store, term, predecessor, fenced }: LoopRunnerOptions): LaneKeeper {
    return new LaneKeeper(store, {
      loop: context.loop,
      epoch: term.epoch,
      termSignal: term.signal,
      telemetry: context.telemetry,
      logger: context.settings.logger,
      monotonic: () => this.#monotonic(),
      predecessor,
      inherited: ({ key }, { time }) => {
        context.telemetry.migrated();
        const frontier = new Date(time).toISOString();
        const { loop, pass, pipeline } = key;
        context.settings.logger.info({ loop, pass, pipeline, frontier }, "A pipeline goes on where its old name stood");
      },
      fenced,
      failed: (lane, error) => failLane(lane, error, this.#monotonic()),
    });
  }

  #monotonic(): number {
    return this.#context.settings.runtime.clock.monotonic();
  }
}

function isDue(lane: Lane, now: number, isCadence: boolean): boolean {
  if (lane.isBusy || lane.notBefore > now) return false;
  return isCadence || (lane.eagerAt !== undefined && lane.eagerAt <= now);
}

function lanesOf({ context }: LoopRunnerOptions): readonly Lane[] {
  return context.lanes.map(({ key, output }) => {
    const name = key.pass === "" ? key.loop : `${key.loop}/${key.pass}`;
    return new Lane(key, output, context.health(`${name} → ${key.pipeline}`));
  });
}

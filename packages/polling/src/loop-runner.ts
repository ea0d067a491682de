import {
  isAborted,
  isCollectorError,
  type CheckpointStore,
  type CollectorError,
  type Instant,
  type LaneKey,
  type Logs,
  type Metrics,
  type Term,
} from "@genai-collector/component";
import { degradedMs, jittered } from "./cadence.ts";
import { deliver } from "./deliver.ts";
import { Lane, type LaneOutput, type ReadyLane } from "./lane.ts";
import { LaneKeeper } from "./lane-keeper.ts";
import type { LoopContext } from "./loop-context.ts";
import { failureKind } from "./loop-telemetry.ts";
import { bandOf, planPolls, type PlannedPoll } from "./plan.ts";
import { poll, type Polled } from "./poll.ts";

/** Lanes that are brought up to date together also poll together; one whose store is slow is not waited for longer. */
const prepareTogetherMs = 1_000;

export interface LoopRunnerOptions {
  readonly context: LoopContext;
  readonly outputs: readonly LaneOutput[];
  readonly store: CheckpointStore;
  readonly term: Term;
  /** No new polls; what is on its way is delivered. */
  readonly stop: AbortSignal;
  /** What is on its way is given up. */
  readonly giveUp: AbortSignal;
  fenced(error: CollectorError): void;
}

/**
 * One loop in one term. Each tick plans for the lanes that are free and due, and lets go of what it began: polls and
 * deliveries of different lanes never wait for one another.
 */
export class LoopRunner {
  readonly #context: LoopContext;
  readonly #keeper: LaneKeeper;
  readonly #lanes: readonly Lane[];
  readonly #bandMs: number;
  readonly #startedAt: Instant;
  /** Neither polls nor plans once it has fired. */
  readonly #stopping: { readonly signal: AbortSignal; cancel(): void };
  /** Gives up deliveries once it has fired. */
  readonly #lost: { readonly signal: AbortSignal; cancel(): void };
  readonly #underWay = new Set<Promise<void>>();
  #nextTick = 0;
  #wake: () => void = () => undefined;

  constructor(options: LoopRunnerOptions) {
    const { context, store, term } = options;
    const { settings, telemetry, loop } = context;
    this.#context = context;
    this.#keeper = new LaneKeeper(store, {
      loop,
      epoch: term.epoch,
      termSignal: term.signal,
      telemetry,
      fenced: (error) => options.fenced(error),
      failed: (lane, error) => this.#failed(lane, error),
    });
    this.#lanes = (loop.passes ?? [""]).flatMap((pass) => options.outputs.map((output) => this.#lane(pass, output)));
    this.#bandMs = bandOf(loop, Math.max(0, ...settings.paths.map((path) => path.settlesMs ?? 0)));
    this.#startedAt = context.clock.now();
    this.#stopping = settings.runtime.timers.deadline(Infinity, term.signal, options.stop);
    this.#lost = settings.runtime.timers.deadline(Infinity, term.signal, options.giveUp);
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
    const now = this.#monotonic();
    const isCadence = now >= this.#nextTick;
    const { runtime } = this.#context.settings;
    if (isCadence) {
      this.#nextTick = now + jittered(this.#context.loop.cadenceMs, runtime.random.next());
      this.#context.telemetry.busy(this.#lanes.filter((lane) => lane.isBusy).length);
    }
    const due = this.#lanes.filter((lane) => isDue(lane, now, isCadence));
    await this.#prepare(due);
    this.#tellWhereItStands();
    if (this.#stopping.signal.aborted) return;
    const ready = due.filter((lane): lane is ReadyLane => !lane.isBusy && lane.isReady() && lane.notBefore <= now);
    for (const planned of planPolls(this.#context.loop, ready, this.#context.clock.now(), this.#bandMs)) {
      for (const lane of planned.lanes) lane.isBusy = true;
      this.#begin(this.#pollAndDeliver(planned), planned.lanes);
    }
  }

  async #prepare(lanes: readonly Lane[]): Promise<void> {
    let isLate = false;
    const prepared = lanes.map(async (lane) => {
      lane.isBusy = true;
      lane.eagerAt = undefined;
      await this.#keeper.prepare(lane, this.#context.clock.now());
      if (isLate && lane.isReady()) lane.eagerAt = this.#monotonic();
      this.#release(lane);
    });
    for (const [index, one] of prepared.entries()) this.#begin(one, [lanes[index]!]);
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#context.settings.runtime.timers.after(prepareTogetherMs, resolve);
    await Promise.race([promise, Promise.allSettled(prepared)]);
    cancel();
    isLate = true;
  }

  async #pollAndDeliver(planned: PlannedPoll<ReadyLane>): Promise<void> {
    const polled = await this.#poll(planned);
    if (polled === undefined) {
      for (const lane of planned.lanes) this.#release(lane);
      return;
    }
    const last = planned.lanes.length - 1;
    const payloads = planned.lanes.map((_, index) => (index < last ? polled.payload.fork() : polled.payload));
    await Promise.all(planned.lanes.map((lane, index) => this.#deliver(lane, payloads[index]!, polled)));
  }

  /** Undefined: there is nothing to deliver, for a reason that has been told. */
  async #poll(planned: PlannedPoll<ReadyLane>): Promise<Polled | undefined> {
    const { telemetry, loop } = this.#context;
    telemetry.polled();
    const health = this.#context.health(planned.pass === "" ? loop.name : `${loop.name}/${planned.pass}`);
    try {
      const polled = await this.#context.settings.tracer.span(`poll ${loop.name}`, () =>
        poll(this.#context, planned, this.#stopping.signal),
      );
      health.succeeded();
      return polled;
    } catch (error) {
      if (this.#stopping.signal.aborted) return undefined;
      telemetry.pollFailed(error);
      const isDegraded = needsHelp(error);
      health.failed(isDegraded ? "permanent_error" : "recoverable_error", error);
      for (const lane of planned.lanes) this.#hold(lane, error, isDegraded);
      return undefined;
    }
  }

  async #deliver(lane: ReadyLane, payload: Metrics | Logs, polled: Polled): Promise<void> {
    try {
      const progress = await deliver(lane, payload, polled, this.#lost.signal);
      const before = lane.frontier;
      lane.unsaved = progress;
      await this.#keeper.save(lane);
      if (!lane.isReady()) return;
      this.#succeeded(lane);
      const mayGoOn = lane.frontier !== before || this.#context.loop.shape === "windowed";
      if (mayGoOn && polled.moreInMs !== undefined) lane.eagerAt = this.#monotonic() + polled.moreInMs;
    } catch (error) {
      this.#deliveryFailed(lane, error);
    } finally {
      this.#release(lane);
    }
  }

  #deliveryFailed(lane: Lane, error: unknown): void {
    if (this.#lost.signal.aborted || isAborted(error)) return;
    this.#context.telemetry.deliveryFailed(error);
    this.#failed(lane, error);
  }

  #failed(lane: Lane, error: unknown): void {
    const isDegraded = needsHelp(error);
    lane.health.failed(isDegraded ? "permanent_error" : "recoverable_error", error);
    this.#hold(lane, error, isDegraded);
  }

  /** Ten minutes, or what was asked for, or until the next tick. */
  #hold(lane: Lane, error: unknown, isDegraded: boolean): void {
    lane.isDegraded = isDegraded;
    const asked = isCollectorError(error) ? error.retryAfterMs : undefined;
    const waitMs = isDegraded ? Math.max(degradedMs, asked ?? 0) : asked;
    if (waitMs !== undefined) lane.holdUntil(this.#monotonic() + waitMs);
  }

  #succeeded(lane: Lane): void {
    if (!lane.hasDelivered) {
      const { loop, pass, pipeline } = lane.key;
      this.#context.settings.logger.info({ loop, pass, pipeline }, "The first poll of this term is delivered");
    }
    lane.hasDelivered = true;
    lane.isDegraded = false;
    lane.health.succeeded();
    this.#context.telemetry.succeeded(this.#context.settings.runtime.clock.now());
    this.#tellWhereItStands();
  }

  #release(lane: Lane): void {
    lane.isBusy = false;
    this.#wake();
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
    await Promise.all(this.#underWay);
    for (const lane of this.#lanes) {
      // A last attempt for what a full disk kept from the store: what is not in it is delivered again.
      await this.#keeper.save(lane);
      lane.health.clear();
    }
    this.#context.telemetry.clear();
    this.#stopping.cancel();
    this.#lost.cancel();
  }

  #tellWhereItStands(): void {
    const frontiers = this.#lanes.flatMap((lane) => lane.frontier?.time ?? []);
    const isKnown = frontiers.length === this.#lanes.length && frontiers.length > 0;
    const oldest = Math.min(this.#startedAt, ...frontiers);
    this.#context.telemetry.stands(
      Math.max(0, this.#context.clock.now() - (isKnown ? Math.min(...frontiers) : oldest)),
      isKnown ? Math.min(...frontiers) : undefined,
      this.#lanes.some((lane) => lane.isDegraded),
    );
  }

  #lane(pass: string, output: LaneOutput): Lane {
    const { settings, loop } = this.#context;
    const key: LaneKey = { receiver: settings.id, loop: loop.name, pass, pipeline: output.pipeline };
    const name = pass === "" ? loop.name : `${loop.name}/${pass}`;
    return new Lane(key, output, this.#context.health(`${name} → ${output.pipeline}`));
  }

  /** Keeps what nobody awaits; a rejection is a bug of the loop's own machinery, and holds its lanes. */
  #begin(work: Promise<void>, lanes: readonly Lane[]): void {
    const ended = work
      .catch((error: unknown) => {
        for (const lane of lanes) {
          this.#failed(lane, error);
          this.#release(lane);
        }
      })
      .finally(() => this.#underWay.delete(ended));
    this.#underWay.add(ended);
  }

  #monotonic(): number {
    return this.#context.settings.runtime.clock.monotonic();
  }
}

function isDue(lane: Lane, now: number, isCadence: boolean): boolean {
  if (lane.isBusy || lane.notBefore > now) return false;
  return isCadence || (lane.eagerAt !== undefined && lane.eagerAt <= now);
}

/** Waiting less than ten minutes would not help. */
function needsHelp(error: unknown): boolean {
  const kind = failureKind(error);
  return kind !== "retryable" && kind !== "refused";
}

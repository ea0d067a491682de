import { CollectorError, isAborted, type Instant, type Logs, type Metrics } from "@genai-collector/component";
import { catchUpMs, unansweredMs } from "./cadence.ts";
import { deliver } from "./deliver.ts";
import type { Lane, ReadyLane } from "./lane.ts";
import type { LaneKeeper } from "./lane-keeper.ts";
import { failLane, holdLane, needsHelp } from "./lane-outcome.ts";
import type { LoopContext } from "./loop-context.ts";
import type { PlannedPoll } from "./plan.ts";
import { poll, type Polled } from "./poll.ts";
import { bucketMsOf, progressOf } from "./progress.ts";

export interface PollAndDeliverOptions {
  readonly context: LoopContext;
  readonly keeper: LaneKeeper;
  /** Gives up polls. */
  readonly stopping: AbortSignal;
  /** Gives up deliveries. */
  readonly lost: AbortSignal;
  /** A lane is free again. */
  released(lane: Lane): void;
  /** A lane has delivered, and the store has it. */
  succeeded(lane: Lane): void;
}

/** One planned poll, from the request to the saved frontier of each of its lanes. Never rejects but for a bug of ours. */
export class PollAndDeliver {
  readonly #options: PollAndDeliverOptions;

  constructor(options: PollAndDeliverOptions) {
    this.#options = options;
  }

  async run(planned: PlannedPoll<ReadyLane>): Promise<void> {
    const polled = await this.#poll(planned);
    if (polled === undefined) {
      for (const lane of planned.lanes) this.#options.released(lane);
      return;
    }
    const last = planned.lanes.length - 1;
    const payloads = planned.lanes.map((_, index) => (index < last ? polled.payload.fork() : polled.payload));
    await Promise.all(planned.lanes.map((lane, index) => this.#deliver(lane, payloads[index]!, polled)));
  }

  /** Undefined: there is nothing to deliver, for a reason that has been told. */
  async #poll(planned: PlannedPoll<ReadyLane>): Promise<Polled | undefined> {
    const { context, stopping } = this.#options;
    const { telemetry, loop, settings } = context;
    telemetry.polled();
    const health = context.health(planned.pass === "" ? loop.name : `${loop.name}/${planned.pass}`);
    try {
      const polled = await settings.tracer.span(`poll ${loop.name}`, () => poll(context, planned, stopping));
      health.succeeded();
      // It was too early by the vendor's clock, which is known now: what is due by that is asked for at once.
      if (polled === undefined) for (const lane of planned.lanes) lane.eagerAt = this.#monotonic() + catchUpMs;
      return polled;
    } catch (error) {
      if (stopping.aborted) return undefined;
      telemetry.pollFailed(error);
      health.failed(needsHelp(error) ? "permanent_error" : "recoverable_error", error);
      for (const lane of planned.lanes) holdLane(lane, error, this.#monotonic());
      return undefined;
    }
  }

  async #deliver(lane: ReadyLane, payload: Metrics | Logs, polled: Polled): Promise<void> {
    const { context, keeper, lost, released, succeeded } = this.#options;
    const limit = context.settings.runtime.timers.deadline(unansweredMs, lost);
    try {
      // Asked for here: of a process that was stopped, an answer may come before the deadline of its lease.
      lost.throwIfAborted();
      const before = lane.frontier;
      const delivered = await deliver(lane, payload, polled, this.#listener(lane), limit.signal);
      if (delivered !== undefined) lane.unsaved = progressOf(context.loop, delivered, context.telemetry.closed);
      await keeper.save(lane);
      if (!lane.isReady()) return;
      succeeded(lane);
      // A bucketed lane that stands still would only be given the same again.
      const mayGoOn = lane.frontier !== before || context.loop.shape === "windowed";
      if (mayGoOn && polled.moreInMs !== undefined) lane.eagerAt = this.#monotonic() + polled.moreInMs;
    } catch (error) {
      // What was given up comes again, here or in another process.
      if (lost.aborted || (isAborted(error) && !limit.signal.aborted)) return;
      const failure = limit.signal.aborted ? unanswered(lane, error) : error;
      context.telemetry.deliveryFailed(failure);
      failLane(lane, failure, this.#monotonic());
    } finally {
      limit.cancel();
      released(lane);
    }
  }

  /** Takes what settle tells of changes after delivery. */
  #listener(lane: Lane): (bucketEnd: Instant, points: number) => void {
    const bucketMs = bucketMsOf(this.#options.context.loop) ?? 0;
    return (bucketEnd, points) => lane.revisions.add(bucketEnd, points, bucketMs, this.#monotonic());
  }

  #monotonic(): number {
    return this.#options.context.settings.runtime.clock.monotonic();
  }
}

function unanswered({ output }: Lane, cause: unknown): CollectorError {
  const message = `${output.pipeline} has not answered for ${unansweredMs / 60_000} minutes`;
  return new CollectorError("POLLING_UNANSWERED", message, { kind: "retryable", cause });
}

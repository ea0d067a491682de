import type { ComponentStatus, Logger, Timers } from "@genai-collector/component";
import { combineReadings, lastingReadings, type MetricReading } from "@genai-collector/service";
import type { FromWorker, ToWorker, WorkerEnd, WorkerProcess, WorkerProcesses } from "./messages.ts";

/** A worker that ends again and again is started again ever later, in milliseconds. */
const firstRestartMs = 1_000;
const longestRestartMs = 30_000;
/** One that ran for so long has not failed to start. */
const settledMs = 60_000;
/** How long a worker may take to tell its metrics; then what it told last stands in. */
const readMs = 1_000;
/** Beyond the shutdown time, for what hangs. */
const graceMs = 5_000;

export interface SupervisorOptions {
  readonly count: number;
  readonly shutdownTimeoutMs: number;
  readonly processes: WorkerProcesses;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly monotonic: () => number;
}

/** What is known of one worker, over all its lives. */
interface Seat {
  process: WorkerProcess | undefined;
  startedAt: number;
  restartMs: number;
  isReady: boolean;
  readings: readonly MetricReading[];
  readonly statuses: Map<string, ComponentStatus>;
  readonly questions: Map<number, () => void>;
  /** Resolves when the process has ended. */
  left: PromiseWithResolvers<void>;
  cancelRestart: () => void;
}

/**
 * Starts the workers of a collector, the first one last, so that it is ready when all are; replaces those that end, and
 * stops all. Carries metrics and states of the others to the first, which shows them. What ended workers counted stays
 * in the sums.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #seats: readonly Seat[];
  readonly #failed = Promise.withResolvers<void>();
  #ended: readonly MetricReading[] = [];
  #nextQuestion = 0;
  #hasBegun = false;
  #isStopping = false;
  #hasFailed = false;
  #seated = Promise.withResolvers<void>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#seats = Array.from({ length: options.count }, () => ({
      process: undefined,
      startedAt: 0,
      restartMs: firstRestartMs,
      isReady: false,
      readings: [],
      statuses: new Map<string, ComponentStatus>(),
      questions: new Map<number, () => void>(),
      left: Promise.withResolvers<void>(),
      cancelRestart: () => undefined,
    }));
  }

  /** Runs until `stopped`. Resolves with the exit code: 1 where a worker could not start or did not stop cleanly. */
  async run(stopped: Promise<unknown>): Promise<number> {
    for (let index = this.#seats.length - 1; index > 0; index--) this.#start(index);
    const over = Promise.race([stopped, this.#failed.promise]).then(() => "over" as const);
    if ((await Promise.race([this.#othersReady(), over])) !== "over") this.#start(0);
    await over;
    await this.#stop();
    return this.#hasFailed ? 1 : 0;
  }

  #start(index: number): void {
    const seat = this.#seats[index]!;
    seat.startedAt = this.#options.monotonic();
    seat.isReady = false;
    seat.left = Promise.withResolvers();
    seat.process = this.#options.processes.start(index, {
      message: (message) => this.#hear(index, message),
      ended: (end) => this.#workerEnded(index, end),
    });
  }

  async #othersReady(): Promise<void> {
    while (this.#seats.slice(1).some(({ isReady }) => !isReady)) await this.#seated.promise;
  }

  #hear(index: number, message: FromWorker): void {
    const seat = this.#seats[index]!;
    switch (message.kind) {
      case "ready":
        this.#ready(index);
        return;
      case "readings":
        seat.readings = message.readings;
        seat.questions.get(message.answers ?? -1)?.();
        return;
      case "status":
        seat.statuses.set(
          JSON.stringify([message.status.kind, message.status.id, message.status.pipeline]),
          message.status,
        );
        if (index > 0) this.#tellFirst({ kind: "status", worker: index, status: message.status });
        return;
      case "last":
        return;
      case "read others":
        void this.#readOthers(message.question);
    }
  }

  #ready(index: number): void {
    this.#seats[index]!.isReady = true;
    const seated = this.#seated;
    this.#seated = Promise.withResolvers();
    seated.resolve();
    if (index > 0) return;
    this.#hasBegun = true;
    // What the others told before it was there.
    for (const [worker, { statuses }] of this.#seats.entries())
      if (worker > 0) for (const status of statuses.values()) this.#tellFirst({ kind: "status", worker, status });
  }

  #tellFirst(message: ToWorker): void {
    this.#seats[0]!.process?.send(message);
  }

  async #readOthers(answers: number): Promise<void> {
    await Promise.all(this.#seats.slice(1).map((seat) => this.#ask(seat)));
    const others = this.#seats.slice(1).flatMap(({ process, readings }) => (process === undefined ? [] : [readings]));
    this.#tellFirst({ kind: "others", answers, readings: [...others, this.#ended] });
  }

  /** Resolves when the worker has told its metrics, or will not in time. */
  #ask(seat: Seat): Promise<void> {
    if (seat.process === undefined || !seat.isReady) return Promise.resolve();
    const question = this.#nextQuestion++;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.timers.after(readMs, resolve);
    seat.questions.set(question, resolve);
    seat.process.send({ kind: "read", question });
    return promise.finally(() => {
      cancel();
      seat.questions.delete(question);
    });
  }

  #workerEnded(index: number, end: WorkerEnd): void {
    const seat = this.#seats[index]!;
    seat.process = undefined;
    seat.isReady = false;
    this.#ended = combineReadings([this.#ended, lastingReadings(seat.readings)]);
    seat.readings = [];
    seat.statuses.clear();
    for (const answer of seat.questions.values()) answer();
    seat.left.resolve();
    if (this.#isStopping) this.#hasFailed ||= end.code !== 0;
    // One that never ran has said why: another would end the same way.
    else if (!this.#hasBegun) this.#fail();
    else this.#restartLater(index, seat, end);
  }

  #restartLater(index: number, seat: Seat, end: WorkerEnd): void {
    const { logger, timers, monotonic } = this.#options;
    if (monotonic() - seat.startedAt >= settledMs) seat.restartMs = firstRestartMs;
    const inMs = seat.restartMs;
    seat.restartMs = Math.min(2 * inMs, longestRestartMs);
    logger.error(
      { worker: index, ...end, interval: `${inMs}ms` },
      "A worker has ended. It is started again after interval.",
    );
    if (index > 0) this.#tellFirst({ kind: "ended", worker: index });
    seat.cancelRestart = timers.after(inMs, () => this.#start(index));
  }

  #fail(): void {
    this.#hasFailed = true;
    this.#failed.resolve();
  }

  /** Every worker drains by itself; those that hang beyond the shutdown time are ended. */
  async #stop(): Promise<void> {
    const { timers, shutdownTimeoutMs, logger } = this.#options;
    this.#isStopping = true;
    for (const seat of this.#seats) {
      seat.cancelRestart();
      seat.process?.send({ kind: "stop" });
    }
    const cancel = timers.after(shutdownTimeoutMs + graceMs, () => {
      for (const [worker, { process }] of this.#seats.entries()) {
        if (process === undefined) continue;
        logger.error({ worker }, "A worker did not stop in time. It is ended.");
        process.kill();
      }
    });
    await Promise.all(this.#seats.flatMap(({ process, left }) => (process === undefined ? [] : [left.promise])));
    cancel();
  }
}

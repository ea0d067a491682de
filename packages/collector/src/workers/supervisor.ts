import type { Logger, Timers } from "@genai-collector/component";
import {
  combineLedgers,
  combineReadings,
  endedLedger,
  lastingReadings,
  ledgerTotals,
  ledgerView,
  type LedgerReading,
  type MetricReading,
} from "@genai-collector/service";
import type { FromWorker, ReadFiles, ToWorker, WorkerEnd, WorkerProcesses } from "./messages.ts";
import { Seat, wasStopped } from "./seat.ts";

/** How long a worker may take to tell its metrics; then what it told last stands in. */
const readMs = 1_000;
/** Beyond the shutdown time, for what hangs. */
const graceMs = 5_000;

export interface SupervisorOptions {
  readonly count: number;
  readonly shutdownTimeoutMs: number;
  /** What every worker is to read its configuration from. */
  readonly files: ReadFiles;
  readonly processes: WorkerProcesses;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly monotonic: () => number;
  /** What the supervisor's own process costs, for the metrics of all. */
  readonly ownReadings: () => readonly MetricReading[];
}

/**
 * Starts the workers of a collector, the first one last, so that it is ready when all are; replaces those that end, and
 * stops all. Carries metrics and states of the others to the first, which shows them. What ended workers counted stays
 * in the sums.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #seats: readonly Seat[];
  readonly #first: Seat;
  readonly #others: readonly Seat[];
  readonly #failed = Promise.withResolvers<void>();
  /** Resolves when the next worker is ready. */
  #seated = Promise.withResolvers<void>();
  /** What workers counted that have ended. */
  #ended: readonly MetricReading[] = [];
  /** Their ledgers: what they held in memory is lost with them. */
  #endedLedger: LedgerReading = { accounts: [], lanes: [], heads: [] };
  #nextQuestion = 0;
  #hasBegun = false;
  #isStopping = false;
  #stoppedCleanly = true;
  /** Why the collector could not start. */
  #startFailure: Error | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#first = new Seat(0);
    this.#others = Array.from({ length: options.count - 1 }, (_, index) => new Seat(index + 1));
    this.#seats = [this.#first, ...this.#others];
  }

  /**
   * Runs until `stopped`. Resolves with the exit code, 1 where a worker did not stop cleanly; rejects when a worker could
   * not start, with its words. Then no worker is left.
   */
  async run(stopped: Promise<unknown>): Promise<number> {
    for (const seat of this.#others.toReversed()) this.#start(seat);
    const over = Promise.race([stopped, this.#failed.promise]).then(() => "over" as const);
    if ((await Promise.race([this.#othersReady(), over])) !== "over") this.#start(this.#first);
    await over;
    await this.#stop();
    if (this.#startFailure !== undefined) throw this.#startFailure;
    return this.#stoppedCleanly ? 0 : 1;
  }

  /** Ends every worker at once. */
  kill(): void {
    for (const { process } of this.#seats) process?.kill();
  }

  #start(seat: Seat): void {
    const { processes, monotonic } = this.#options;
    const process = processes.start(seat.index, {
      message: (message) => this.#hear(seat, message),
      ended: (end) => this.#workerEnded(seat, end),
    });
    seat.begin(process, monotonic());
  }

  async #othersReady(): Promise<void> {
    while (this.#others.some(({ isReady }) => !isReady)) await this.#seated.promise;
  }

  #hear(seat: Seat, message: FromWorker): void {
    switch (message.kind) {
      case "here":
        seat.isHere = true;
        seat.tell(this.#isStopping ? { kind: "stop" } : { kind: "begin", files: this.#options.files });
        return;
      case "ready":
        this.#ready(seat);
        return;
      case "failed":
        seat.failure = message.message;
        return;
      case "readings":
        seat.heardReadings(message);
        return;
      case "status":
        seat.keepStatus(message.status);
        this.#tellFirst({ kind: "status", worker: seat.index, status: message.status });
        return;
      case "beat":
        seat.keepBeat(message.beat);
        this.#tellFirst({ kind: "beat", worker: seat.index, beat: message.beat });
        return;
      case "read others":
        void this.#readOthers(message.question);
        return;
      case "last":
    }
  }

  #ready(seat: Seat): void {
    seat.isReady = true;
    this.#options.logger.info({ worker: seat.index, pid: seat.process?.pid }, "Worker is ready");
    const seated = this.#seated;
    this.#seated = Promise.withResolvers();
    seated.resolve();
    if (seat !== this.#first) return;
    if (!this.#hasBegun) this.#options.logger.info({}, "Everything is ready. Begin running and processing data.");
    this.#hasBegun = true;
    for (const other of this.#others) this.#introduce(other);
  }

  /** What another worker told before the first one was there to hear it. */
  #introduce({ index: worker, statuses, beats, process }: Seat): void {
    for (const status of statuses.values()) this.#tellFirst({ kind: "status", worker, status });
    for (const beat of beats.values()) this.#tellFirst({ kind: "beat", worker, beat });
    if (process === undefined) this.#tellFirst({ kind: "ended", worker });
  }

  #tellFirst(message: ToWorker): void {
    if (this.#first.isReady) this.#first.tell(message);
  }

  async #readOthers(answers: number): Promise<void> {
    await Promise.all(this.#others.map((seat) => this.#ask(seat)));
    const others = this.#others.flatMap(({ process, readings }) => (process === undefined ? [] : [readings]));
    const ledgers = this.#others.flatMap(({ ledger }) => ledger ?? []);
    this.#first.tell({
      kind: "others",
      answers,
      readings: [...others, this.#ended, this.#options.ownReadings()],
      ledgers: [...ledgers, this.#endedLedger],
    });
  }

  /** Resolves when the worker has told its metrics, or will not in time. */
  async #ask(seat: Seat): Promise<void> {
    if (!seat.isReady) return;
    const { told, giveUp } = seat.ask(this.#nextQuestion++);
    const cancel = this.#options.timers.after(readMs, giveUp);
    await told;
    cancel();
  }

  #workerEnded(seat: Seat, end: WorkerEnd): void {
    const { readings, ledger } = seat.end();
    this.#ended = combineReadings([this.#ended, lastingReadings(readings)]);
    if (ledger !== undefined) this.#endedLedger = combineLedgers([this.#endedLedger, endedLedger(ledger)]);
    if (this.#isStopping) this.#stoppedCleanly &&= end.code === 0 || wasStopped(end);
    // One that never ran has said why: another would end the same way.
    else if (!this.#hasBegun && !wasStopped(end)) this.#failToStart(seat, end);
    else this.#restartLater(seat, end);
  }

  #restartLater(seat: Seat, end: WorkerEnd): void {
    const { logger, timers, monotonic } = this.#options;
    const inMs = seat.nextRestartMs(monotonic());
    const why = seat.failure === undefined ? {} : { error: seat.failure };
    const about = { worker: seat.index, ...end, ...why, interval: `${inMs}ms` };
    logger.error(about, "A worker has ended. It is started again after interval.");
    if (seat !== this.#first) this.#tellFirst({ kind: "ended", worker: seat.index });
    seat.cancelRestart = timers.after(inMs, () => this.#start(seat));
  }

  /** The first failure counts: the others are mostly the same one. */
  #failToStart({ index, failure }: Seat, { code, signal }: WorkerEnd): void {
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    this.#startFailure ??= new Error(failure ?? `worker ${index} ended ${how} before everything had started`);
    this.#failed.resolve();
  }

  /** Every worker drains by itself; those that hang beyond the shutdown time are ended. */
  async #stop(): Promise<void> {
    const { timers, shutdownTimeoutMs, logger } = this.#options;
    if (this.#startFailure === undefined) logger.info({}, "Starting shutdown...");
    this.#isStopping = true;
    for (const seat of this.#seats) {
      seat.cancelRestart();
      seat.tell({ kind: "stop" });
    }
    const cancel = timers.after(shutdownTimeoutMs + graceMs, () => {
      for (const { index, process } of this.#seats)
        if (process !== undefined) logger.error({ worker: index }, "A worker did not stop in time. It is ended.");
      this.kill();
    });
    await Promise.all(this.#seats.map(({ left }) => left));
    cancel();
    if (this.#startFailure !== undefined) return;
    // Totals tell no time.
    logger.info({ items: ledgerTotals(ledgerView(this.#endedLedger, 0)) }, "Shutdown complete.");
  }
}

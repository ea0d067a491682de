import type { ComponentStatus } from "@genai-collector/component";
import type { Beat, LedgerReading, MetricReading } from "@genai-collector/service";
import type { FromWorker, ToWorker, WorkerEnd, WorkerProcess } from "./messages.ts";

/** A worker that ends again and again is started again ever later, in milliseconds. */
const firstRestartMs = 1_000;
const longestRestartMs = 30_000;
/** One that ran for so long is no longer one that ends again and again. */
const settledMs = 60_000;

/** What is known of one worker, over all its lives. */
export class Seat {
  readonly index: number;
  /** Of the life that is, or the last one; without `process`, it is being waited for. */
  readonly statuses = new Map<string, ComponentStatus>();
  /** Who in it is to be heard of again. */
  readonly beats = new Map<string, Beat>();
  /** What it told last. */
  readings: readonly MetricReading[] = [];
  ledger: LedgerReading | undefined;
  process: WorkerProcess | undefined;
  /** It hears what it is sent. */
  isHere = false;
  /** Everything in it has started. */
  isReady = false;
  /** Why it could not start, in its own words. */
  failure: string | undefined;
  cancelRestart: () => void = () => undefined;
  readonly #questions = new Map<number, () => void>();
  #left = Promise.withResolvers<void>();
  #startedAt = 0;
  #restartMs = firstRestartMs;

  constructor(index: number) {
    this.index = index;
  }

  /** Resolves when there is no process. */
  get left(): Promise<void> {
    return this.process === undefined ? Promise.resolve() : this.#left.promise;
  }

  /** A new life begins. */
  begin(process: WorkerProcess, now: number): void {
    this.process = process;
    this.failure = undefined;
    this.statuses.clear();
    this.beats.clear();
    this.#startedAt = now;
    this.#left = Promise.withResolvers();
  }

  /** The life is over. Returns what it counted in it. */
  end(): Pick<Seat, "readings" | "ledger"> {
    const counted = { readings: this.readings, ledger: this.ledger };
    this.process = undefined;
    this.isHere = false;
    this.isReady = false;
    this.readings = [];
    this.ledger = undefined;
    for (const answer of this.#questions.values()) answer();
    this.#left.resolve();
    return counted;
  }

  /** How long to wait before the next life; longer each time, until one has lasted. */
  nextRestartMs(now: number): number {
    if (now - this.#startedAt >= settledMs) this.#restartMs = firstRestartMs;
    const inMs = this.#restartMs;
    this.#restartMs = Math.min(2 * inMs, longestRestartMs);
    return inMs;
  }

  keepStatus(status: ComponentStatus): void {
    this.statuses.set(JSON.stringify([status.kind, status.id, status.pipeline]), status);
  }

  keepBeat(beat: Beat): void {
    const key = JSON.stringify([beat.kind, beat.id, beat.part]);
    if (beat.withinMs === null) this.beats.delete(key);
    else this.beats.set(key, beat);
  }

  /** Lost before it listens, and when it has ended. */
  tell(message: ToWorker): void {
    if (this.isHere) this.process?.send(message);
  }

  /** Resolves when the worker has told its metrics, has ended, or `giveUp` is called. */
  ask(question: number): { readonly told: Promise<void>; readonly giveUp: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#questions.set(question, resolve);
    this.tell({ kind: "read", question });
    return { told: promise.finally(() => this.#questions.delete(question)), giveUp: resolve };
  }

  heardReadings({ readings, ledger, answers }: Extract<FromWorker, { kind: "readings" }>): void {
    this.readings = readings;
    this.ledger = ledger;
    if (answers !== undefined) this.#questions.get(answers)?.();
  }
}

/** Ended by somebody who stops processes, not by what it found: another one may start well. */
export const wasStopped = ({ signal }: WorkerEnd): boolean => signal === "SIGINT" || signal === "SIGTERM";

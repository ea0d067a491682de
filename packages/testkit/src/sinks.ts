import {
  CollectorError,
  type BatchContext,
  type Logs,
  type LogRecord,
  type Metrics,
  type PayloadOf,
  type PipelineId,
  type PipelineOutput,
  type Signal,
  type Span,
  type Traces,
} from "@genai-collector/component";
import { pointsOf, recordsOf, spansOf, type Point } from "./flatten.ts";

/** A payload on its way into a sink that holds. */
interface Waiting<S extends Signal> {
  readonly payload: PayloadOf<S>;
  readonly context: BatchContext;
  settle(error?: unknown): void;
}

/** The end of a pipeline in a test: remembers what it took, fails or holds on request. */
export class Sink<S extends Signal> implements PipelineOutput<S> {
  readonly signal: S;
  readonly pipeline: PipelineId;
  /** What it took, in order. */
  readonly payloads: PayloadOf<S>[] = [];
  /** The contexts of the same. */
  readonly contexts: BatchContext[] = [];
  /** What it turned away, in order. */
  readonly refused: PayloadOf<S>[] = [];
  readonly #failures: { readonly error: unknown; times: number }[] = [];
  #waiting: Waiting<S>[] = [];
  #isHolding = false;

  constructor(signal: S, pipeline: PipelineId = signal) {
    this.signal = signal;
    this.pipeline = pipeline;
  }

  /** Spans, points or records that it took. */
  get items(): number {
    return this.payloads.reduce((items, payload) => items + payload.items, 0);
  }

  /** What it holds: consumed and not answered. */
  get waiting(): readonly { readonly payload: PayloadOf<S>; readonly context: BatchContext }[] {
    return this.#waiting;
  }

  async consume(payload: PayloadOf<S>, context: BatchContext): Promise<void> {
    try {
      if (this.#isHolding) await this.#hold(payload, context);
      this.#failAsAsked();
    } catch (error) {
      this.refused.push(payload);
      throw error;
    }
    this.payloads.push(payload);
    this.contexts.push(context);
  }

  /** Rejects the next `times` payloads with `error`; several calls queue up. */
  failWith(error: unknown, times = Infinity): void {
    this.#failures.push({ error, times });
  }

  /** Takes everything again. */
  recover(): void {
    this.#failures.length = 0;
  }

  /** Leaves what comes unanswered, until `release`. What its sender aborts meanwhile rejects with `SINK_ABORTED`. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Answers what it holds, with `error` if there is one, and holds no longer. */
  release(error?: unknown): void {
    this.#isHolding = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { settle } of waiting) settle(error);
  }

  /** Forgets what it took and turned away. */
  clear(): void {
    for (const list of [this.payloads, this.contexts, this.refused]) list.length = 0;
  }

  #failAsAsked(): void {
    while (this.#failures.length > 0 && this.#failures[0]!.times <= 0) this.#failures.shift();
    const failure = this.#failures[0];
    if (failure === undefined) return;
    failure.times--;
    throw failure.error;
  }

  #hold(payload: PayloadOf<S>, context: BatchContext): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(new CollectorError("SINK_ABORTED", "the sender left", { kind: "retryable" }));
      };
      const settle = (error?: unknown): void => {
        context.signal.removeEventListener("abort", leave);
        if (error === undefined) resolve();
        else reject(error);
      };
      const waiting: Waiting<S> = { payload, context, settle };
      this.#waiting.push(waiting);
      if (context.signal.aborted) leave();
      else context.signal.addEventListener("abort", leave, { once: true });
    });
  }
}

/** A sink of spans. */
export class TracesSink extends Sink<"traces"> {
  constructor(pipeline?: PipelineId) {
    super("traces", pipeline);
  }

  /** Every span that it took. */
  get spans(): Span[] {
    return this.payloads.flatMap((payload: Traces) => spansOf(payload));
  }
}

/** A sink of data points. */
export class MetricsSink extends Sink<"metrics"> {
  constructor(pipeline?: PipelineId) {
    super("metrics", pipeline);
  }

  /** Every point that it took. */
  get points(): Point[] {
    return this.payloads.flatMap((payload: Metrics) => pointsOf(payload));
  }
}

/** A sink of log records. */
export class LogsSink extends Sink<"logs"> {
  constructor(pipeline?: PipelineId) {
    super("logs", pipeline);
  }

  /** Every record that it took. */
  get records(): LogRecord[] {
    return this.payloads.flatMap((payload: Logs) => recordsOf(payload));
  }
}

import type {
  BatchContext,
  Consumer,
  Outputs,
  Payload,
  PayloadOf,
  PipelineId,
  PipelineOutput,
  Signal,
} from "@genai-collector/component";
import { fanOut } from "@genai-collector/component";

/**
 * Where data enters a pipeline. Heads exist before what stands behind them, so that receivers and connectors are
 * created once, with all their outputs, in whatever order pipelines feed one another.
 */
export class PipelineHead<S extends Signal = Signal> implements PipelineOutput<S> {
  readonly pipeline: PipelineId;
  readonly signal: S;
  #next: Consumer<PayloadOf<S>> | undefined;

  constructor(pipeline: PipelineId, signal: S) {
    this.pipeline = pipeline;
    this.signal = signal;
  }

  /** Joins what stands first in the pipeline. */
  bind(next: Consumer<PayloadOf<S>>): void {
    this.#next = next;
  }

  consume(payload: PayloadOf<S>, context: BatchContext): Promise<void> {
    // Nothing consumes before the build is complete; a component that tries has a bug, and hears of it.
    if (this.#next === undefined) return Promise.reject(new Error(`pipeline ${this.pipeline} is not built yet`));
    return this.#next.consume(payload, context);
  }
}

/** Stands between an output and the heads that it feeds, for counting. */
export type WrapOutput = <S extends Signal>(signal: S, next: Consumer<PayloadOf<S>>) => Consumer<PayloadOf<S>>;

/** What a receiver or a connector writes to: `heads` together by signal, and one by one. */
export function outputsTo(heads: readonly PipelineHead[], wrap: WrapOutput = (_, next) => next): Outputs {
  const of = <S extends Signal>(signal: S): readonly PipelineHead<S>[] =>
    heads.filter((head) => head.signal === signal) as unknown as readonly PipelineHead<S>[];
  const together = <S extends Signal>(signal: S): Consumer<PayloadOf<S>> | undefined => {
    const targets = of(signal);
    if (targets.length === 0) return undefined;
    // A fan-out treats every signal alike; the compiler cannot see that a signal's payload is one.
    return wrap(signal, fanOut(targets as unknown as readonly Consumer<Payload>[]) as Consumer<PayloadOf<S>>);
  };
  const oneByOne = <S extends Signal>(signal: S): readonly PipelineOutput<S>[] =>
    of(signal).map((head) => {
      const output = wrap(signal, head);
      return { pipeline: head.pipeline, consume: (payload, context) => output.consume(payload, context) };
    });
  const pipelines = { traces: oneByOne("traces"), metrics: oneByOne("metrics"), logs: oneByOne("logs") };
  return {
    traces: together("traces"),
    metrics: together("metrics"),
    logs: together("logs"),
    pipelines: <S extends Signal>(signal: S) => pipelines[signal] as unknown as readonly PipelineOutput<S>[],
  };
}

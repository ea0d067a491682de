import type { ClientInfo, Logs, Metrics, Payload, PayloadOf, Signal, Traces } from "@genai-collector/pdata";
import type { Coverage, Unsettled } from "./coverage.ts";
import type { PipelineId } from "./names.ts";

/** What stands next in a pipeline. */
export interface Consumer<P extends Payload> {
  /**
   * Takes ownership of `payload`, which is not empty unless `context.unsettled` is there.
   *
   * Resolves when everything downstream has taken responsibility, as far as `context.acknowledge` asks. Rejects with a
   * `CollectorError` that says what to do; any other error is a bug. Never throws synchronously.
   */
  consume(payload: P, context: BatchContext): Promise<void>;
}

/** What travels beside a payload. */
export interface BatchContext {
  /** `delivered`: resolves when the sink answered or a durable queue has it. `accepted`: when a batch or queue has it. */
  readonly acknowledge: "accepted" | "delivered";
  /** The sender no longer waits. Means nothing once `consume` has settled: what is kept goes on under `Settings.lifetime`. */
  readonly signal: AbortSignal;
  /** Pushed data: the peer, and the metadata that the receiver was told to keep. */
  readonly client?: ClientInfo | undefined;
  /** Polled data: what this payload stands for. Its presence makes data "polled". Plain data: queues write it to disk. */
  readonly coverage?: Coverage | undefined;
  /** Polled data that may still change. Set by the receiver, taken out by the `settle` of the same pipeline. */
  readonly unsettled?: Unsettled | undefined;
}

/**
 * Where receivers and connectors write. The three consumers fan out to every pipeline of their signal and wait for all;
 * `pipelines` are the same, one by one, for who keeps a position per pipeline or chooses between them.
 */
export interface Outputs {
  readonly traces?: Consumer<Traces> | undefined;
  readonly metrics?: Consumer<Metrics> | undefined;
  readonly logs?: Consumer<Logs> | undefined;
  pipelines<S extends Signal>(signal: S): readonly PipelineOutput<S>[];
}

/** The head of one pipeline. */
export interface PipelineOutput<S extends Signal> extends Consumer<PayloadOf<S>> {
  readonly pipeline: PipelineId;
}

/** What an exporter or a connector takes: a consumer for each signal that it supports. */
export interface Inputs {
  readonly traces?: Consumer<Traces> | undefined;
  readonly metrics?: Consumer<Metrics> | undefined;
  readonly logs?: Consumer<Logs> | undefined;
}

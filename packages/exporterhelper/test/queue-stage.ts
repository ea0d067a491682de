import {
  BufferMemory,
  type BatchContext,
  type CollectorError,
  type Coverage,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import {
  createHost,
  createSettings,
  decodeConfig,
  type MemoryDurableStorage,
  Recorded,
} from "@genai-collector/testkit";
import { createExporterPipeline } from "../src/exporter-pipeline.ts";
import { queueConfig, retryConfig, timeoutConfig } from "../src/index.ts";
import { exporterInstruments, type ExporterInstruments } from "../src/telemetry.ts";
import { Counted } from "./counted.ts";
import { bodiesOf, coverage, failure, logsOf, never, ScriptedSender, setWorld } from "./scripted-sender.ts";

export const spec = map({ ...timeoutConfig, ...retryConfig, ...queueConfig });

type Script = ConstructorParameters<typeof ScriptedSender>[0];

export interface QueueStageOptions {
  readonly queue?: object;
  readonly retry?: object;
  readonly storage?: Pick<MemoryDurableStorage, "provided">;
  readonly lifetime?: AbortSignal;
  readonly worker?: Settings["worker"];
}

/** An exporter with a queue, and all that it tells. */
export function setQueue(script: Script = [undefined], options: QueueStageOptions = {}) {
  const { world, runtime } = setWorld();
  return { world, runtime, ...exporterIn(runtime, script, options) };
}

/** The same in a process that is there. */
export function exporterIn(runtime: Settings["runtime"], script: Script, options: QueueStageOptions = {}) {
  const recorded = new Recorded();
  const counted = new Counted();
  const memory = new BufferMemory();
  const { lifetime, worker } = options;
  const given = {
    recorded,
    memory,
    instruments: exporterInstruments,
    ...(lifetime === undefined ? {} : { lifetime }),
    ...(worker === undefined ? {} : { worker }),
  };
  const settings: Settings<ExporterInstruments> = {
    ...createSettings("x", runtime, given),
    exportCounters: () => counted,
  };
  const transport = new ScriptedSender(script);
  const storage = options.storage === undefined ? {} : { storage: "disk" };
  const sending_queue = { ...storage, ...options.queue };
  const config = decodeConfig(spec, { sending_queue, retry_on_failure: options.retry ?? {} }, "x");
  const pipeline = createExporterPipeline(settings, { ...config, transport, mayBisect: () => false });
  const host = createHost(options.storage === undefined ? {} : { disk: options.storage.provided });
  const consume = (payload: Payload, context: Partial<BatchContext> = {}): Promise<CollectorError | "taken"> =>
    pipeline.logs.consume(payload as never, { acknowledge: "accepted", signal: never, ...context }).then(
      () => "taken" as const,
      (error: unknown) => error as CollectorError,
    );
  const start = (): Promise<void> => pipeline.start(host);
  const bodies = (): readonly (readonly string[])[] => transport.requests.map(bodiesOf);
  return { recorded, counted, memory, transport, pipeline, consume, bodies, start };
}

export const delivered = { acknowledge: "delivered" } as const;

/** The coverage of the n-th poll of a lane. */
export const poll = (n: number, lane: string = "l"): Coverage => ({
  ...coverage,
  loop: lane,
  from: n * 60_000,
  to: (n + 1) * 60_000,
  observedAt: (n + 1) * 60_000,
});

/** A sink that answers when the test says, request by request. */
export class GatedSink {
  readonly #gates: ((answer: unknown) => void)[] = [];

  readonly answer = (_request: unknown, _number: number, signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve) => {
      this.#gates.push(resolve);
      signal.addEventListener("abort", () => resolve(failure("SINK_ABORTED", "retryable")), { once: true });
    });

  /** Requests that were begun, answered ones included. */
  get begun(): number {
    return this.#gates.length;
  }

  /** Answers the n-th request, counted from 0. */
  open(n: number, answer?: unknown): void {
    this.#gates[n]!(answer);
  }
}

export { bodiesOf, failure, logsOf, never };

import {
  defineConnector,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
  type BatchContext,
  type Component,
  type ConfigSpec,
  type ConnectorTraits,
  type Consumer,
  type ExportCounters,
  type ExporterTraits,
  type Host,
  type Instruments,
  type Outputs,
  type Payload,
  type ProcessorTraits,
  type Provided,
  type ReceiverTraits,
  type Settings,
} from "@genai-collector/component";

const anyConfig: ConfigSpec<unknown> = { jsonSchema: {}, decode: (valid) => valid };
const everySignal = { traces: "beta", metrics: "beta", logs: "beta" } as const;

/** How a fake component misbehaves, by what it is called: `receiver otlp`, `processor batch in traces`. */
export interface Faults {
  readonly create?: ReadonlySet<string>;
  readonly start?: ReadonlySet<string>;
  readonly stop?: ReadonlySet<string>;
  /** Never return from `shutdown`. */
  readonly hang?: ReadonlySet<string>;
}

/** Components that write down what happens to them. */
export class FakeComponents {
  /** `start exporter sink`, `stop processor batch in traces`, in order. */
  readonly events: string[] = [];
  /** What is started and not stopped. */
  readonly running = new Set<string>();
  /** The outputs of receivers and connectors, by what they are called. */
  readonly outputs = new Map<string, Outputs>();
  readonly settings = new Map<string, Settings<Instruments>>();
  /** Of exporters that count by themselves, by `exporter sink`. */
  readonly counters = new Map<string, ExportCounters>();
  /** What exporters got, by `exporter sink`. */
  readonly got = new Map<string, { readonly payload: Payload; readonly context: BatchContext }[]>();
  /** What exporters reject with, by `exporter sink`. */
  readonly failures = new Map<string, unknown>();
  /** When `shutdown` was told to give up, in the order of the calls: the signal of each. */
  readonly stopSignals = new Map<string, AbortSignal>();
  /** The host that each was started with. */
  readonly hosts = new Map<string, Host>();
  /** What `start` waits for, by what the component is called. */
  readonly startGates = new Map<string, Promise<void>>();
  faults: Faults = {};

  receiver(traits: ReceiverTraits = {}, signals: object = everySignal) {
    return defineReceiver({
      type: "fake",
      stability: signals,
      config: anyConfig,
      traits: () => traits,
      create: (settings, _config, outputs) => {
        const name = this.#created("receiver", settings);
        this.outputs.set(name, outputs);
        return this.#lifecycle(name);
      },
    });
  }

  processor(traits: ProcessorTraits = {}, handle: Handle = passOn) {
    return defineProcessor({
      type: "fake",
      stability: everySignal,
      config: anyConfig,
      traits: () => traits,
      createAny: <P extends Payload>(settings: Settings, _config: unknown, next: Consumer<P>) => ({
        ...this.#lifecycle(this.#created("processor", settings)),
        consume: (payload: P, context: BatchContext) => handle(payload, context, next),
      }),
    });
  }

  exporter(traits: ExporterTraits = { acknowledges: "delivered" }, instruments: Instruments = {}) {
    return defineExporter({
      type: "fake",
      stability: everySignal,
      config: anyConfig,
      instruments,
      traits: () => traits,
      create: (settings) => {
        const name = this.#created("exporter", settings);
        const sink = this.#sink(name);
        return { ...this.#lifecycle(name), traces: sink, metrics: sink, logs: sink };
      },
    });
  }

  /** An exporter that counts its own sends. */
  countingExporter() {
    const plain = this.exporter();
    return defineExporter({
      ...plain,
      create: (settings: Settings<Instruments>, config) => {
        this.counters.set(`exporter ${settings.id}`, settings.exportCounters!());
        return plain.create(settings, config);
      },
    });
  }

  /** Hands each signal on as it is, unless told other pairs. */
  connector(
    traits: ConnectorTraits = { aggregates: false },
    pairs: object = { "traces-traces": "beta", "metrics-metrics": "beta", "logs-logs": "beta" },
  ) {
    return defineConnector({
      type: "fake",
      stability: pairs,
      config: anyConfig,
      traits: () => traits,
      create: (settings, _config, outputs) => {
        const name = this.#created("connector", settings);
        this.outputs.set(name, outputs);
        return { ...this.#lifecycle(name), traces: outputs.traces, metrics: outputs.metrics, logs: outputs.logs };
      },
    });
  }

  extension(provided: readonly Provided[] = [], config: ConfigSpec<unknown> = anyConfig) {
    return defineExtension({
      type: "fake",
      stability: { extension: "beta" },
      config,
      provides: provided.map(({ key }) => ({ key })),
      create: (settings) => ({ ...this.#lifecycle(this.#created("extension", settings)), provided }),
    });
  }

  #created(kind: string, settings: Settings<Instruments>): string {
    const name = `${kind} ${settings.id}${settings.pipeline === undefined ? "" : ` in ${settings.pipeline}`}`;
    if (this.faults.create?.has(name) === true) throw new Error("cannot be created");
    this.settings.set(name, settings);
    return name;
  }

  #lifecycle(name: string): Component {
    return {
      start: async (host) => {
        this.events.push(`start ${name}`);
        this.hosts.set(name, host);
        await this.startGates.get(name);
        if (this.faults.start?.has(name) === true) throw new Error("cannot start");
        this.running.add(name);
      },
      shutdown: async (signal) => {
        this.stopSignals.set(name, signal);
        if (this.running.delete(name)) this.events.push(`stop ${name}`);
        if (this.faults.hang?.has(name) === true) await new Promise(() => undefined);
        if (this.faults.stop?.has(name) === true) throw new Error("cannot stop");
      },
    };
  }

  #sink(name: string): Consumer<Payload> {
    const got: { readonly payload: Payload; readonly context: BatchContext }[] = [];
    this.got.set(name, got);
    return {
      consume: async (payload, context) => {
        got.push({ payload, context });
        if (this.failures.has(name)) throw this.failures.get(name);
      },
    };
  }
}

/** What a fake processor does with what it gets. */
export type Handle = <P extends Payload>(payload: P, context: BatchContext, next: Consumer<P>) => Promise<void>;

const passOn: Handle = (payload, context, next) => next.consume(payload, context);

import {
  fanOut,
  type ComponentId,
  type Consumer,
  type ExportCounters,
  type ExportTarget,
  type Inputs,
  type Instruments,
  type Payload,
  type PipelineId,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import type { AnyFactory, ExporterFactory, ProcessorFactory } from "@genai-collector/confmap";
import { AcceptedCounter, countedOutput } from "../counting/accepted-counter.ts";
import { ExportCounting } from "../counting/export-counting.ts";
import type { ExportMetrics } from "../counting/export-metrics.ts";
import type { PipelineMetrics } from "../counting/pipeline-metrics.ts";
import { sentCounter } from "../counting/sent-counter.ts";
import { SettledCounter } from "../counting/settled-counter.ts";
import { spannedLink } from "../counting/spanned-link.ts";
import { errorAt, type Finding } from "../finding.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { countedLink, type LinkAccount } from "../ledger/link-account.ts";
import { errorMessage } from "../logging/error-fields.ts";
import type { ComponentStatus } from "../status/component-status.ts";
import type { InstanceId } from "../status/status-board.ts";
import { itemsOf } from "../telemetry/signal-items.ts";
import type { Counter } from "../telemetry/instruments.ts";
import type { SpanRecorder } from "../telemetry/span-recorder.ts";
import type { ConfiguredGraph } from "./configured-graph.ts";
import type { Graph, GraphNode } from "./graph-node.ts";
import type { GraphShape, PipelineShape } from "./graph-shape.ts";
import { outputsTo, PipelineHead, type WrapOutput } from "./pipeline-head.ts";
import { stagesOf } from "./stages.ts";

/** One instance that is about to be created. */
export interface Instance extends InstanceId {
  readonly factory: AnyFactory;
  /** Processors: the pipeline that they stand in. */
  readonly pipeline?: PipelineId | undefined;
}

/** What the builder asks of the service for each instance. */
export type Equip = (instance: Instance) => {
  readonly settings: Settings<Instruments>;
  readonly status: ComponentStatus;
};

/** A created exporter or connector. */
interface Sink extends GraphNode {
  readonly inputs: Inputs;
}

type Processor = GraphNode & { readonly component: Consumer<Payload> };

/** What stands behind a place in a pipeline, and how it is counted on the way there. */
interface Joint {
  readonly id: ComponentId;
  readonly next: Consumer<Payload>;
  readonly link: LinkAccount;
  readonly counters: readonly Counter[];
}

/** What is measured between components. */
export interface GraphMeasures {
  readonly metrics: PipelineMetrics;
  readonly exportMetrics: ExportMetrics;
  readonly spans: SpanRecorder;
  readonly ledger: Ledger;
}

/**
 * Creates every component that a pipeline names, once a component ID (processors: once a pipeline), joined by
 * consumers that count. Creating opens nothing: that is for `start`.
 */
export class GraphBuilder {
  readonly findings: Finding[] = [];
  readonly #configured: ConfiguredGraph;
  readonly #shape: GraphShape;
  readonly #equip: Equip;
  readonly #metrics: PipelineMetrics;
  readonly #exportMetrics: ExportMetrics;
  readonly #spans: SpanRecorder;
  readonly #ledger: Ledger;
  readonly #settles: ReadonlySet<ComponentId>;
  readonly #heads = new Map<PipelineId, PipelineHead>();

  /** `settles`: the processors whose traits say so. */
  constructor(
    configured: ConfiguredGraph,
    shape: GraphShape,
    equip: Equip,
    { metrics, exportMetrics, spans, ledger }: GraphMeasures,
    settles: ReadonlySet<ComponentId>,
  ) {
    this.#configured = configured;
    this.#shape = shape;
    this.#equip = equip;
    this.#metrics = metrics;
    this.#exportMetrics = exportMetrics;
    this.#spans = spans;
    this.#ledger = ledger;
    this.#settles = settles;
  }

  /** What could be created; what could not is among `findings`. */
  build(): Graph {
    for (const { id, signal } of this.#shape.pipelines) this.#heads.set(id, new PipelineHead(id, signal));
    const exporters = this.#createAll("exporters", this.#configured.exporters, (id) => this.#exporter(id));
    const connectors = this.#createAll("exporters", this.#configured.connectors, (id) => this.#connector(id));
    const sinks = new Map([...exporters, ...connectors]);
    const chains = new Map(this.#shape.pipelines.map((pipeline) => [pipeline.id, this.#pipeline(pipeline, sinks)]));
    const receivers = this.#createAll("receivers", this.#configured.receivers, (id) => this.#receiver(id));
    return {
      receivers: [...receivers.values()],
      stages: stagesOf(this.#shape.connections, chains, connectors),
      exporters: [...exporters.values()],
    };
  }

  #createAll<T>(
    list: "receivers" | "exporters",
    configured: ReadonlyMap<ComponentId, unknown>,
    create: (id: ComponentId) => T | undefined,
  ): ReadonlyMap<ComponentId, T> {
    const used = new Set(this.#shape.pipelines.flatMap((pipeline) => pipeline[list]));
    const created = [...configured.keys()].filter((id) => used.has(id)).map((id) => [id, create(id)] as const);
    return new Map(created.flatMap(([id, node]) => (node === undefined ? [] : [[id, node] as const])));
  }

  #exporter(id: ComponentId): Sink | undefined {
    const { factory, config } = this.#configured.exporters.get(id)!;
    const instance = { id, kind: "exporter", factory, pipelines: this.#pipelinesOf("exporters", id) } as const;
    return this.#create(instance, ["exporters", id], `failed to create "${id}" exporter`, (settings) => {
      let countsItself = false;
      const exportCounters = (target?: (signal: Signal) => ExportTarget): ExportCounters => {
        countsItself = true;
        const books = this.#ledger.books(instance);
        return new ExportCounting(this.#metrics, this.#exportMetrics, id, this.#signalsOf(id), books, target);
      };
      const component = factory.create({ ...settings, exportCounters }, config);
      this.#ledger.exporter({ id, countsItself });
      return { component, inputs: countsItself ? component : this.#countSent(id, factory, component) };
    });
  }

  /** By how `consume` ends. Exporters that declare the counters of sent items have counters of their own. */
  #countSent(id: ComponentId, factory: ExporterFactory, inputs: Inputs): Inputs {
    const used = this.#signalsOf(id);
    const counted = <P extends Payload>(signal: Signal, consumer: Consumer<P> | undefined): Consumer<P> | undefined => {
      if (consumer === undefined || !used.has(signal)) return consumer;
      if (factory.instruments?.[`sent_${itemsOf[signal]}`] !== undefined) return consumer;
      return sentCounter(consumer, this.#metrics.sent(signal, id), this.#metrics.sendFailed(signal, id));
    };
    return {
      traces: counted("traces", inputs.traces),
      metrics: counted("metrics", inputs.metrics),
      logs: counted("logs", inputs.logs),
    };
  }

  /** Of the pipelines that the exporter stands in. */
  #signalsOf(id: ComponentId): ReadonlySet<Signal> {
    return new Set(this.#shape.pipelines.flatMap((each) => (each.exporters.includes(id) ? [each.signal] : [])));
  }

  #connector(id: ComponentId): Sink | undefined {
    const { factory, config } = this.#configured.connectors.get(id)!;
    const joined = this.#shape.connections.filter(({ connector }) => connector === id);
    const pipelines = [...new Set(joined.flatMap(({ from, to }) => [from.id, to.id]))];
    const outputs = outputsTo([...new Set(joined.map(({ to }) => this.#heads.get(to.id)!))]);
    const instance = { id, kind: "connector", factory, pipelines } as const;
    return this.#create(instance, ["connectors", id], `failed to create "${id}" connector`, (settings) => {
      const component = factory.create(settings, config, outputs);
      return { component, inputs: component };
    });
  }

  #receiver(id: ComponentId): GraphNode | undefined {
    const { factory, config } = this.#configured.receivers.get(id)!;
    const pipelines = this.#pipelinesOf("receivers", id);
    const heads = pipelines.map((pipeline) => this.#heads.get(pipeline)!);
    const counters = new Map(heads.map(({ signal }) => [signal, new AcceptedCounter(this.#metrics, signal, id)]));
    const count: WrapOutput = (signal, next) =>
      countedOutput(
        spannedLink(next as Consumer<Payload>, `receiver/${id}/${received[signal]}`, this.#spans),
        counters.get(signal)!,
      );
    const instance = { id, kind: "receiver", factory, pipelines } as const;
    return this.#create(instance, ["receivers", id], `failed to create "${id}" receiver`, (settings) => ({
      component: factory.create(settings, config, outputsTo(heads, count)),
    }));
  }

  /** Joins a pipeline from its end to its head. Returns its processors in their order. */
  #pipeline(pipeline: PipelineShape, sinks: ReadonlyMap<ComponentId, Sink>): readonly GraphNode[] {
    const { signal } = pipeline;
    const nodes: GraphNode[] = [];
    let joint = this.#ends(pipeline, sinks);
    for (const id of pipeline.processors.toReversed()) {
      const settled = this.#settles.has(id) ? new SettledCounter<Payload>(this.#acceptedBy(signal)) : undefined;
      const behind = countedLink(joint.next, joint.link, [this.#metrics.outgoing(signal, id), ...joint.counters]);
      const processor = this.#processor(pipeline, id, settled?.output(behind) ?? behind);
      if (processor === undefined) continue;
      nodes.unshift(processor);
      const link = this.#ledger.link(pipeline.id, signal, id);
      this.#ledger.processor({ pipeline: pipeline.id, signal, id, before: link, behind: joint.link });
      const next = settled?.input(processor.component) ?? processor.component;
      joint = { id, next, link, counters: [this.#metrics.incoming(signal, id)] };
    }
    this.#ledger.head(pipeline.id, signal, joint.id);
    this.#heads.get(pipeline.id)!.bind(countedLink(joint.next, joint.link, joint.counters));
    return nodes;
  }

  /** Where a pipeline ends: one exporter, or several at once, each of which has a link of its own. */
  #ends(pipeline: PipelineShape, sinks: ReadonlyMap<ComponentId, Sink>): Joint {
    const { id: name, signal } = pipeline;
    const ends = pipeline.exporters.flatMap((id): Joint[] => {
      const next = this.#input(pipeline, id, sinks.get(id));
      return next === undefined ? [] : [{ id, next, link: this.#ledger.link(name, signal, id), counters: [] }];
    });
    if (ends.length === 1) return ends[0]!;
    const link = this.#ledger.link(name, signal, "exporters");
    return { id: "exporters", next: fanOut(ends.map((end) => countedLink(end.next, end.link))), link, counters: [] };
  }

  #acceptedBy(signal: Signal): (receiver: ComponentId) => AcceptedCounter {
    const known = new Map<ComponentId, AcceptedCounter>();
    return (receiver) => {
      const counter = known.get(receiver) ?? new AcceptedCounter(this.#metrics, signal, receiver);
      known.set(receiver, counter);
      return counter;
    };
  }

  #input({ id, signal }: PipelineShape, sinkId: ComponentId, sink: Sink | undefined): Consumer<Payload> | undefined {
    if (sink === undefined) return undefined; // not created: told already
    const consumer = sink.inputs[signal];
    if (consumer !== undefined)
      return spannedLink(consumer as Consumer<Payload>, `${sink.instance.kind}/${sinkId}/${signal}`, this.#spans);
    const message = `${sink.instance.kind} "${sinkId}" declares ${signal} and takes none`;
    this.findings.push(errorAt(["service", "pipelines", id, "exporters"], message));
    return undefined;
  }

  #processor(pipeline: PipelineShape, id: ComponentId, next: Consumer<Payload>): Processor | undefined {
    const { factory, config } = this.#configured.processors.get(id)!;
    const instance = { id, kind: "processor", factory, pipelines: [pipeline.id], pipeline: pipeline.id } as const;
    const failure = `failed to create "${id}" processor, in pipeline "${pipeline.id}"`;
    return this.#create(instance, ["processors", id], failure, (settings) => ({
      component: createProcessor(factory, pipeline.signal, settings, config, next),
    }));
  }

  #create<T extends Pick<GraphNode, "component">>(
    instance: Instance,
    path: readonly string[],
    failure: string,
    create: (settings: Settings<Instruments>) => T,
  ): (GraphNode & T) | undefined {
    try {
      const { settings, status } = this.#equip(instance);
      return { ...create(settings), instance, status };
    } catch (error) {
      this.findings.push(errorAt(path, `${failure}: ${errorMessage(error)}`));
      return undefined;
    }
  }

  #pipelinesOf(list: "receivers" | "exporters", id: ComponentId): readonly PipelineId[] {
    return this.#shape.pipelines.filter((pipeline) => pipeline[list].includes(id)).map((pipeline) => pipeline.id);
  }
}

/** What otelcol calls the spans of receivers. */
const received = { traces: "TraceDataReceived", metrics: "MetricsReceived", logs: "LogsReceived" } as const;

const creators = { traces: "createTraces", metrics: "createMetrics", logs: "createLogs" } as const;

function createProcessor(
  factory: ProcessorFactory,
  signal: Signal,
  settings: Settings<Instruments>,
  config: unknown,
  next: Consumer<Payload>,
): Processor["component"] {
  if (factory.createAny !== undefined) return factory.createAny(settings, config, next);
  // The three differ in the payload's type alone, which is that of the pipeline.
  type Create = NonNullable<ProcessorFactory["createAny"]>;
  const create = factory[creators[signal]] as unknown as Create;
  return create.call(factory, settings, config, next);
}

import type { Logs, Metrics, Payload, Signal, Traces } from "@genai-collector/pdata";
import type { Capability, Provided } from "./capability.ts";
import type { Component, Settings } from "./component.ts";
import type { ConfigSpec } from "./config.ts";
import type { Consumer, Inputs, Outputs } from "./consumer.ts";
import type { Kind, Stability } from "./names.ts";
import type { Instruments } from "./telemetry.ts";
import type { ConnectorTraits, ExporterTraits, ExtensionTraits, ProcessorTraits, ReceiverTraits } from "./traits.ts";

/** What every factory declares. `C`: configuration, `I`: instruments, `T`: traits, `S`: what `stability` is keyed by. */
export interface FactorySpec<C, I extends Instruments, T, S extends string = Signal> {
  /** The type in the user's YAML: `^[a-zA-Z][0-9a-zA-Z_]{0,62}$`. */
  readonly type: string;
  /** Other spellings of the type that are accepted. */
  readonly aliases?: readonly string[];
  readonly stability: { readonly [K in S]?: Stability };
  readonly config: ConfigSpec<C>;
  readonly instruments?: I;
  /** From the configuration alone. Pure: no environment, no files, no clock. */
  traits?(config: NoInfer<C>): T;
}

type Given<C, I extends Instruments> = [settings: Settings<NoInfer<I>>, config: NoInfer<C>];

/** Created once per component ID, with all its outputs. */
export interface ReceiverSpec<C, I extends Instruments = {}> extends FactorySpec<C, I, ReceiverTraits> {
  create(...given: [...Given<C, I>, outputs: Outputs]): Component;
}

type Processor<P extends Payload> = Partial<Component> & Consumer<P>;

/** Created once per pipeline. */
export interface ProcessorSpec<C, I extends Instruments = {}> extends FactorySpec<C, I, ProcessorTraits> {
  createTraces?(...given: [...Given<C, I>, next: Consumer<Traces>]): Processor<Traces>;
  createMetrics?(...given: [...Given<C, I>, next: Consumer<Metrics>]): Processor<Metrics>;
  createLogs?(...given: [...Given<C, I>, next: Consumer<Logs>]): Processor<Logs>;
  /** Instead of the three, for processors that treat every signal alike. */
  createAny?<P extends Payload>(...given: [...Given<C, I>, next: Consumer<P>]): Processor<P>;
}

/** Created once per component ID, with a consumer for each signal. */
export interface ExporterSpec<C, I extends Instruments = {}> extends FactorySpec<C, I, ExporterTraits> {
  traits(config: NoInfer<C>): ExporterTraits;
  create(...given: Given<C, I>): Partial<Component> & Inputs;
}

/** Created once per component ID; ends pipelines and begins others. */
export interface ConnectorSpec<C, I extends Instruments = {}> extends FactorySpec<
  C,
  I,
  ConnectorTraits,
  `${Signal}-${Signal}`
> {
  traits(config: NoInfer<C>): ConnectorTraits;
  create(...given: [...Given<C, I>, outputs: Outputs]): Partial<Component> & Inputs;
}

/** Created once per component ID. */
export interface ExtensionSpec<C, I extends Instruments = {}> extends FactorySpec<C, I, ExtensionTraits, "extension"> {
  /** What it will provide, known before it is created, so that a wrong ID is found in the configuration. */
  readonly provides?: readonly Capability<unknown>[];
  create(...given: Given<C, I>): Partial<Component> & { readonly provided?: readonly Provided[] };
}

const factoryMark = Symbol.for("genai-collector.factory/1");

/** A declared component. Recognise it with `isFactory`, never by `instanceof`. */
export type Factory<K extends Kind = Kind, S = unknown> = S & { readonly kind: K; readonly [factoryMark]: true };

/** Whether `value` is a factory of any loaded copy of this package. */
export function isFactory(value: unknown): value is Factory {
  return typeof value === "object" && value !== null && factoryMark in value;
}

function define<K extends Kind, S extends object>(kind: K, spec: S): Factory<K, S> {
  return Object.freeze({ ...spec, kind, [factoryMark]: true as const });
}

/** Declares a receiver. */
export function defineReceiver<C, const I extends Instruments = {}>(
  spec: ReceiverSpec<C, I>,
): Factory<"receiver", ReceiverSpec<C, I>> {
  return define("receiver", spec);
}

/** Declares a processor. */
export function defineProcessor<C, const I extends Instruments = {}>(
  spec: ProcessorSpec<C, I>,
): Factory<"processor", ProcessorSpec<C, I>> {
  return define("processor", spec);
}

/** Declares an exporter. */
export function defineExporter<C, const I extends Instruments = {}>(
  spec: ExporterSpec<C, I>,
): Factory<"exporter", ExporterSpec<C, I>> {
  return define("exporter", spec);
}

/** Declares a connector. */
export function defineConnector<C, const I extends Instruments = {}>(
  spec: ConnectorSpec<C, I>,
): Factory<"connector", ConnectorSpec<C, I>> {
  return define("connector", spec);
}

/** Declares an extension. */
export function defineExtension<C, const I extends Instruments = {}>(
  spec: ExtensionSpec<C, I>,
): Factory<"extension", ExtensionSpec<C, I>> {
  return define("extension", spec);
}

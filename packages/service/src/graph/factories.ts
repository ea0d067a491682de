import type {
  ConnectorSpec,
  ExporterSpec,
  ExtensionSpec,
  Factory,
  Instruments,
  ProcessorSpec,
  ReceiverSpec,
  Signal,
} from "@genai-collector/component";

/** Factories as the service calls them: what their configuration decodes to is their own affair. */
export type ReceiverFactory = Factory<"receiver", ReceiverSpec<unknown, Instruments>>;
export type ProcessorFactory = Factory<"processor", ProcessorSpec<unknown, Instruments>>;
export type ExporterFactory = Factory<"exporter", ExporterSpec<unknown, Instruments>>;
export type ConnectorFactory = Factory<"connector", ConnectorSpec<unknown, Instruments>>;
export type ExtensionFactory = Factory<"extension", ExtensionSpec<unknown, Instruments>>;
export type AnyFactory = ReceiverFactory | ProcessorFactory | ExporterFactory | ConnectorFactory | ExtensionFactory;

const creators = { traces: "createTraces", metrics: "createMetrics", logs: "createLogs" } as const;

/** Whether the component may stand in a pipeline of `signal`. */
export function supports(factory: ReceiverFactory | ProcessorFactory | ExporterFactory, signal: Signal): boolean {
  if (factory.stability[signal] === undefined) return false;
  if (factory.kind !== "processor") return true;
  return factory.createAny !== undefined || factory[creators[signal]] !== undefined;
}

/** Whether the connector makes data of signal `to` from data of signal `from`. */
export function converts(factory: ConnectorFactory, from: Signal, to: Signal): boolean {
  return factory.stability[`${from}-${to}`] !== undefined;
}

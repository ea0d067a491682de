import type { Signal } from "@genai-collector/component";
import type { ConnectorFactory, ExporterFactory, ProcessorFactory, ReceiverFactory } from "@genai-collector/confmap";

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

import type { Signal, Stability } from "@genai-collector/component";
import type { ConnectorFactory, ExporterFactory, ProcessorFactory, ReceiverFactory } from "@genai-collector/confmap";

type Declared<S extends string> = Readonly<Partial<Record<S, Stability>>>;

const creators = { traces: "createTraces", metrics: "createMetrics", logs: "createLogs" } as const;

/** Whether the component may stand in a pipeline of `signal`. */
export function supports(factory: ReceiverFactory | ProcessorFactory | ExporterFactory, signal: Signal): boolean {
  const declared: Declared<Signal> = factory.stability;
  if (declared[signal] === undefined) return false;
  if (factory.kind !== "processor") return true;
  return factory.createAny !== undefined || factory[creators[signal]] !== undefined;
}

/** Whether the connector makes data of signal `to` from data of signal `from`. */
export function converts(factory: ConnectorFactory, from: Signal, to: Signal): boolean {
  const declared: Declared<`${Signal}-${Signal}`> = factory.stability;
  return declared[`${from}-${to}`] !== undefined;
}

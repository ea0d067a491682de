import type {
  ConnectorSpec,
  ExporterSpec,
  ExtensionSpec,
  Factory,
  Instruments,
  ProcessorSpec,
  ReceiverSpec,
} from "@genai-collector/component";
import type { ConformanceCase } from "./conformance-case.ts";
import { connectorCases, type ConnectorConformance } from "./connector-cases.ts";
import { exporterCases, type ExporterConformance } from "./exporter-cases.ts";
import { extensionCases, type ExtensionConformance } from "./extension-cases.ts";
import { processorCases, type ProcessorConformance } from "./processor-cases.ts";
import { receiverCases } from "./receiver-cases.ts";
import type { ReceiverConformance } from "./receiver-conformance.ts";

/** The cases that a receiver has to pass. */
export function conformanceOfReceiver<C, I extends Instruments>(
  factory: Factory<"receiver", ReceiverSpec<C, I>>,
  options: ReceiverConformance = {},
): ConformanceCase[] {
  return receiverCases(factory as never, options);
}

/** The cases that a processor has to pass. */
export function conformanceOfProcessor<C, I extends Instruments>(
  factory: Factory<"processor", ProcessorSpec<C, I>>,
  options: ProcessorConformance = {},
): ConformanceCase[] {
  return processorCases(factory as never, options);
}

/** The cases that an exporter has to pass. */
export function conformanceOfExporter<C, I extends Instruments>(
  factory: Factory<"exporter", ExporterSpec<C, I>>,
  options: ExporterConformance = {},
): ConformanceCase[] {
  return exporterCases(factory as never, options);
}

/** The cases that a connector has to pass. */
export function conformanceOfConnector<C, I extends Instruments>(
  factory: Factory<"connector", ConnectorSpec<C, I>>,
  options: ConnectorConformance = {},
): ConformanceCase[] {
  return connectorCases(factory as never, options);
}

/** The cases that an extension has to pass. */
export function conformanceOfExtension<C, I extends Instruments>(
  factory: Factory<"extension", ExtensionSpec<C, I>>,
  options: ExtensionConformance = {},
): ConformanceCase[] {
  return extensionCases(factory as never, options);
}

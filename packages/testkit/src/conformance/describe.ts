import type {
  ConnectorSpec,
  ExporterSpec,
  ExtensionSpec,
  Factory,
  Instruments,
  ProcessorSpec,
  ReceiverSpec,
} from "@genai-collector/component";
import { describe, it } from "vitest";
import type { CheckpointStorage } from "./checkpoint-storage.ts";
import { checkpointStoreCases } from "./checkpoint-store-cases.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import {
  conformanceOfConnector,
  conformanceOfExporter,
  conformanceOfExtension,
  conformanceOfProcessor,
  conformanceOfReceiver,
} from "./conformance-of.ts";
import type { ConnectorConformance } from "./connector-cases.ts";
import type { ExporterConformance } from "./exporter-cases.ts";
import type { ExtensionConformance } from "./extension-cases.ts";
import type { ProcessorConformance } from "./processor-cases.ts";
import type { ReceiverConformance } from "./receiver-conformance.ts";

/** A Vitest suite of everything that a receiver promises. */
export function describeReceiver<C, I extends Instruments>(
  factory: Factory<"receiver", ReceiverSpec<C, I>>,
  options?: ReceiverConformance,
): void {
  describeCases(`conformance of receiver ${factory.type}`, conformanceOfReceiver(factory, options));
}

/** A Vitest suite of everything that a processor promises. */
export function describeProcessor<C, I extends Instruments>(
  factory: Factory<"processor", ProcessorSpec<C, I>>,
  options?: ProcessorConformance,
): void {
  describeCases(`conformance of processor ${factory.type}`, conformanceOfProcessor(factory, options));
}

/** A Vitest suite of everything that an exporter promises. */
export function describeExporter<C, I extends Instruments>(
  factory: Factory<"exporter", ExporterSpec<C, I>>,
  options?: ExporterConformance,
): void {
  describeCases(`conformance of exporter ${factory.type}`, conformanceOfExporter(factory, options));
}

/** A Vitest suite of everything that a connector promises. */
export function describeConnector<C, I extends Instruments>(
  factory: Factory<"connector", ConnectorSpec<C, I>>,
  options?: ConnectorConformance,
): void {
  describeCases(`conformance of connector ${factory.type}`, conformanceOfConnector(factory, options));
}

/** A Vitest suite of everything that an extension promises. */
export function describeExtension<C, I extends Instruments>(
  factory: Factory<"extension", ExtensionSpec<C, I>>,
  options?: ExtensionConformance,
): void {
  describeCases(`conformance of extension ${factory.type}`, conformanceOfExtension(factory, options));
}

/** A Vitest suite of everything that a checkpoint store promises. `create` gives a new, empty storage. */
export function describeCheckpointStore(name: string, create: () => Promise<CheckpointStorage>): void {
  describeCases(`conformance of checkpoint store ${name}`, checkpointStoreCases(create));
}

function describeCases(name: string, cases: readonly ConformanceCase[]): void {
  describe(name, () => {
    for (const { name: promise, run } of cases) it(promise, run);
  });
}

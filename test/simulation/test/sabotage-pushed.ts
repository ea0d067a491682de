import { isCollectorError, type BatchContext, type Consumer } from "@genai-collector/component";
import type { AnyFactory, ProcessorFactory } from "@genai-collector/confmap";
import type { Logs } from "@genai-collector/pdata";
import { shipped, type Given } from "./sabotage.ts";

type ExporterFactory = Extract<AnyFactory, { kind: "exporter" }>;

/** The guard that ships, with something broken behind it: what it hands on of logs goes to `saboteur`. */
export function behindLogGuard(saboteur: (next: Consumer<Logs>, settings: Given) => Consumer<Logs>): AnyFactory {
  const { createAny, ...guard } = shipped("processor", "guard") as ProcessorFactory;
  return {
    ...guard,
    createMetrics: (settings, config, next) => createAny!(settings, config, next),
    createLogs: (settings, config, next) => createAny!(settings, config, saboteur(next, settings)),
  };
}

/** No guard at all. */
export function withoutLogGuard(): AnyFactory {
  const { createAny, ...guard } = shipped("processor", "guard") as ProcessorFactory;
  return {
    ...guard,
    createMetrics: (settings, config, next) => createAny!(settings, config, next),
    createLogs: (_settings, _config, next) => next,
  };
}

/** Tells the sender that all is well, whatever comes of it. */
export function whitewash(next: Consumer<Logs>): Consumer<Logs> {
  return {
    consume: async (payload: Logs, context: BatchContext) => {
      try {
        await next.consume(payload, context);
      } catch (error) {
        if (!isCollectorError(error)) throw error;
      }
    },
  };
}

/** The exporter that ships, which counts no item that it could not send. */
export function silentExporter(): ExporterFactory {
  const exporter = shipped("exporter", "otlp_http") as ExporterFactory;
  return {
    ...exporter,
    create: (settings, config) => {
      const { exportCounters } = settings;
      if (exportCounters === undefined) throw new Error("an exporter is given counters");
      const deaf: typeof exportCounters = (...given) => ({
        ...membersOf(exportCounters(...given)),
        failed: () => undefined,
      });
      return exporter.create({ ...settings, exportCounters: deaf }, config);
    },
  };
}

function membersOf(counters: ReturnType<NonNullable<Given["exportCounters"]>>): typeof counters {
  return {
    sent: (...given) => counters.sent(...given),
    failed: (...given) => counters.failed(...given),
    enqueueFailed: (...given) => counters.enqueueFailed(...given),
    enqueued: (...given) => counters.enqueued(...given),
    batched: (...given) => counters.batched(...given),
    inFlight: (...given) => counters.inFlight(...given),
    queue: (...given) => counters.queue(...given),
    restored: (...given) => counters.restored(...given),
    holds: (...given) => counters.holds(...given),
  };
}

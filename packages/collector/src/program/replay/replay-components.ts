import {
  deadLetters,
  defineExporter,
  defineExtension,
  defineReceiver,
  provide,
  type BatchContext,
  type Consumer,
  type Inputs,
  type Payload,
} from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import type { ExporterFactory, ExtensionFactory, ReceiverFactory } from "@genai-collector/confmap";
import type { ReplayDesk } from "./replay-desk.ts";

const type = "dead_letter_replay";
const everySignal = { traces: "development", metrics: "development", logs: "development" } as const;

/** In place of every receiver: letters come from the desk. */
export function replayReceiver(desk: ReplayDesk): ReceiverFactory {
  return defineReceiver({
    type,
    stability: everySignal,
    config: map({}),
    create: (_settings, _config, outputs) => {
      desk.outputs = outputs;
      return { start: async () => undefined, shutdown: async () => undefined };
    },
  });
}

/** In place of the store: what is refused once more is told to the desk, which has the letter. */
export function replayLetters(desk: ReplayDesk): ExtensionFactory {
  return defineExtension({
    type,
    stability: { extension: "development" },
    config: map({}),
    provides: [deadLetters],
    create: () => ({
      provided: [
        provide(deadLetters, {
          keep: async ({ payload }) => {
            desk.refused(payload);
            return true;
          },
        }),
      ],
    }),
  });
}

/** The exporter itself, and the desk sees what comes to it. */
export function watchedExporter(factory: ExporterFactory, desk: ReplayDesk): ExporterFactory {
  return defineExporter({
    ...factory,
    create: (settings, config: unknown) => {
      const made = factory.create(settings, config);
      const watch = <P extends Payload>(inner: Consumer<P> | undefined): Consumer<P> | undefined =>
        inner && {
          consume: (payload: P, context: BatchContext) => {
            desk.reached(payload.items);
            return inner.consume(payload, context);
          },
        };
      const inputs: Inputs = { traces: watch(made.traces), metrics: watch(made.metrics), logs: watch(made.logs) };
      return {
        ...inputs,
        start: async (host) => made.start?.(host),
        shutdown: async (signal) => made.shutdown?.(signal),
      };
    },
  });
}

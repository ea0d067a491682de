import type { ComponentId, PipelineId } from "@genai-collector/component";
import type { JsonSchema } from "@genai-collector/config/schema";
import type { Configuration, ConfiguredComponent } from "@genai-collector/confmap";
import { namedExtensions } from "@genai-collector/service";
import { replayLetters, replayReceiver, watchedExporter } from "./replay-components.ts";
import type { ReplayDesk } from "./replay-desk.ts";

const replayId = "dead_letter_replay";

/**
 * What is left of a configuration to send the letters of one exporter again: its pipelines with their processors, what
 * these and the exporter name among the extensions, and nothing that listens, polls, elects or remembers. The exporter
 * has no queue, so that it answers with what became of a letter.
 */
export function replayGraph(
  configuration: Configuration,
  exporter: ComponentId,
  pipelines: ReadonlySet<PipelineId>,
  desk: ReplayDesk,
): Configuration {
  const { node } = configuration.exporters.get(exporter)!;
  const made = <F>(factory: F): ConfiguredComponent<F> => ({ factory, config: {}, raw: {}, node });
  const kept = [...configuration.pipelines].filter(([id]) => pipelines.has(id));
  const used = new Set(kept.flatMap(([, { processors }]) => processors));
  const processors = new Map([...configuration.processors].filter(([id]) => used.has(id)));
  const sender = sendingDirectly(configuration.exporters.get(exporter)!, desk);
  const extensions = neededExtensions(configuration, [sender, ...processors.values()]);
  return {
    ...configuration,
    receivers: new Map([[replayId, made(replayReceiver(desk))]]),
    processors,
    exporters: new Map([[exporter, sender]]),
    connectors: new Map(),
    extensions: new Map([...extensions, [replayId, made(replayLetters(desk))]]),
    serviceExtensions: [...configuration.serviceExtensions.filter((id) => extensions.has(id)), replayId],
    pipelines: new Map(kept.map(([id, each]) => [id, { ...each, receivers: [replayId], exporters: [exporter] }])),
    workers: 1,
    telemetry: quietTelemetry(configuration),
  };
}

/** With the keys of the exporter helper: an exporter without them is taken as it is. */
function sendingDirectly(
  component: Configuration["exporters"] extends ReadonlyMap<string, infer C> ? C : never,
  desk: ReplayDesk,
) {
  const schema: JsonSchema = component.factory.config.jsonSchema;
  const known = Object.keys(schema.properties ?? {});
  const config = {
    ...(component.config as object),
    ...(known.includes("sending_queue") ? { sending_queue: undefined } : {}),
    ...(known.includes("dead_letter") ? { dead_letter: replayId } : {}),
  };
  return { ...component, factory: watchedExporter(component.factory, desk), config };
}

/** What the components name, and what that names. */
function neededExtensions(
  { extensions }: Configuration,
  components: readonly Pick<ConfiguredComponent<Described>, "factory" | "config">[],
): Configuration["extensions"] {
  const needed = new Map<ComponentId, ConfiguredExtension>();
  const waiting = [...components];
  // The list grows while it is walked.
  for (const { factory, config } of waiting) {
    for (const { id } of namedExtensions(factory.config.jsonSchema, config)) {
      const extension = extensions.get(id);
      if (extension === undefined || needed.has(id)) continue;
      needed.set(id, extension);
      waiting.push(extension);
    }
  }
  return needed;
}

type ConfiguredExtension = Configuration["extensions"] extends ReadonlyMap<string, infer C> ? C : never;
type Described = Pick<ConfiguredExtension["factory"], "config">;

/** The running collector has its port, its log files, its ledger and its sinks of its own telemetry. */
function quietTelemetry({ telemetry }: Configuration): Configuration["telemetry"] {
  return {
    ...telemetry,
    logs: { ...telemetry.logs, output_paths: ["stderr"] },
    metrics: { level: "none", readers: [] },
    traces: { level: "none", processors: [] },
    ledger: { path: "" },
  };
}

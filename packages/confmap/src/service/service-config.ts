import { count, duration, id, list, map, record, text } from "@genai-collector/config/schema";
import { telemetryConfig } from "./telemetry-config.ts";

const ids = (doc: string) => list(id({ doc: "A component." }), { default: [], doc });

/** `service`: what runs, and how the collector itself behaves. */
export const serviceConfig = map({
  extensions: ids("Extensions that run. Those that are configured but not listed here do not."),
  pipelines: record(
    map({
      receivers: ids("Where data comes from: receivers, and connectors that other pipelines end in."),
      processors: ids("What happens to it, in this order."),
      exporters: ids("Where it goes: exporters, and connectors that other pipelines begin with."),
    }),
    { default: {}, doc: "Pipelines by ID: `traces`, `metrics` or `logs`, or one of them with `/name`." },
  ),
  telemetry: telemetryConfig,
  packages: list(text({ min: 1, doc: "The name of a package." }), {
    default: [],
    doc: "npm packages with more components, resolved from the folder of the file that names them.",
  }),
  workers: count({
    default: 1,
    min: 1,
    max: 1024,
    doc: "Processes that share the listening ports and are shown as one. What polls or keeps state runs in the first.",
  }),
  shutdown_timeout: duration({
    default: "30s",
    min: "1s",
    max: "1h",
    doc: "How long a shutdown may take: what has not been sent by then is given up.",
  }),
});

import {
  count,
  duration,
  flag,
  headers,
  list,
  map,
  oneOf,
  optional,
  record,
  section,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";
import { resourceField } from "./resource-field.ts";

const otlpExporter = map({
  protocol: oneOf(["http/protobuf"], { default: "http/protobuf", doc: "How it is sent." }),
  endpoint: text({ min: 1, doc: "URL without the signal's path. Without a scheme, https:// is put before it." }),
  headers: headers({ default: {}, doc: "Headers of every request, for example an API key." }),
  insecure: flag({ default: false, doc: "Put http:// before an endpoint without a scheme." }),
  compression: oneOf(["none", "gzip"], { default: "none", doc: "Compression of request bodies." }),
  timeout: count({ default: 10_000, min: 1, doc: "Longest wait for an answer, in milliseconds." }),
});

const prometheusExporter = map({
  host: text({ default: "localhost", doc: "Host or address to listen on." }),
  port: count({ default: 8888, max: 65_535, doc: "Port to listen on." }),
  without_scope_info: flag({ default: true, doc: "Leave the scope's labels out." }),
  without_units: flag({ default: true, doc: "Leave units out of names." }),
  without_type_suffix: flag({ default: true, doc: "Leave _total out of the names of counters." }),
});

const pull = map({ exporter: map({ prometheus: prometheusExporter }) });

const periodic = map({
  interval: count({ default: 60_000, min: 1, doc: "From one export to the next, in milliseconds." }),
  timeout: count({ default: 30_000, min: 1, doc: "Longest duration of one export, in milliseconds." }),
  exporter: map({
    otlp: section(otlpExporter, { doc: "Send OTLP over HTTP." }),
    console: section(map({}), { doc: "Write to standard output." }),
  }).check((config, problem) => {
    if ((config.otlp === undefined) === (config.console === undefined)) problem("", "must have either otlp or console");
  }),
});

const reader = map({
  pull: section(pull, { doc: "Wait to be scraped." }),
  periodic: section(periodic, { doc: "Export at an interval." }),
}).check((config, problem) => {
  if ((config.pull === undefined) === (config.periodic === undefined)) problem("", "must be either pull or periodic");
});

const metrics = map({
  level: oneOf(["none", "basic", "normal", "detailed"], {
    default: "normal",
    ignoreCase: true,
    doc: "How much is measured. Each level has what the one before it has.",
  }),
  readers: list(reader, {
    default: [{ pull: { exporter: { prometheus: {} } } }],
    doc: "Where the metrics go. A list takes the place of the default, a page for Prometheus at localhost:8888.",
  }),
}).check((config, problem) => {
  if (config.level !== "none" && config.readers.length === 0)
    problem("readers", "must hold a reader, unless level is none");
});

const logs = map({
  level: oneOf(["debug", "info", "warn", "error"], {
    default: "info",
    ignoreCase: true,
    doc: "The least that is logged.",
  }),
  encoding: oneOf(["console", "json"], { default: "console", doc: "How a line looks." }),
  output_paths: list(text({ min: 1, doc: "An output." }), {
    default: ["stderr"],
    doc: "`stdout`, `stderr`, or paths of files.",
  }),
  initial_fields: record(text({ doc: "A value." }), { default: {}, doc: "Fields of every line." }),
  sampling: section(
    map({
      tick: duration({ default: "10s", min: "1ms", doc: "For how long equal lines are counted." }),
      initial: count({ default: 10, doc: "So many equal lines pass in each tick." }),
      thereafter: count({ default: 100, doc: "Then each so-manieth; 0 for none." }),
    }),
    { initially: "some", doc: "Thin out equal lines." },
  ),
});

const spanExporter = map({ exporter: map({ otlp: section(otlpExporter, { doc: "Send OTLP over HTTP." }) }) });

const traces = map({
  level: oneOf(["none", "basic", "normal", "detailed"], {
    default: "basic",
    ignoreCase: true,
    doc: "`none` makes no spans.",
  }),
  processors: list(
    map({
      batch: section(spanExporter, { doc: "Export in batches." }),
      simple: section(spanExporter, { doc: "Export each span at once." }),
    }).check((config, problem) => {
      if ((config.batch === undefined) === (config.simple === undefined)) problem("", "must be either batch or simple");
    }),
    { default: [], doc: "Where the collector's own spans go; nowhere by default." },
  ),
});

const ledger = map({
  path: text({
    default: "",
    doc: "A file in which the totals of items are kept, so that the account goes on after a crash; other workers' names end in .1, .2. Empty: none.",
  }),
});

/** `service::telemetry`: the collector's own logs, metrics and traces. */
export const telemetryConfig = map({ logs, metrics, traces, ledger, resource: optional(resourceField) });

export type TelemetryConfig = ConfigOf<typeof telemetryConfig>;

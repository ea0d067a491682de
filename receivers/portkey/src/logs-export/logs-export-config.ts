import { bytes, count, duration, list, map, text, type ConfigOf } from "@genai-collector/config/schema";
import { isDeniedName } from "./denied-names.ts";
import { defaultIndexed, defaultRecord } from "./record-fields.ts";

/** What a log store takes as labels of a stream, at most; three are the collector's identity. */
const maxStreamLabels = 15;
const identityLabels = 3;

/** Brackets and backslashes would be paths; a list of values is asked for with `[]` behind its name. */
const namePattern = String.raw`^[^\[\]\\"\u0000-\u001f,]{1,64}$`;
const keyPattern = String.raw`^[^\[\]\\"\u0000-\u001f,]{1,64}(\[\])?$`;

const fieldName = (doc: string) => text({ pattern: namePattern, expected: "one field's name", doc });

export const logsExportConfig = map({
  cadence: duration({
    default: "1m",
    min: "10s",
    doc: "Longest time between two looks at a job, give or take 10 %; and how often the next window is looked for.",
  }),
  workspace_id: text({
    pattern: "\\S",
    expected: "the UUID of a workspace",
    doc: "UUID of the workspace whose logs are exported. Not its slug.",
  }),
  signed_url_allow_hosts: list(text({ pattern: "^[A-Za-z0-9._-]+$", expected: "a host name", doc: "A host name." }), {
    min: 1,
    unique: true,
    doc: "Hosts of the files that Portkey links to, in full. A link to any other is refused.",
  }),
  window: duration({
    default: "1h",
    min: "1m",
    doc: "Longest stretch that is exported at once, and how far back a new pipeline starts.",
  }),
  min_window: duration({
    default: "10m",
    doc: "Shorter stretches wait for more: each export leaves a job at Portkey for ever, an empty one too.",
  }),
  settle: duration({
    default: "10m",
    doc: "A stretch is exported so long after its end: until then records still come in.",
  }),
  max_backfill: duration({
    default: "24h",
    doc: "What is older after an outage is given up, and counted. Keep it below the age that the log store still takes.",
  }),
  page_size: count({ default: 50_000, min: 1, max: 50_000, doc: "Records of one job. Portkey makes no larger files." }),
  max_pages_per_window: count({
    default: 50,
    min: 1,
    doc: "Jobs of one window. Where more would be needed, the window is exported in shorter parts.",
  }),
  jobs_ahead: count({ default: 2, max: 16, doc: "Pages that Portkey may prepare while one is read." }),
  chunk_max_records: count({ default: 2_000, min: 1, doc: "Lines that are read, delivered and saved together." }),
  job_poll_timeout: duration({
    default: "30m",
    min: "1s",
    doc: "A job that takes longer is given up. A full page takes 10 to 20 minutes.",
  }),
  download_timeout: duration({ default: "5m", min: "1s", doc: "Longest time for the download of one chunk." }),
  max_object_size: bytes({
    default: 4_294_967_296,
    min: 1,
    doc: "What a file holds beyond it is not read, and counted.",
  }),
  max_attempts: count({
    default: 6,
    min: 1,
    doc: "Jobs for one page, the last one two hours after the first. When that fails, too, the page is skipped, and counted.",
  }),
  requested_data: list(fieldName("A field's name."), {
    default: [...defaultIndexed, ...defaultRecord].toSorted(),
    unique: true,
    doc: "Fields that Portkey is asked for. `id` and `created_at` always are.",
  }),
  extra_record_fields: list(fieldName("A field's name."), {
    default: ["cache_status"],
    unique: true,
    doc: "More fields, as attributes of the record.",
  }),
  extra_indexed_fields: list(fieldName("A field's name."), {
    default: [],
    max: maxStreamLabels - identityLabels - defaultIndexed.length,
    unique: true,
    doc: "More fields, as attributes of the resource: log stores make labels of them, so that few values are best.",
  }),
  metadata_record_fields: list(
    text({ pattern: keyPattern, expected: "one key, perhaps with [] behind it", doc: "A key." }),
    {
      default: [],
      unique: true,
      doc: "Keys of the request's metadata whose values become attributes of the record. `key[]` is a list of values.",
    },
  ),
  metadata_trace_id_field: text({
    default: "",
    pattern: `^$|${namePattern}`,
    expected: "one key",
    doc: "Key of the metadata that holds the trace id, if `trace_id` does not.",
  }),
  trace_id_field: text({
    default: "",
    pattern: `^$|${namePattern}`,
    expected: "one field's name",
    doc: "Field that holds the trace id. Empty: `trace_id`.",
  }),
  cost_divisor: count({
    default: 100,
    min: 1,
    doc: "What Portkey's cost is divided by to become USD. Portkey means cents.",
  }),
}).check((config, problem) => {
  if (config.settle >= config.window) problem("settle", "must be shorter than window: nothing would ever be exported");
  if (config.max_backfill < config.window + config.settle + config.job_poll_timeout)
    problem(
      "max_backfill",
      "must be at least window, settle and job_poll_timeout together: windows would be given up while they are exported",
    );
  if (config.min_window > config.window) problem("min_window", "must not be longer than window");
  if (config.metadata_trace_id_field !== "" && config.trace_id_field !== "")
    problem("metadata_trace_id_field", "cannot stand beside trace_id_field: a record has one trace id");
  checkNames(config, problem);
});

export type LogsExportConfig = ConfigOf<typeof logsExportConfig>;

/** Content is asked for by no setting; nor may a name stand in for a constant. */
function checkNames(config: LogsExportConfig, problem: (path: string, message: string) => void): void {
  const named = {
    requested_data: config.requested_data,
    extra_record_fields: config.extra_record_fields,
    extra_indexed_fields: config.extra_indexed_fields,
    metadata_record_fields: config.metadata_record_fields,
  };
  for (const [setting, names] of Object.entries(named))
    for (const [index, name] of names.entries()) checkName(`${setting}::${index}`, name, problem);
  for (const setting of ["metadata_trace_id_field", "trace_id_field"] as const)
    checkName(setting, config[setting], problem);
}

function checkName(path: string, name: string, problem: (path: string, message: string) => void): void {
  if (isDeniedName(name.replace(/\[\]$/, ""))) problem(path, `names content (${name}), which nothing can let through`);
  if (name === "__proto__") problem(path, "names no field");
}

import type { FieldSet } from "@genai-collector/polling/fields";
import type { LangsmithConfig } from "../config.ts";
import { metadataFields, maxListItems, runFields, type RunRow } from "./run-fields.ts";
import { optInsOf } from "./opt-in-fields.ts";
import { runsApis, type RunsApi, type RunsFilter } from "./runs-api.ts";
import type { RunsConfig } from "./runs-config.ts";

/** What every query of the loop has in common, fixed when it is created. */
export interface RunsPlan {
  readonly config: RunsConfig;
  readonly api: RunsApi;
  readonly endpoint: string;
  readonly fields: FieldSet<RunRow>;
  /** Names for `select`, the largest selection first. */
  readonly selections: readonly (readonly string[])[];
  readonly filter: RunsFilter;
  readonly pageSize: number;
  /** A larger run is passed over. */
  readonly maxRunBytes: number;
  readonly maxListItems: number;
  /** Whether answers tell when a run was taken in. */
  readonly tellsIngestion: boolean;
}

/** Without these a run would not be one: the smallest selection. */
const least = ["id", "trace_id", "session_id", "parent_run_id", "run_type", "status", "start_time", "end_time"];
/** Not in every release: left out first. */
const unsure = ["inserted_at"];

export function runsPlan(config: Pick<LangsmithConfig, "endpoint" | "http">, runs: RunsConfig): RunsPlan {
  const extras = optInsOf([...runs.extra_record_fields, ...runs.extra_indexed_fields]);
  const tellsIngestion = runs.api === "v1";
  const fields = runFields(runs.api, [
    ...new Set([
      ...extras,
      ...(tellsIngestion ? ["inserted_at"] : []),
      ...(runs.gen_ai_attributes ? metadataFields : []),
    ]),
  ]);
  return {
    config: runs,
    api: runsApis[runs.api],
    endpoint: config.endpoint,
    fields,
    selections: selectionsOf(runsApis[runs.api], fields, extras),
    filter: { isRoot: runs.root_only, runType: runs.run_type },
    pageSize: runs.page_size,
    maxRunBytes: config.http.max_response_body_size,
    maxListItems,
    tellsIngestion,
  };
}

/** All that is read; without what some releases lack; without what was opted in, and details; what must be. */
function selectionsOf(
  api: RunsApi,
  { fields }: FieldSet<RunRow>,
  extras: readonly string[],
): readonly (readonly string[])[] {
  const optional = new Set([...extras, ...metadataFields, ...unsure]);
  const roots = (keep: (name: string) => boolean): readonly string[] =>
    [...fields].filter(([name]) => keep(name)).map(([name, field]) => api.selected(selectName(name, field.path)));
  return [
    roots(() => true),
    roots((name) => !unsure.includes(name)),
    roots((name) => !optional.has(name) && !name.includes(".")),
    roots((name) => least.includes(name)),
  ];
}

/** What is selected for a field: the name that v1 has for what its path begins with. */
function selectName(name: string, path: string): string {
  if (name === "session_id") return name;
  if (metadataFields.includes(name)) return "extra";
  return path.split(/[.[]/, 1)[0]!;
}

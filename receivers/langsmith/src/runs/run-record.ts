import type { AnyValue, KeyValue } from "@genai-collector/component";
import type { Labels, PolledRecord } from "@genai-collector/polling";
import type { FieldSet } from "@genai-collector/polling/fields";
import { genAiAttributes } from "./gen-ai-attributes.ts";
import { microTime } from "./micro-time.ts";
import { metadataFields, type RunRow } from "./run-fields.ts";
import type { RunsConfig } from "./runs-config.ts";

/** What the records of a run are made of, decided once. */
export interface RunRecordMaker {
  /** `fallback`: when it started, if it does not say; nanoseconds since 1970. */
  record(row: RunRow, fallback: bigint): PolledRecord;
}

const error = 17;
const info = 9;
const failed = new Set(["error", "timeout", "interrupted"]);
const source: KeyValue = { key: "source", value: { stringValue: "langsmith" } };

/** Makes records of runs: `indexed` attributes stand on the resource, all others on the record. */
export function runRecordMaker(set: FieldSet<RunRow>, config: RunsConfig): RunRecordMaker {
  const indexed = ["run_type", "status", ...config.extra_indexed_fields];
  const asked = config.extra_record_fields.includes("inserted_at");
  const isOnRecord = (name: string): boolean =>
    !indexed.includes(name) && !metadataFields.includes(name) && (asked || name !== "inserted_at");
  const fields = [...set.fields].filter(([name]) => isOnRecord(name));
  // Sorted, as they are encoded: what comes sorted costs nothing to sort.
  const names = [...fields.map(([name]) => name), source.key].toSorted();
  const times = new Set(fields.filter(([, field]) => field.class.name === "time").map(([name]) => name));
  const resources = new Resources(indexed);
  return {
    record(row, fallback) {
      const isFailed = row.status !== undefined && failed.has(row.status.toLowerCase());
      const attributes: KeyValue[] = [];
      for (const name of names) {
        if (name === source.key) attributes.push(source);
        const value = row[name];
        if (value === undefined || value === "") continue;
        if (typeof value === "object" && value.length === 0) continue;
        attributes.push({
          key: name,
          value: times.has(name) ? { stringValue: microTime(value as bigint) } : valueOf(value),
        });
      }
      if (config.gen_ai_attributes) attributes.push(...genAiAttributes(row));
      return {
        timeUnixNano: row.start_time ?? fallback,
        severityNumber: isFailed ? error : info,
        severityText: isFailed ? "ERROR" : "INFO",
        traceId: row.trace_id === undefined ? undefined : traceIdOf(row.trace_id),
        attributes,
        resource: resources.of(row),
      };
    },
  };
}

function valueOf(value: string | number | bigint | boolean | readonly string[]): AnyValue {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "bigint":
      return { intValue: value };
    case "number":
      return { doubleValue: value };
    case "boolean":
      return { boolValue: value };
    default:
      return { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } };
  }
}

const noTrace = "0".repeat(32);

/** The 16 bytes of a UUID; none for the one that OTLP takes for none. */
function traceIdOf(uuid: string): Uint8Array | undefined {
  const hex = uuid.replaceAll("-", "");
  return hex === noTrace ? undefined : Buffer.from(hex, "hex");
}

/** As many as are remembered; there are few, except where something rare is indexed. */
const mostResources = 1_000;

/** The resource attributes of runs: one object for all that share them. */
class Resources {
  readonly #names: readonly string[];
  readonly #known = new Map<string, Labels>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  of(row: RunRow): Labels {
    let key = "";
    for (const name of this.#names) key += `${String(row[name] ?? "")}\u0000`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= mostResources) this.#known.clear();
    const labels = this.#labelsOf(row);
    this.#known.set(key, labels);
    return labels;
  }

  #labelsOf(row: RunRow): Labels {
    const labels: Record<string, string> = {};
    for (const name of this.#names) {
      const value = row[name];
      if (value === undefined || value === "") continue;
      // v2 writes its enumerations in upper case.
      labels[name] = name === "run_type" || name === "status" ? String(value).toLowerCase() : String(value);
    }
    return labels;
  }
}

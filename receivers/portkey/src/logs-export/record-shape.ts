import type { LogFieldTraits } from "@genai-collector/component";
import { fields, identifier, type Field, type FieldSet } from "@genai-collector/polling/fields";
import type { LogsExportConfig } from "./logs-export-config.ts";
import { defaultIndexed, defaultRecord, knownFields, ownField, type KnownField } from "./record-fields.ts";

/** What fields are read as. */
export type ExportValue = string | number | bigint | boolean | readonly string[];

/** A record of an export, as far as it is read: by the members that `RecordShape` names. */
export interface ExportRecord {
  readonly id: string | undefined;
  readonly created_at: bigint | undefined;
  readonly response_status_code?: number | undefined;
  readonly [member: string]: ExportValue | undefined;
}

/** How a member becomes an attribute. */
export interface AttributeSource {
  readonly member: string;
  readonly type: LogFieldTraits["type"] | "scalar";
  /** Of a double. */
  readonly divisor: number;
}

/** One attribute: the first of its sources that is there. */
export interface AttributePlan {
  readonly key: string;
  readonly sources: readonly AttributeSource[];
}

/** What is asked for, read and emitted of a record; all of it follows from the configuration. */
export interface RecordShape {
  /** Names of fields that jobs are asked for, sorted. */
  readonly requested: readonly string[];
  readonly set: FieldSet<ExportRecord>;
  /** Attributes of the resource and of the record, each sorted by key. */
  readonly indexed: readonly AttributePlan[];
  readonly record: readonly AttributePlan[];
  /** The member that may hold a trace id. */
  readonly traceMember: string | undefined;
  /** What the user opened beyond the default: must be released at the guard. */
  readonly releases: readonly string[];
  /** For the documents. */
  readonly traits: readonly LogFieldTraits[];
}

interface Planned extends AttributeSource {
  readonly key: string;
  readonly on: "resource" | "record";
  readonly known: KnownField;
  readonly isOptIn: boolean;
}

const metadataPrefix = "metadata.";
/** Read from every record: they tell it from others, and where it belongs. */
const always = ["id", "created_at"];
/** The record's time stands in its own place. */
const unemitted = new Set(["created_at"]);

/** Works out what a configuration asks for. */
export function recordShape(config: LogsExportConfig): RecordShape {
  const topLevel = topLevelOf(config);
  const keys = metadataKeysOf(config);
  const planned = [...topLevel, ...keys];
  const declarations = Object.fromEntries([
    ...always.map((name) => [name, knownFields[name]!.field(name)] as const),
    ...planned.map((plan) => [plan.member, fieldOf(plan)] as const),
  ]);
  return {
    requested: requestedOf(config, topLevel),
    set: fields(declarations, { textObjects: ["metadata"] }) as FieldSet<unknown> as FieldSet<ExportRecord>,
    indexed: attributesOf(planned.filter(({ on }) => on === "resource")),
    record: attributesOf(planned.filter(({ on, member }) => on === "record" && !unemitted.has(member))),
    traceMember: traceMemberOf(config),
    releases: [...new Set(planned.filter(({ isOptIn }) => isOptIn).map(({ key }) => key))].toSorted(),
    traits: traitsOf(planned),
  };
}

/** Fields of the record itself. What is on the resource is not on the record as well. */
function topLevelOf(config: LogsExportConfig): readonly Planned[] {
  const asked = new Set([...config.requested_data, ...always]);
  const byDefault = (names: readonly string[]): readonly string[] => names.filter((name) => asked.has(name));
  const own = (names: readonly string[]): readonly string[] => names.filter((name) => !unemitted.has(name));
  const indexed = new Set([...byDefault(defaultIndexed), ...own(config.extra_indexed_fields)]);
  const record = new Set([
    ...byDefault(defaultRecord),
    ...config.extra_record_fields,
    ...(config.trace_id_field === "" ? [] : [config.trace_id_field]),
  ]);
  const onRecord = [...record].filter((name) => !indexed.has(name));
  return [
    ...[...indexed].map((name) => planField(name, "resource", config)),
    ...onRecord.map((name) => planField(name, "record", config)),
  ];
}

function planField(name: string, on: "resource" | "record", config: LogsExportConfig): Planned {
  const known = Object.hasOwn(knownFields, name) ? knownFields[name]! : ownField;
  const usual: readonly string[] = on === "resource" ? defaultIndexed : [...defaultRecord, "cache_status"];
  return {
    member: name,
    key: known.attribute ?? name,
    on,
    type: known === ownField ? "scalar" : known.type,
    divisor: name === "cost" ? config.cost_divisor : 1,
    known,
    isOptIn: !usual.includes(name),
  };
}

/** Keys of the metadata: each an attribute under its bare name. */
function metadataKeysOf(config: LogsExportConfig): readonly Planned[] {
  const keys = new Set(config.metadata_record_fields);
  if (config.metadata_trace_id_field !== "") keys.add(config.metadata_trace_id_field);
  const isList = (key: string): boolean => key.endsWith("[]");
  // One place cannot be a value and a list of them: the list is what was asked for in full.
  const plain = [...keys].filter((key) => !isList(key) && !keys.has(`${key}[]`));
  return [...plain, ...[...keys].filter(isList)].map((key) => ({
    member: metadataPrefix + key,
    key: key.replace(/\[\]$/, ""),
    on: "record",
    type: isList(key) ? "string[]" : "scalar",
    divisor: 1,
    known: isList(key)
      ? { ...ownField, type: "string[]", bound: "at most 1000 values of 128 visible signs" }
      : ownField,
    isOptIn: true,
  }));
}

function fieldOf({ member, known, type }: Planned): Field<unknown> {
  if (!member.startsWith(metadataPrefix)) return known.field(escaped(member));
  const key = member.slice(metadataPrefix.length);
  if (type !== "string[]") return known.field(metadataPrefix + escaped(key));
  return identifier(`${metadataPrefix}${escaped(key.slice(0, -2))}[]`);
}

/** A point in a name is no step of a path. */
function escaped(name: string): string {
  return name.replaceAll(".", "\\.");
}

/** A field of the record itself goes before a key of the metadata that has its name. */
function attributesOf(planned: readonly Planned[]): readonly AttributePlan[] {
  const byKey = Map.groupBy(planned, ({ key }) => key);
  return [...byKey].map(([key, sources]) => ({ key, sources })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function requestedOf(config: LogsExportConfig, topLevel: readonly Planned[]): readonly string[] {
  return [...new Set([...config.requested_data, ...always, ...topLevel.map(({ member }) => member)])].toSorted();
}

function traceMemberOf(config: LogsExportConfig): string | undefined {
  if (config.metadata_trace_id_field !== "") return metadataPrefix + config.metadata_trace_id_field;
  if (config.trace_id_field !== "") return config.trace_id_field;
  return config.requested_data.includes("trace_id") ? "trace_id" : undefined;
}

function traitsOf(planned: readonly Planned[]): readonly LogFieldTraits[] {
  return planned
    .filter(({ member }) => !unemitted.has(member))
    .map(({ key, on, known, isOptIn }) => ({
      name: key,
      on,
      type: on === "resource" ? ("string" as const) : known.type,
      ...(known.unit === undefined ? {} : { unit: known.unit }),
      doc: known.doc,
      bound: known.bound,
      ...(isOptIn ? { optIn: true } : {}),
    }))
    .toSorted((a, b) => (a.on === b.on ? (a.name < b.name ? -1 : 1) : a.on === "resource" ? -1 : 1));
}

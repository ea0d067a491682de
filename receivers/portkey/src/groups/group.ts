import type { SeriesTraits } from "@genai-collector/component";
import { fields, integer, label, number, type FieldSet } from "@genai-collector/polling/fields";
import type { RowShape } from "../answer-rows.ts";
import { useCaseLabel } from "../use-case-slug.ts";

/** What requests are grouped by. */
export const groupKinds = ["ai-models", "metadata", "prompt"] as const;

export type GroupKind = (typeof groupKinds)[number];

/** One group that is asked for. */
export interface Group {
  readonly kind: GroupKind;
  /** The rest of the path, percent-encoded; also its name among the loop's passes. */
  readonly path: string;
  /** The metadata key; undefined for other kinds. */
  readonly key: string | undefined;
  readonly shape: RowShape<GroupRow>;
}

/** A row as it is read. */
export interface GroupRow {
  /** A number stands for a value that can be no label. Undefined: null. */
  readonly value: string | number | undefined;
  readonly requests: number | undefined;
  /** In cents. */
  readonly cost?: number | undefined;
}

interface Kind {
  /** The row's field, and the label of the same name. */
  readonly field: string;
  /** Series are `<prefix>_requests_by_<by>`. */
  readonly by: string;
  readonly hasCost: boolean;
  /** Values are what callers wrote, so that an address may be among them. */
  readonly addresses: boolean;
  readonly bound: string;
}

const kinds: Readonly<Record<GroupKind, Kind>> = {
  "ai-models": {
    field: "ai_model",
    by: "model",
    hasCost: true,
    addresses: true,
    bound: "models with traffic in the window, at most max_groups",
  },
  metadata: {
    field: "metadata_value",
    by: "metadata",
    hasCost: true,
    addresses: false,
    bound: "values with traffic in the window, at most max_groups for each key",
  },
  prompt: {
    field: "prompt",
    by: "prompt",
    hasCost: false,
    addresses: true,
    bound: "saved prompts with traffic in the window, at most max_groups",
  },
};

/** No window has more requests or cents: a larger number is broken, and would spoil every sum. */
const largestValue = 2 ** 53;

/** What decides which groups are asked for, and which series come of them. */
export interface GroupChoice {
  readonly metadataKeys: readonly string[];
  readonly emitCost: boolean;
  readonly emitPrompts: boolean;
  readonly prefix: string;
  readonly hasUseCases: boolean;
}

/** The groups that are asked for, in their order. */
export function groupsOf({ metadataKeys, emitCost, emitPrompts }: GroupChoice): readonly Group[] {
  return [
    groupOf("ai-models", emitCost),
    ...metadataKeys.map((key) => groupOf("metadata", emitCost, key)),
    ...(emitPrompts ? [groupOf("prompt", emitCost)] : []),
  ];
}

function groupOf(kind: GroupKind, emitCost: boolean, key?: string): Group {
  const path = key === undefined ? kind : `${kind}/${encodeURIComponent(key)}`;
  return { kind, path, key, shape: { what: `group ${path}`, list: "data", row: rowFields(kind, emitCost) } };
}

/** A cost that is not to be emitted is not read, nor is one that a kind is not known to have. */
function rowFields(kind: GroupKind, emitCost: boolean): FieldSet<GroupRow> {
  const { field, addresses, hasCost } = kinds[kind];
  const cost = number("cost", { expected: true, text: true, min: -largestValue, max: largestValue });
  return fields({
    value: label(field, { expected: true, addresses }),
    requests: integer("requests", { expected: true, text: true, min: 0 }),
    ...(hasCost && emitCost ? { cost } : {}),
  });
}

export function requestsSeries(kind: GroupKind, prefix: string): string {
  return `${prefix}_requests_by_${kinds[kind].by}`;
}

export function costSeries(kind: GroupKind, prefix: string): string {
  return `${prefix}_cost_usd_by_${kinds[kind].by}`;
}

/** The labels of a value, without that of the use case. */
export function labelsOf({ kind, key }: Pick<Group, "kind" | "key">, value: string): Readonly<Record<string, string>> {
  return { ...(key === undefined ? {} : { metadata_key: key }), [kinds[kind].field]: value };
}

/** Every series that these groups make. */
export function groupSeries(choice: GroupChoice): SeriesTraits[] {
  const asked = groupKinds.filter((kind) => groupsOf(choice).some((group) => group.kind === kind));
  return asked.flatMap((kind) => [
    seriesOf(kind, requestsSeries(kind, choice.prefix), "Requests", choice),
    ...(kinds[kind].hasCost && choice.emitCost
      ? [seriesOf(kind, costSeries(kind, choice.prefix), "Cost in USD of the requests", choice)]
      : []),
  ]);
}

function seriesOf(kind: GroupKind, name: string, what: string, { prefix, hasUseCases }: GroupChoice): SeriesTraits {
  const { field, by, bound } = kinds[kind];
  const byKey = kind === "metadata" ? ["metadata_key"] : [];
  const usual = name.replace(prefix, "portkey_api");
  const summed = kind === "metadata" ? `${usual}{metadata_key="team"}` : usual;
  return {
    name,
    unit: "",
    labels: [...(hasUseCases ? [useCaseLabel] : []), ...byKey, field],
    doc: `${what} of each ${by === "metadata" ? "value of a metadata key" : by}, made in the window that ends at the stamp.`,
    additive: "labels",
    bounds: {
      ...(hasUseCases ? { [useCaseLabel]: "use_cases" } : {}),
      ...(kind === "metadata" ? { metadata_key: "metadata_keys" } : {}),
      [field]: bound,
    },
    query: `topk(10, sum by (${field}) (last_over_time(${summed}[20m])))`,
  };
}

import type { AnyValue, InstrumentationScope, KeyValue, Resource } from "@genai-collector/pdata";
import type { CardinalityBudget } from "./cardinality-budget.ts";
import { isGray } from "./content-floor.ts";
import { holdsContent } from "./content-value.ts";
import type { DropReason, DropsRecord } from "./drops.ts";
import { labelSet } from "./label-set.ts";

/** What the policy for polled data needs. */
export interface PolledPolicy extends DropsRecord {
  readonly allowed: ReadonlySet<string>;
  readonly budget: CardinalityBudget;
  readonly maxPointsPerMinute: number;
  readonly maxStreamLabelKeys: number;
}

const none: ReadonlySet<string> = new Set();

/** Attributes of the emitter itself: nothing that a platform said. */
const identity = new Set(["service.name", "service.namespace", "deployment.environment.name"]);

export function isIdentity({ key }: KeyValue): boolean {
  return identity.has(key);
}

/** Why an item or a stream with these labels may not leave. `released`: by the loop that made it. */
export function labelReason(
  labels: readonly KeyValue[],
  { allowed }: PolledPolicy,
  released: ReadonlySet<string> = none,
): DropReason | undefined {
  if (labels.some(holdsContent)) return "content";
  if (labels.some(({ key }) => isGray(key) && !released.has(key))) return "unreleased";
  const isAllowed = ({ key, value }: KeyValue): boolean => (allowed.has(key) || released.has(key)) && isScalar(value);
  return labels.every(isAllowed) ? undefined : "label";
}

/** Why a set of labels, none of which is forbidden, may not leave. Counts it where it is new. */
export function budgetReason(
  series: string,
  labels: readonly KeyValue[],
  policy: PolledPolicy,
): DropReason | undefined {
  const verdict = policy.budget.admit(series, labelSet(labels));
  if (verdict === "new") policy.recorders.new_label_sets.record(1);
  return verdict === "over" ? "budget" : undefined;
}

/**
 * What polled data never has is taken off, because nobody looks at what is in it: entities of a resource, attributes of
 * a scope. In place. Returns how much went.
 */
export function stripFrame(
  resource: Resource,
  scopes: readonly { readonly scope?: InstrumentationScope | undefined }[],
): number {
  let stripped = resource.entityRefs?.length ?? 0;
  resource.entityRefs = undefined;
  for (const { scope } of scopes) {
    stripped += scope?.attributes?.length ?? 0;
    if (scope !== undefined) scope.attributes = undefined;
  }
  return stripped;
}

/** A label is one value: a list of them, pairs or bytes would be content in another shape. */
function isScalar({ arrayValue, kvlistValue, bytesValue }: AnyValue): boolean {
  return arrayValue === undefined && kvlistValue === undefined && bytesValue === undefined;
}

import type { InstrumentationScope, Resource } from "@genai-collector/pdata";
import type { CardinalityBudget } from "./cardinality-budget.ts";
import { isContent } from "./content-floor.ts";
import { strip } from "./content-value.ts";
import type { DropsRecord } from "./drops.ts";

/** What the policy for pushed data needs. */
export interface PushedPolicy extends DropsRecord {
  readonly budget: CardinalityBudget;
  readonly dropBodies: boolean;
}

/** Strips content from a resource and its scopes. In place. Returns how many attributes went. */
export function stripAround(
  resource: Resource,
  scopes: readonly { readonly scope?: InstrumentationScope | undefined }[],
): number {
  let stripped = strip(resource.attributes);
  // Entities refer to attributes by name: those that are gone are gone here too.
  for (const ref of resource.entityRefs ?? []) {
    ref.idKeys = ref.idKeys.filter((key) => !isContent(key));
    ref.descriptionKeys = ref.descriptionKeys?.filter((key) => !isContent(key));
  }
  for (const { scope } of scopes) stripped += strip(scope?.attributes);
  return stripped;
}

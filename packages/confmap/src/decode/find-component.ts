import type { ComponentId, Kind } from "@genai-collector/component";
import { closest } from "@genai-collector/config/schema/validate";
import type { ComponentSection } from "./component-section.ts";
import type { Findings } from "./findings.ts";
import type { IdReference } from "./id-list.ts";

/** Every section of components. */
export type Sections = { readonly [K in Kind]: ComponentSection<K> };

/** The ID that a reference means; undefined, and a problem, when it is not configured. */
export function findComponent(
  kind: Exclude<Kind, "connector">,
  { id, shown, path, place }: IdReference,
  sections: Sections,
  findings: Findings,
): ComponentId | undefined {
  const kinds: readonly Kind[] = kind === "receiver" || kind === "exporter" ? [kind, "connector"] : [kind];
  if (kinds.some((each) => sections[each].declared.has(id))) return id;
  const known = kinds.flatMap((each) => [...sections[each].declared.keys()]);
  findings.problem(path, place, {
    message: `references ${kind} "${shown}" which is not configured`,
    found: `"${shown}"`,
    expected: known.length === 0 ? `a configured ${kind}` : `one of ${inWords(known)}`,
    suggestion: shown === id ? closest(id, known) : undefined,
  });
  return undefined;
}

/** Enough names to see what there is. */
function inWords(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(", ");
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}

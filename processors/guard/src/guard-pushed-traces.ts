import type { TracesData } from "@genai-collector/pdata";
import { strip } from "./content-value.ts";
import { stripAround, type PushedPolicy } from "./pushed-policy.ts";

/** Strips content from traces, wherever attributes stand; the spans go on. In place. */
export function guardPushedTraces(data: TracesData, { recorders }: Pick<PushedPolicy, "recorders">): void {
  let stripped = 0;
  for (const { resource, scopeSpans } of data.resourceSpans) {
    stripped += stripAround(resource, scopeSpans);
    for (const { spans } of scopeSpans) {
      for (const span of spans) {
        stripped += strip(span.attributes);
        for (const event of span.events ?? []) stripped += strip(event.attributes);
        for (const link of span.links ?? []) stripped += strip(link.attributes);
      }
    }
  }
  if (stripped > 0) recorders.stripped.record(stripped);
}

import type { Instant } from "@genai-collector/component";

/** RFC 3339 with whole seconds, as the API takes it. A part of a second is cut off. */
export function wireTime(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

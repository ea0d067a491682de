import type { Resource } from "@genai-collector/pdata";
import { text } from "./seeded-values.ts";

/** Who sends: one application, or one of its many instances. */
export function applicationResource(instance?: number): Resource {
  const attributes = [text("service.name", "assistant"), text("service.version", "1.4.2")];
  if (instance !== undefined) attributes.push(text("service.instance.id", `assistant-${instance}`));
  return { attributes };
}

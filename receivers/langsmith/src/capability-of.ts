import { isCollectorError } from "@genai-collector/component";
import type { PollingReceiverSpec } from "@genai-collector/polling";

type CapabilityOf = NonNullable<PollingReceiverSpec<never, never>["capabilityOf"]>;

/** What LangSmith's errors say of an endpoint beyond their status. */
export const capabilityOf: CapabilityOf = (error) => {
  if (!isCollectorError(error)) return undefined;
  if (error.code === "LANGSMITH_USAGE_LIMIT") return "plan";
  // After every attempt: this is how the endpoint answers now.
  return error.code === "LANGSMITH_UNREADABLE" ? "schema_changed" : undefined;
};

import type { TelemetryConfig } from "@genai-collector/confmap";
import { warningAt, type Finding } from "../finding.ts";

/** What of `service::telemetry` is valid and has no effect in this build. */
export function telemetryFindings({ traces }: TelemetryConfig): readonly Finding[] {
  if (traces.level === "none" || traces.processors.length === 0) return [];
  return [
    warningAt(
      ["service", "telemetry", "traces", "processors"],
      "has no effect: this build does not export the collector's own spans",
    ),
  ];
}

import type { Instruments } from "@genai-collector/component";
import { memoryLimiterInstruments } from "@genai-collector/config/memory-limiter";

/** What the limiter measures, and how often it shut the door. */
export const memoryLimiterExtensionInstruments = {
  refused_requests: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were refused before their body was read.",
  },
  ...memoryLimiterInstruments,
} as const satisfies Instruments;

import type { Instruments } from "@genai-collector/component";

/** What the limiter measures, wherever it stands. */
export const memoryLimiterInstruments = {
  used_bytes: {
    kind: "gauge",
    unit: "By",
    doc: "Memory in use at the last check: heap and buffers.",
  },
  forced_collections: {
    kind: "counter",
    unit: "{collection}",
    doc: "Collections of garbage that the limiter asked for.",
  },
} as const satisfies Instruments;

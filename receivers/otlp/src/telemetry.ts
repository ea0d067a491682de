import type { Instruments } from "@genai-collector/component";

/** Every status but 200 that this receiver answers with. */
export const refusedStatuses = ["400", "404", "405", "408", "413", "415", "429", "500", "503"] as const;

/** What the receiver counts itself. Spans, points and records are counted by the service, accepted and refused. */
export const otlpInstruments = {
  refused_requests: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were not taken, by the HTTP status of the answer.",
    attributes: { status: refusedStatuses },
  },
} as const satisfies Instruments;

export type OtlpInstruments = typeof otlpInstruments;

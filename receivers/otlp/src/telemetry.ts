import type { Instruments } from "@genai-collector/component";

/** Every HTTP status but 200, and every gRPC status but OK, that this receiver answers with. */
const refusedStatuses = [
  "400",
  "401",
  "404",
  "405",
  "408",
  "413",
  "415",
  "429",
  "500",
  "503",
  "CANCELLED",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "UNAUTHENTICATED",
] as const;

/** One of them. */
export type RefusedStatus = (typeof refusedStatuses)[number];

/** What the receiver counts itself. Spans, points and records are counted by the service, accepted and refused. */
export const otlpInstruments = {
  refused_requests: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were not taken, by the status of the answer: HTTP's number, or gRPC's name.",
    attributes: { status: refusedStatuses },
  },
} as const satisfies Instruments;

export type OtlpInstruments = typeof otlpInstruments;

import type { Instruments } from "@genai-collector/component";
import { exporterInstruments } from "@genai-collector/exporterhelper";

/** What the exporter measures beside what is counted for every exporter. */
export const otlpHttpInstruments = {
  ...exporterInstruments,
  requests: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests, retries included, by the class of their answer's status.",
    attributes: { outcome: ["2xx", "3xx", "4xx", "5xx", "none"] },
  },
  auth_failures: { kind: "counter", unit: "{request}", doc: "Requests that were answered with 401 or 403." },
  sent_bytes: { kind: "counter", unit: "By", doc: "Bytes of requests that were answered, compressed." },
  request_duration: { kind: "histogram", unit: "s", doc: "Time of one attempt, its answer included." },
  unreadable_answers: {
    kind: "counter",
    unit: "{answer}",
    doc: "Answers of 2xx whose body is none of OTLP, or not whole. They count as successes.",
  },
} as const satisfies Instruments;

export type OtlpHttpInstruments = typeof otlpHttpInstruments;

/** The class of an answer's status. */
export function outcomeOf(status: number): "2xx" | "3xx" | "4xx" | "5xx" | "none" {
  if (status >= 200 && status < 300) return "2xx";
  if (status >= 300 && status < 400) return "3xx";
  if (status >= 400 && status < 500) return "4xx";
  return status >= 500 ? "5xx" : "none";
}

import type { Instruments } from "@genai-collector/component";
import { exporterInstruments } from "@genai-collector/exporterhelper";
import { statusNames } from "./status-codes.ts";

/** What the exporter measures beside what is counted for every exporter. */
export const otlpGrpcInstruments = {
  ...exporterInstruments,
  requests: {
    kind: "counter",
    unit: "{request}",
    doc: "Calls, retries included, by their status. `none`: given up before there was one.",
    attributes: { status: [...statusNames, "none"] },
  },
  auth_failures: {
    kind: "counter",
    unit: "{request}",
    doc: "Calls that ended with UNAUTHENTICATED or PERMISSION_DENIED.",
  },
  sent_bytes: { kind: "counter", unit: "By", doc: "Bytes of messages whose call had a status, compressed." },
  request_duration: { kind: "histogram", unit: "s", doc: "Time of one attempt, its answer included." },
  unreadable_answers: {
    kind: "counter",
    unit: "{answer}",
    doc: "Answers of calls that ended well, which are none of OTLP. They count as successes.",
  },
} as const satisfies Instruments;

export type OtlpGrpcInstruments = typeof otlpGrpcInstruments;

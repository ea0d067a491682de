import type { Instruments } from "@genai-collector/component";
import { graphNames } from "./analytics/graphs.ts";
import { groupInstruments } from "./groups/group-instruments.ts";
import { exportInstruments } from "./logs-export/export-instruments.ts";

/** Fields of answers, by their names on the wire, that a row may lack. */
export const wireFields = [
  "ai_model",
  "avg",
  "cost",
  "metadata_value",
  "p50",
  "p90",
  "p99",
  "prompt",
  "requests",
  "timestamp",
  "total",
  "total_request_units",
  "total_response_units",
  "workspace",
] as const;

/** Why a field was left out. */
export const fieldProblemReasons = [
  "missing",
  "null",
  "wrong_type",
  "misfit",
  "too_long",
  "out_of_range",
  "too_many",
] as const;

/** What the receiver counts beyond what every polling receiver does. */
export const portkeyInstruments = {
  graph_unavailable: {
    kind: "counter",
    unit: "{poll}",
    doc: "Polls in which a graph answered 404 and was left out.",
    attributes: { graph: graphNames },
  },
  auth_errors: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were answered with 401 or 403.",
  },
  quota_exceeded: {
    kind: "counter",
    unit: "{answer}",
    doc: "Answers that were flagged as over quota; the poll is discarded.",
  },
  missing_fields: {
    kind: "counter",
    unit: "{answer}",
    doc: "Answers in which rows lacked a field, or had something else in its place; the value was left out, not set to 0.",
    attributes: { field: wireFields, reason: fieldProblemReasons },
  },
  workspace_mismatch: {
    kind: "counter",
    unit: "{poll}",
    doc: "Polls that were refused because the key reads other workspaces than `expected_workspace`.",
  },
  ...groupInstruments,
  ...exportInstruments,
} as const satisfies Instruments;

export type PortkeyInstruments = typeof portkeyInstruments;

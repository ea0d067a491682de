import type { Instruments } from "@genai-collector/component";
import { graphNames } from "./analytics/graphs.ts";

/** Fields that a graph's point may lack. */
export const graphFields = [
  "avg",
  "p50",
  "p90",
  "p99",
  "total",
  "total_request_units",
  "total_response_units",
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
    doc: "Answers in which a field was absent or not a number; its series was left out, not set to 0.",
    attributes: { field: graphFields },
  },
  workspace_mismatch: {
    kind: "counter",
    unit: "{poll}",
    doc: "Polls that were refused because the key reads other workspaces than `expected_workspace`.",
  },
} as const satisfies Instruments;

export type PortkeyInstruments = typeof portkeyInstruments;

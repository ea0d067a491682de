import type { Instruments } from "@genai-collector/component";
import { fieldNames } from "./field-names.ts";
import { runsInstruments } from "./runs/runs-telemetry.ts";
import { sessionsInstruments } from "./sessions/sessions-telemetry.ts";
import { usageInstruments } from "./usage/usage-telemetry.ts";

/** Every loop that the receiver has: the closed list of the attribute `loop`. */
export const loopNames = ["sessions", "runs", "usage"] as const;

export type LoopName = (typeof loopNames)[number];

/** What is asked: the names under which an endpoint's capability is told. */
export const endpointNames = ["sessions", "runs/query", "runs/stats"] as const;

export type EndpointName = (typeof endpointNames)[number];

/** Why a value that is there was not read; see `Outcome` of polling/fields. */
export const unreadReasons = ["wrong_type", "misfit", "too_long", "out_of_range", "too_many"] as const;

/** What the receiver counts beyond what every polling receiver does. */
export const langsmithInstruments = {
  auth_errors: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were answered with 401 or 403.",
    attributes: { loop: loopNames },
  },
  quota_exceeded: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were still answered with 429 after the last attempt; what they were for is discarded.",
    attributes: { loop: loopNames },
  },
  projects_truncated: {
    kind: "counter",
    unit: "{poll}",
    doc: "Lists of projects that were not read to their end: there are more than `max_sessions`.",
    attributes: { loop: loopNames },
  },
  unread_fields: {
    kind: "counter",
    unit: "{value}",
    doc: "Values that are not as LangSmith used to send them; they were left out or became `_other`, never 0.",
    attributes: { loop: loopNames, field: fieldNames, reason: unreadReasons },
  },
  unread_records: {
    kind: "counter",
    unit: "{record}",
    doc: "Projects or runs that could not be read at all: no object, no JSON, too large or nested too deep.",
    attributes: { loop: loopNames },
  },
  ...sessionsInstruments,
  ...runsInstruments,
  ...usageInstruments,
} as const satisfies Instruments;

export type LangsmithInstruments = typeof langsmithInstruments;

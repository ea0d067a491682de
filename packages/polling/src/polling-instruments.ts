import type { Instruments, Recorders } from "@genai-collector/component";
import { otherEndpoint } from "./capabilities.ts";
import { capabilityStates } from "./capability-state.ts";

/** Why something was skipped, beside what a receiver declares itself. `other`: a reason that is in neither list. */
export const knownSkipReasons = [
  "backfill",
  "missed",
  "unbooked",
  "duplicate_timestamp",
  "too_old",
  "payload_too_large",
  "partial_success",
  "rejected",
  "other",
] as const;

/** Kinds of failure: those of `CollectorError`, and bugs. */
export const failureKinds = ["retryable", "gap", "malformed", "misconfigured", "refused", "bug"] as const;

/** How a request to the source ended: the class of its status, or no answer. */
export const requestOutcomes = ["2xx", "3xx", "4xx", "5xx", "none"] as const;

/** What every polling receiver measures. Gauges are 0 while another replica leads. */
export function pollingInstruments(loop: readonly string[], reasons: readonly string[], endpoints: readonly string[]) {
  const reason = [...new Set([...knownSkipReasons, ...reasons])];
  return {
    leading: { kind: "gauge", unit: "1", doc: "1 while this process polls, 0 while another one does." },
    lag: {
      kind: "gauge",
      unit: "s",
      doc: "How long ago the oldest frontier of the loop is; before one is known, how long it has been waited for.",
      attributes: { loop },
    },
    expected_lag: {
      kind: "gauge",
      unit: "s",
      doc: "How large `lag` becomes at most while all is well: what alerts compare it with. The same on a standby.",
      attributes: { loop },
    },
    frontier: {
      kind: "gauge",
      unit: "s",
      doc: "Unix time up to which every pipeline has the loop's data, or an entry under skipped.",
      attributes: { loop },
    },
    last_success: {
      kind: "gauge",
      unit: "s",
      doc: "Unix time of the loop's last poll that was delivered and saved, also when there was nothing to deliver.",
      attributes: { loop },
    },
    last_commit: {
      kind: "gauge",
      unit: "s",
      doc: "Unix time at which the store last took a frontier of the loop.",
      attributes: { loop },
    },
    in_flight_age: {
      kind: "gauge",
      unit: "s",
      doc: "How long the oldest poll, delivery or save of the loop has been on its way.",
      attributes: { loop },
    },
    unstarted_lanes: {
      kind: "gauge",
      unit: "{lane}",
      doc: "Lanes that have delivered nothing since it is this process that polls.",
      attributes: { loop },
    },
    unstarted_time: {
      kind: "gauge",
      unit: "s",
      doc: "How long it is this process that polls, while there are such lanes.",
      attributes: { loop },
    },
    degraded: {
      kind: "gauge",
      unit: "1",
      doc: "1 while a part of the loop waits for ten minutes, because only a human or a release can help.",
      attributes: { loop },
    },
    polls: { kind: "counter", unit: "{poll}", doc: "Polls that were begun.", attributes: { loop } },
    poll_failures: {
      kind: "counter",
      unit: "{poll}",
      doc: "Polls that gave no data, by what is to be done.",
      attributes: { loop, kind: failureKinds },
    },
    delivery_failures: {
      kind: "counter",
      unit: "{delivery}",
      doc: "Deliveries that a pipeline did not take; the same range is polled again.",
      attributes: { loop, kind: failureKinds },
    },
    checkpoint_failures: {
      kind: "counter",
      unit: "{operation}",
      doc: "Frontiers that could not be read or saved, or that a newer leader had overtaken.",
      attributes: { loop, operation: ["load", "save", "fenced"] },
    },
    busy_lanes: {
      kind: "counter",
      unit: "{lane}",
      doc: "Lanes that a tick passed over because their last poll was still on its way.",
      attributes: { loop },
    },
    skipped_items: {
      kind: "counter",
      unit: "{item}",
      doc: "Data points and records that will never be delivered.",
      attributes: { loop, reason },
    },
    skipped_time: {
      kind: "counter",
      unit: "s",
      doc: "Time of which nothing will be delivered.",
      attributes: { loop, reason },
    },
    duplicate_samples: {
      kind: "counter",
      unit: "{sample}",
      doc: "Samples that a later one for the same point replaced within one poll.",
      attributes: { loop },
    },
    migrated_lanes: {
      kind: "counter",
      unit: "{lane}",
      doc: "Lanes of pipelines with a new name that went on where the one with the old name stood.",
      attributes: { loop },
    },
    orphaned_lanes: {
      kind: "gauge",
      unit: "{lane}",
      doc: "Lanes in the store that no loop, pass or pipeline of the receiver is any more.",
    },
    orphaned_time: {
      kind: "gauge",
      unit: "s",
      doc: "Time since the frontiers of these lanes, summed: what nobody delivers under their names.",
    },
    removed_lanes: {
      kind: "counter",
      unit: "{lane}",
      doc: "Such lanes that were forgotten, because they were too old.",
    },
    request_duration: {
      kind: "histogram",
      unit: "s",
      doc: "Time until the source's headers came, without waiting for the rate limit.",
      attributes: { outcome: requestOutcomes },
    },
    capability: {
      kind: "gauge",
      unit: "1",
      doc: "1 for the state in which an endpoint of the source is, 0 for the others.",
      attributes: { endpoint: [...new Set([...endpoints, otherEndpoint])], state: capabilityStates },
    },
    clock_behind: { kind: "gauge", unit: "s", doc: "How far the source's clock is behind ours." },
  } as const satisfies Instruments;
}

/** What the loops record into. */
export type PollingRecorders = Recorders<ReturnType<typeof pollingInstruments>>;

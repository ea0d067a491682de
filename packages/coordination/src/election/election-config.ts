import { duration, map, oneOf, text, type ConfigOf, type Problem } from "@genai-collector/config/schema";
import type { LeaseTimes } from "./lease.ts";

/** Two clocks whose rates are one percent off in opposite directions differ by two; the rest is for late timers. */
const longestDeadlinePart = 0.9;

/** What every elector lets the user set: spread into its own `map`, and checked with `checkElection`. */
export const electionConfig = {
  identity: text({
    default: "",
    doc: "What this replica is called. Empty: the pod's name (`POD_NAME`), else the machine's and a random part.",
  }),
  lease_duration: duration({
    default: "15s",
    min: "1s",
    max: "1h",
    doc: "How long after the leader's last sign another replica takes over. The same for all replicas.",
  }),
  renew_deadline: duration({
    default: "10s",
    min: "1ms",
    doc: "The leader stops so long after it last began a renewal that succeeded. At most nine tenths of `lease_duration`.",
  }),
  retry_period: duration({
    default: "2s",
    min: "1ms",
    doc: "Between two renewals, and between two looks of the others.",
  }),
  polling: map(
    {
      shard_by: oneOf(["process", "source"], {
        default: "process",
        doc: "`process`: one replica leads everything. `source`: each source has a leader of its own, and the replicas share them evenly.",
      }),
    },
    { doc: "How polling is shared among replicas." },
  ),
};

/** The decoded settings. */
export type ElectionConfig = ConfigOf<ReturnType<typeof map<typeof electionConfig>>>;

/** The checks across keys, for `map(…).check`. */
export function checkElection(config: ElectionConfig, problem: Problem): void {
  const { lease_duration, renew_deadline, retry_period } = config;
  const longest = lease_duration * longestDeadlinePart;
  if (renew_deadline > longest)
    problem(
      "renew_deadline",
      `must be at most ${longest} ms, nine tenths of lease_duration: clocks differ, and the leader must stop before another begins`,
    );
  if (retry_period * 2 > renew_deadline)
    problem("retry_period", "must be at most half of renew_deadline: one renewal that fails must not end the term");
}

/** The settings as the core takes them. */
export function leaseTimesOf(config: ElectionConfig): LeaseTimes {
  return {
    durationMs: config.lease_duration,
    renewDeadlineMs: config.renew_deadline,
    retryPeriodMs: config.retry_period,
  };
}

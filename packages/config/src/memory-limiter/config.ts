import { count, duration, map } from "../schema/index.ts";

const most = 100;

/** otelcol's keys of the memory limiter, for the processor and the extension. */
export const memoryLimiterConfig = map({
  check_interval: duration({
    default: "0s",
    doc: "Time between two looks at the memory in use. Must be set; 1s is a good value.",
  }),
  limit_mib: count({
    default: 0,
    doc: "The hard limit: memory in use, in MiB, over all workers. Wins over `limit_percentage`.",
  }),
  spike_limit_mib: count({
    default: 0,
    doc: "How far below the hard limit data is refused: the soft limit. 0 means a fifth of the hard limit.",
  }),
  limit_percentage: count({
    default: 0,
    max: most,
    doc: "The hard limit as a part of the memory that the container, else the machine, has.",
  }),
  spike_limit_percentage: count({
    default: 0,
    max: most,
    doc: "As `spike_limit_mib`, with `limit_percentage`. 0 means a fifth of the hard limit.",
  }),
  min_gc_interval_when_soft_limited: duration({
    default: "10s",
    doc: "Garbage is collected no more often than this above the soft limit.",
  }),
  min_gc_interval_when_hard_limited: duration({
    default: "0s",
    doc: "Garbage is collected no more often than this above the hard limit.",
  }),
  max_gc_interval_when_soft_limited: duration({
    default: "30s",
    doc: "Collections that free little become rarer above the soft limit, up to this.",
  }),
  max_gc_interval_when_hard_limited: duration({
    default: "30s",
    doc: "Collections that free little become rarer above the hard limit, up to this.",
  }),
}).check((config, problem) => {
  if (config.check_interval <= 0) problem("check_interval", "'check_interval' must be greater than zero");
  if (config.limit_mib <= 0 && config.limit_percentage <= 0)
    problem("limit_mib", "'limit_mib' or 'limit_percentage' must be greater than zero");
  for (const unit of ["mib", "percentage"] as const) {
    const [limit, spike] = [config[`limit_${unit}`], config[`spike_limit_${unit}`]];
    if (limit > 0 && spike >= limit)
      problem(`spike_limit_${unit}`, `'spike_limit_${unit}' must be smaller than 'limit_${unit}'`);
  }
  for (const bound of ["min", "max"] as const) {
    const [soft, hard] = [`${bound}_gc_interval_when_soft_limited`, `${bound}_gc_interval_when_hard_limited`] as const;
    if (config[soft] < config[hard]) problem(soft, `'${soft}' must be greater than or equal to '${hard}'`);
  }
});

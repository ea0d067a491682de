import { duration, flag, map, number, type ConfigOf } from "@genai-collector/config/schema";

/** `timeout`: spread into an exporter's `map`. */
export const timeoutConfig = {
  timeout: duration({ default: "5s", doc: "Longest time for one attempt. 0s: no limit." }),
};

const retry = map(
  {
    enabled: flag({ default: true, doc: "false: one attempt, and its outcome stands." }),
    initial_interval: duration({ default: "5s", min: "1ms", doc: "Wait after the first failed attempt." }),
    randomization_factor: number({
      default: 0.5,
      min: 0,
      max: 1,
      doc: "Each wait is longer or shorter by up to this part.",
    }),
    multiplier: number({ default: 1.5, min: 1, doc: "By what the wait grows from attempt to attempt." }),
    max_interval: duration({ default: "30s", min: "1ms", doc: "Longest wait." }),
    max_elapsed_time: duration({
      default: "5m",
      doc: "When to give up, counted from the first attempt and shared by the parts of a split request. 0s: never.",
    }),
  },
  { doc: "What is done when the sink is not there, or says that it is busy." },
).check((config, problem) => {
  if (config.enabled && config.max_elapsed_time > 0 && config.max_elapsed_time < config.initial_interval) {
    problem("max_elapsed_time", "must be 0s or at least initial_interval");
  }
});

/** `retry_on_failure`: spread into an exporter's `map`. */
export const retryConfig = { retry_on_failure: retry };

export type RetryConfig = ConfigOf<typeof retry>;

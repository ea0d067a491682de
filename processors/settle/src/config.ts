import { duration, map, type ConfigOf } from "@genai-collector/config/schema";

/** How long polled data waits until it counts as final. */
export const settleConfig = map({
  after: duration({
    default: "10m",
    doc: "How long after its end a bucket may still change at the vendor. Data is delivered this much later.",
  }),
});

export type SettleConfig = ConfigOf<typeof settleConfig>;

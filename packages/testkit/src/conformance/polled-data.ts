import type { Coverage, Payload, Signal } from "@genai-collector/component";
import { generateLogs, generateMetrics, generateTraces } from "../generate.ts";

const minute = 60_000;
const buckets = 30;
const from = Date.UTC(2026, 0, 1);

/** Half an hour of minutes, asked for as the last one ended. */
export const polledCoverage: Coverage & { readonly bucketMs: number } = {
  receiver: "conformance",
  loop: "loop",
  pass: "",
  from,
  to: from + buckets * minute,
  bucketMs: minute,
  observedAt: from + buckets * minute,
};

/** What `polledCoverage` covers: one range a bucket, its items at the bucket's end. */
export function polledBuckets(signal: Signal): Payload {
  const generate = { traces: generateTraces, metrics: generateMetrics, logs: generateLogs }[signal];
  const each: Payload[] = Array.from({ length: buckets }, (_, i) =>
    generate({ seed: i, items: 2, everyMs: 0, start: from + (i + 1) * minute }),
  );
  return each[0]!.withRanges(each.flatMap((payload) => payload.encoded()));
}

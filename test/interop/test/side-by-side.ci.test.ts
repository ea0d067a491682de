import { Stage } from "@genai-collector/test-e2e/stage";
import { describe, expect, it } from "vitest";
import { settledMetrics, type Difference } from "../src/compared-metrics.ts";
import { metricDifferences } from "../src/metric-differences.ts";
import { agentFanOutStory } from "../src/stories/agent-fan-out.ts";
import { forwardToFileStory } from "../src/stories/forward-to-file.ts";
import { fullQueueStory } from "../src/stories/full-queue.ts";
import { gatewayStory } from "../src/stories/gateway.ts";
import { mergedSignalsStory } from "../src/stories/merged-signals.ts";
import { mutualTlsStory } from "../src/stories/mutual-tls.ts";
import { oauthHeadersStory } from "../src/stories/oauth-headers.ts";
import { queueBatchingStory } from "../src/stories/queue-batching.ts";
import { queuesAndAuthStory } from "../src/stories/queues-and-auth.ts";

const stories = [
  gatewayStory,
  agentFanOutStory,
  queueBatchingStory,
  mutualTlsStory,
  forwardToFileStory,
  queuesAndAuthStory,
  fullQueueStory,
  mergedSignalsStory,
];
const seen = new Set<Difference>();

describe("the same file and the same input give the same payloads, answers and own metrics as a real otelcol", () => {
  it.each(stories.map((story) => [story.name, story] as const))("%s", async (_, { play, check }) => {
    const [ours, otelcol] = await Promise.all([
      Stage.open().then((stage) => play(stage, "ours")),
      Stage.open().then((stage) => play(stage, "otelcol")),
    ]);
    expect(ours.outcome).toEqual(otelcol.outcome);
    check(ours.outcome);
    const [our, their] = await settledMetrics([ours.side, otelcol.side], metricDifferences, seen);
    expect(our).toEqual(their);
    expect(Object.keys(our!.samples).length).toBeGreaterThan(2);
  });
});

it("06-oauth-headers, whose extensions the otelcol of these tests is built without", async () => {
  const { outcome } = await oauthHeadersStory.play(await Stage.open(), "ours");
  oauthHeadersStory.check(outcome);
});

it("has shown every difference of the list: one that is no more must not stay there", () => {
  expect(metricDifferences.filter((difference) => !seen.has(difference))).toEqual([]);
});

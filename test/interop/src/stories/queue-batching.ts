import { otlpRequest } from "@genai-collector/test-e2e/push";
import { expect } from "vitest";
import { startReceiving } from "../receiving.ts";
import { post, startSide, type Answer } from "../side.ts";
import { configurationFile, defineStory } from "./story.ts";

/** By tenant: a request that waits for others in vain, one that is enough for a batch, and one that is cut. */
const sent = [
  ["a", 20],
  ["a", 2_500],
  ["b", 9_000],
] as const;
const total = sent.reduce((sum, [, count]) => sum + count, 0);

/** Batches of the exporter's queue, answered by the sink, compressed with zstd. */
export const queueBatchingStory = defineStory({
  name: "03-queue-batching",
  async play(stage, program) {
    const cell = { protocol: "grpc", compression: "zstd", security: "plain" } as const;
    const sink = await startReceiving(stage, "otelcol", [cell]);
    const side = await startSide(stage, program, configurationFile("configs", "03-queue-batching.yaml"), {
      listeners: ["http"],
      set: ({ http }) => [
        `receivers::otlp::protocols::http::endpoint=${http}`,
        `exporters::otlp_grpc::endpoint=${sink.endpoint(cell)}`,
      ],
    });
    const answers: Answer[] = [];
    for (const [tenant, count] of sent)
      answers.push(await post(side.address("http"), "traces", otlpRequest("traces", count), { "x-tenant": tenant }));
    // The answers came from the sink, which writes its file a moment later.
    const { length: spans } = await sink.items(cell, "traces", total);
    return { side, outcome: { answers, spans } };
  },
  check({ answers, spans }) {
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(spans).toBe(total);
  },
});

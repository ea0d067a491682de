import { eventually } from "@genai-collector/test-e2e/eventually";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { expect } from "vitest";
import { richRequest } from "../rich-request.ts";
import { post, startSide } from "../side.ts";
import { configurationFile, defineStory, itemsAt } from "./story.ts";

/** More than a queue for two requests can hold, before a sink that takes its time. */
export const fullQueueStory = defineStory({
  name: "full-queue",
  async play(stage, program) {
    const sink = await OtlpSink.open(stage);
    sink.answer = () => ({ delayMs: 3_000 });
    const side = await startSide(stage, program, configurationFile("own", "full-queue.yaml"), {
      listeners: ["http"],
      set: ({ http }) => [`receivers::otlp::protocols::http::endpoint=${http}`],
      env: { SINK: sink.endpoint },
    });
    const answers: string[] = [];
    for (let request = 0; request < 5; request++) {
      const { status } = await post(side.address("http"), "logs", richRequest("logs", 1, request));
      // Ours says that it is full (429), otelcol that it cannot now (503): clients send both again.
      answers.push(status === 429 || status === 503 ? "later" : String(status));
    }
    await eventually("both that were queued", () => sink.taken.length === 2);
    // The answer to the second is counted, too.
    await new Promise((resolve) => setTimeout(resolve, 3_200));
    return { side, outcome: { answers, items: itemsAt(sink, "logs") } };
  },
  check({ answers, items }) {
    expect(answers).toEqual(["200", "200", "later", "later", "later"]);
    expect(items).toHaveLength(34);
  },
});

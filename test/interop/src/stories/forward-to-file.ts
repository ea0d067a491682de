import { eventually } from "@genai-collector/test-e2e/eventually";
import { expect } from "vitest";
import { GrpcClient } from "../grpc-client.ts";
import { itemsOf } from "../items.ts";
import { requestsIn } from "../receiving.ts";
import { richRequest } from "../rich-request.ts";
import { post, startSide } from "../side.ts";
import { configurationFile, defineStory, itemsIn } from "./story.ts";

/** Two entries, a connector, a file, and a limiter at the door. */
export const forwardToFileStory = defineStory({
  name: "05-forward-file",
  async play(stage, program) {
    const out = stage.path("telemetry.jsonl");
    const side = await startSide(stage, program, configurationFile("configs", "05-forward-file.yaml"), {
      listeners: ["a", "b", "zpages"],
      set: ({ a, b, zpages }) => [
        `receivers::otlp/a::protocols::http::endpoint=${a}`,
        `receivers::otlp/b::protocols::grpc::endpoint=${b}`,
        `extensions::zpages::endpoint=${zpages}`,
      ],
      env: { OUT: out },
    });
    const answers = [
      await post(side.address("a"), "logs", richRequest("logs", 2)),
      (await GrpcClient.open(stage, side.address("b")).send("logs", richRequest("logs", 2, 50))).code,
      await post(side.address("a"), "traces", richRequest("traces", 1)),
    ];
    const all = itemsIn("logs", richRequest("logs", 2), richRequest("logs", 2, 50)).length;
    const items = await eventually("the file", async () => {
      const found = itemsOf("logs", await requestsIn(out, "logs"));
      return found.length >= all && found;
    });
    // Not tracez, which otelcol serves only where it has been told to keep traces of itself.
    const pages = ["servicez", "pipelinez", "extensionz", "featurez", "expvarz"].map(
      async (page) => (await fetch(`http://${side.address("zpages")}/debug/${page}`)).status,
    );
    return { side, outcome: { answers, items, pages: await Promise.all(pages) } };
  },
  check({ items, pages }) {
    expect(items).toEqual(itemsIn("logs", richRequest("logs", 2), richRequest("logs", 2, 50)));
    expect(pages).toEqual([200, 200, 200, 200, 404]);
  },
});

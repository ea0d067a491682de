import { eventually } from "@genai-collector/test-e2e/eventually";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { expect } from "vitest";
import { GrpcClient } from "../grpc-client.ts";
import { signals } from "../receiving.ts";
import { richRequest } from "../rich-request.ts";
import { post, startSide } from "../side.ts";
import { configurationFile, defineStory, itemsAt, itemsIn } from "./story.ts";

/** Everything through a limiter, a connector and small batches, and out as compressed JSON. */
export const mergedSignalsStory = defineStory({
  name: "merged-signals",
  async play(stage, program) {
    const sink = await OtlpSink.open(stage);
    const side = await startSide(stage, program, configurationFile("own", "merged-signals.yaml"), {
      listeners: ["grpc", "http"],
      set: ({ grpc, http }) => [
        `receivers::otlp::protocols::grpc::endpoint=${grpc}`,
        `receivers::otlp::protocols::http::endpoint=${http}`,
      ],
      env: { SINK: sink.endpoint },
    });
    const client = GrpcClient.open(stage, side.address("grpc"));
    for (const signal of signals) {
      await post(side.address("http"), signal, richRequest(signal, 3));
      await client.send(signal, richRequest(signal, 3, 20));
    }
    const all = (): boolean => signals.every((signal) => itemsAt(sink, signal).length >= sentItems(signal).length);
    await eventually("everything", all);
    const items = signals.map((signal) => itemsAt(sink, signal));
    const headers = sink.taken.map(({ headers: { "x-team": team, "content-encoding": encoding } }) => [team, encoding]);
    return { side, outcome: { items, headers: new Set(headers.map(String)) } };
  },
  check({ items, headers }) {
    expect(items).toEqual(signals.map(sentItems));
    expect([...headers]).toEqual(["blue,zstd"]);
  },
});

const sentItems = (signal: (typeof signals)[number]) =>
  itemsIn(signal, richRequest(signal, 3), richRequest(signal, 3, 20));

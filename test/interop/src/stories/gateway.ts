import { eventually } from "@genai-collector/test-e2e/eventually";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { otlpRequest } from "@genai-collector/test-e2e/push";
import { expect } from "vitest";
import { GrpcClient } from "../grpc-client.ts";
import { signals } from "../receiving.ts";
import { richRequest } from "../rich-request.ts";
import { post, startSide } from "../side.ts";
import { configurationFile, defineStory, itemsAt, itemsIn } from "./story.ts";

/** Waits until the sink has so many requests more than before `send`: each is then a batch of its own in both programs. */
async function oneAtATime<T>(sink: OtlpSink, send: () => Promise<T>, requests = 1): Promise<T> {
  const before = sink.taken.length;
  const answer = await send();
  await eventually("the sink to have it", () => sink.taken.length >= before + requests);
  return answer;
}

/** Batches by tenant, a queue on disk, and a sink that fails. */
export const gatewayStory = defineStory({
  name: "01-gateway",
  async play(stage, program) {
    const sink = await OtlpSink.open(stage);
    const side = await startSide(stage, program, configurationFile("configs", "01-gateway.yaml"), {
      listeners: ["grpc", "http", "health"],
      set: ({ grpc, http, health }) => [
        `receivers::otlp::protocols::grpc::endpoint=${grpc}`,
        `receivers::otlp::protocols::http::endpoint=${http}`,
        `extensions::health_check::endpoint=${health}`,
      ],
      env: { BACKEND: sink.endpoint, QUEUE_DIR: stage.path("queue"), TOKEN: "s3cret" },
    });
    const client = GrpcClient.open(stage, side.address("grpc"));
    const http = side.address("http");
    const answers: unknown[] = [];
    for (const [index, signal] of signals.entries()) {
      for (const tenant of ["a", "b"]) {
        const body = richRequest(signal, 2, index * 10);
        answers.push(await oneAtATime(sink, () => post(http, signal, body, { "x-tenant": tenant })));
      }
      answers.push(await oneAtATime(sink, async () => (await client.send(signal, richRequest(signal, 2, 100))).code));
    }
    // More than send_batch_max_size: two requests, the second after the timeout.
    answers.push(await oneAtATime(sink, () => post(http, "logs", otlpRequest("logs", 9_000)), 2));
    sink.answer = () => (sink.refused === 0 ? { status: 503 } : {});
    answers.push(await oneAtATime(sink, () => post(http, "traces", richRequest("traces", 1))));
    sink.answer = () => ({ status: 400 });
    answers.push(await post(http, "metrics", richRequest("metrics", 1)));
    await eventually("the sink to have refused it", () => sink.refused === 2);
    const health = await fetch(`http://${side.address("health")}/`);
    return {
      side,
      outcome: {
        answers,
        items: signals.map((signal) => itemsAt(sink, signal)),
        sizes: sink.taken.map(({ signal, body }) => `${signal} ${itemsIn(signal, body).length}`),
        headers: sink.taken.map(({ headers }) => [headers.authorization, headers["content-encoding"]]),
        health: [health.status, Object.keys((await health.json()) as object)],
      },
    };
  },
  check({ items, sizes, headers, health }) {
    const [one, other] = [richRequest("metrics", 2, 10), richRequest("metrics", 2, 100)];
    expect(items[1]).toEqual(itemsIn("metrics", one, one, other));
    expect(sizes.slice(-3)).toEqual(["logs 8192", "logs 808", "traces 2"]);
    expect(new Set(headers.map(String))).toEqual(new Set(["Bearer s3cret,gzip"]));
    expect(health[0]).toBe(200);
  },
});

import { eventually } from "@genai-collector/test-e2e/eventually";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { expect } from "vitest";
import { GrpcClient } from "../grpc-client.ts";
import { startReceiving } from "../receiving.ts";
import { richRequest } from "../rich-request.ts";
import { post, startSide } from "../side.ts";
import { configurationFile, defineStory, itemsAt, itemsIn } from "./story.ts";

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString("base64")}`;

/** Two doors with their own keys; a queue on disk, one in memory and none; a sink that is down for a while. */
export const queuesAndAuthStory = defineStory({
  name: "queues-and-auth",
  async play(stage, program) {
    const sink = await OtlpSink.open(stage);
    const cell = { protocol: "grpc", compression: "gzip", security: "plain" } as const;
    const grpcSink = await startReceiving(stage, "otelcol", [cell]);
    const side = await startSide(stage, program, configurationFile("own", "queues-and-auth.yaml"), {
      listeners: ["http", "grpc", "other", "health", "zpages"],
      set: ({ http, grpc, other, health, zpages }) => [
        `receivers::otlp/basic::protocols::http::endpoint=${http}`,
        `receivers::otlp/bearer::protocols::grpc::endpoint=${grpc}`,
        `receivers::otlp/bearer::protocols::http::endpoint=${other}`,
        `extensions::health_check::endpoint=${health}`,
        `extensions::zpages::endpoint=${zpages}`,
      ],
      env: {
        SINK: sink.endpoint,
        GRPC_SINK: grpcSink.endpoint(cell),
        QUEUE_DIR: stage.path("queue"),
        HTPASSWD: "alice:wonder land",
        SINK_PASSWORD: "p:w",
        BEARER: "t0ken",
      },
    });
    const [http, other] = [side.address("http"), side.address("other")];
    const client = GrpcClient.open(stage, side.address("grpc"));
    const bearer = { authorization: "Bearer t0ken" };
    const traces = richRequest("traces", 1);
    const statuses = [
      (await post(http, "traces", traces)).status,
      (await post(http, "traces", traces, { authorization: basic("alice:wrong") })).status,
      (await post(http, "traces", traces, { authorization: "Bearer t0ken" })).status,
      (await post(other, "logs", richRequest("logs", 1), { authorization: basic("alice:wonder land") })).status,
      (await client.send("logs", richRequest("logs", 1))).code,
      (await client.send("logs", richRequest("logs", 1), { authorization: "Bearer wrong" })).code,
    ];
    sink.answer = () => ({ status: 503 });
    const answers = [
      await post(http, "traces", traces, { authorization: basic("alice:wonder land") }),
      await post(http, "metrics", richRequest("metrics", 1), { authorization: basic("alice:wonder land") }),
      (await client.send("logs", richRequest("logs", 1), bearer)).code,
      await post(other, "metrics", richRequest("metrics", 1, 5), bearer),
    ];
    await eventually("attempts", () => sink.refused >= 3);
    sink.answer = () => ({});
    await eventually("the sink to have all", () => sink.taken.length === 3);
    const memory = await eventually("the other sink", async () => {
      const [logs, metrics] = [await grpcSink.items(cell, "logs"), await grpcSink.items(cell, "metrics")];
      return logs.length === 17 && metrics.length === 18 && [logs, metrics];
    });
    const health = await fetch(`http://${side.address("health")}/healthy`);
    return {
      side,
      outcome: {
        statuses,
        answers,
        memory,
        disk: [itemsAt(sink, "traces"), itemsAt(sink, "metrics")],
        headers: sink.taken.map(({ headers }) => [headers.authorization, headers["content-encoding"]]),
        pages: [health.status, (await fetch(`http://${side.address("zpages")}/debug/expvarz`)).status],
      },
    };
  },
  check({ statuses, disk, memory, headers }) {
    expect(statuses).toEqual([401, 401, 401, 401, 16, 16]);
    const metrics = itemsIn("metrics", richRequest("metrics", 1), richRequest("metrics", 1, 5));
    expect(disk).toEqual([itemsIn("traces", richRequest("traces", 1)), metrics]);
    expect(memory).toEqual([itemsIn("logs", richRequest("logs", 1)), metrics]);
    expect(headers[0]).toEqual([basic("sender:p:w"), "zstd"]);
  },
});

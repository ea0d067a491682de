import { parseRequest } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { startGrpcSink, startRawSink } from "./grpc-sink.ts";
import { setScene } from "./scene.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function sceneWith(config: object) {
  const sink = await startGrpcSink();
  cleanups.push(sink.stop);
  const scene = await setScene({ endpoint: sink.endpoint, ...config });
  cleanups.push(scene.shutdown);
  return { sink, ...scene };
}

describe("a request", () => {
  it("holds the payload's own bytes, for each signal at its own service", async () => {
    const { sink, consume } = await sceneWith({});
    for (const payload of [
      generateTraces({ resources: 3 }),
      generateMetrics({ resources: 3 }),
      generateLogs({ resources: 3 }),
    ]) {
      const expected = Buffer.concat(payload.encoded().map((range) => range.bytes));
      const { items, signal } = payload;
      await consume(payload);
      const { message } = sink.received.at(-1)!;
      expect(message.equals(expected)).toBe(true);
      expect(parseRequest(signal, message, { validate: "full" }).items).toBe(items);
    }
    expect(sink.received.map(({ method }) => method)).toEqual([
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
      "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
      "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    ]);
  });
});

describe("compression", () => {
  it("raw", async () => {
    const sink = await startRawSink();
    cleanups.push(sink.stop);
    const scene = await setScene({ endpoint: sink.endpoint, compression: "zstd" });
    cleanups.push(scene.shutdown);
    await scene.consume(generateLogs());
    console.log(sink.requests[0]!.headers, sink.requests[0]!.flag);
  });
});

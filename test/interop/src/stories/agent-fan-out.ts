import { eventually } from "@genai-collector/test-e2e/eventually";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { expect } from "vitest";
import { GrpcClient } from "../grpc-client.ts";
import { startReceiving } from "../receiving.ts";
import { richRequest } from "../rich-request.ts";
import { post, startSide } from "../side.ts";
import { configurationFile, defineStory, itemsAt, itemsIn } from "./story.ts";

/**
 * What the debug exporter wrote: a block for each batch, sorted. It stands in otelcol's log as it is; in ours each line
 * but the first begins with a tab, so that no text can pass for lines of the log.
 */
function printed(log: string): string[] {
  const entries = log.split(/^(?=\d{4}-\d\d-\d\dT)/m).filter((entry) => /\tResource(Spans|Log) #/.test(entry));
  const blocks = entries.map((entry) => /Resource(Spans|Log) #[^]*/.exec(entry)![0].replace(/\t\{[^\n]*\}\n$/, ""));
  const unescaped = (text: string): string =>
    text.replaceAll(/^\t/gm, "").replaceAll(/\\(n|u[0-9a-f]{4})/g, (code) => JSON.parse(`"${code}"`) as string);
  // Of a map that holds a NaN, otelcol shows nothing.
  const body = (text: string): string => text.replace(/^Body: Map\(.*\)$/m, "Body: Map(…)");
  return blocks.map((block) => body(unescaped(block)).trimEnd()).toSorted();
}

/** The older names, a null, two destinations, and the console. */
export const agentFanOutStory = defineStory({
  name: "02-agent-fanout",
  async play(stage, program) {
    const sink = await OtlpSink.open(stage);
    const cell = { protocol: "grpc", compression: "gzip", security: "plain" } as const;
    const tempo = await startReceiving(stage, "otelcol", [cell]);
    const side = await startSide(stage, program, configurationFile("configs", "02-agent-fanout.yaml"), {
      listeners: ["grpc", "http"],
      set: ({ grpc, http }) => [
        `receivers::otlp::protocols::grpc::endpoint=${grpc}`,
        `receivers::otlp::protocols::http::endpoint=${http}`,
        `exporters::otlp/tempo::endpoint=${tempo.endpoint(cell)}`,
        `exporters::otlphttp::endpoint=${sink.endpoint}`,
      ],
    });
    const client = GrpcClient.open(stage, side.address("grpc"));
    const answers = [
      (await client.send("traces", richRequest("traces", 1))).code,
      await post(side.address("http"), "logs", richRequest("logs", 1)),
      // No pipeline takes them.
      await post(side.address("http"), "metrics", richRequest("metrics", 1)),
      (await client.send("metrics", richRequest("metrics", 1))).code,
    ];
    const traces = await eventually("the traces", async () => {
      const items = await tempo.items(cell, "traces");
      return items.length === 2 && items;
    });
    await eventually("both signals", () => sink.taken.length === 2);
    const wasPrinted = await eventually("the console", () => {
      const blocks = printed(side.child.stderr);
      return blocks.length === 2 && blocks;
    });
    return {
      side,
      outcome: {
        answers,
        traces,
        second: [itemsAt(sink, "traces"), itemsAt(sink, "logs")],
        headers: sink.taken.map(({ headers }) => [headers["content-encoding"], headers["content-type"]]),
        wasPrinted,
      },
    };
  },
  check({ traces, second, headers, wasPrinted }) {
    expect(traces).toEqual(itemsIn("traces", richRequest("traces", 1)));
    expect(second).toEqual([traces, itemsIn("logs", richRequest("logs", 1))]);
    expect(headers[0]).toEqual([undefined, "application/json"]);
    expect(wasPrinted[1]).toContain("Name           : GET /orders/{id}");
  },
});

import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { Stage } from "@genai-collector/test-e2e/stage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settledMetrics } from "../src/compared-metrics.ts";
import { GrpcClient } from "../src/grpc-client.ts";
import { metricDifferences } from "../src/metric-differences.ts";
import type { ProgramName } from "../src/program.ts";
import { richRequest } from "../src/rich-request.ts";
import { post, startSide, type Answer, type Side } from "../src/side.ts";
import { configurationFile } from "../src/stories/story.ts";

/** What a sink answers, and what HTTP and gRPC clients are told then where nothing stands between. */
const sinkAnswers: readonly {
  readonly sink: number;
  readonly otelcol: readonly [http: number, grpc: number];
  /** Where it differs. */
  readonly ours?: readonly [http: number, grpc: number];
  readonly why?: string;
}[] = [
  { sink: 200, otelcol: [200, 0] },
  { sink: 400, otelcol: [400, 3], ours: [500, 13], why: "the client's request was good" },
  { sink: 401, otelcol: [401, 16], ours: [500, 13], why: "the credentials are the collector's, not the client's" },
  { sink: 403, otelcol: [403, 7], ours: [500, 13], why: "the credentials are the collector's, not the client's" },
  { sink: 404, otelcol: [404, 12], ours: [500, 13], why: "the path is the collector's, not the client's" },
  { sink: 413, otelcol: [500, 2], ours: [200, 0], why: "split down to one item: a partial success that rejects all" },
  {
    sink: 429,
    otelcol: [429, 8],
    ours: [503, 14],
    why: "grpc clients do not repeat RESOURCE_EXHAUSTED without a delay",
  },
  { sink: 500, otelcol: [500, 2], ours: [503, 14], why: "it may work later, and who sent it still has it" },
  { sink: 501, otelcol: [500, 2], ours: [500, 13], why: "UNKNOWN says less than INTERNAL" },
  { sink: 502, otelcol: [503, 14] },
  { sink: 503, otelcol: [503, 14] },
  { sink: 504, otelcol: [503, 14] },
];

const text = (body: string): Uint8Array => new TextEncoder().encode(body);
const json = { "content-type": "application/json" };

/** Requests that are wrong in some way, over HTTP. The words of errors may differ, all else not. */
const badHttp: readonly (readonly [what: string, send: (address: string) => Promise<Answer>, status: number])[] = [
  ["a signal that no pipeline takes", (at) => post(at, "metrics", richRequest("metrics", 1)), 404],
  ["no protobuf", (at) => post(at, "traces", text("garbage")), 400],
  ["no JSON", (at) => post(at, "traces", '{"a', json), 400],
  ["empty JSON", (at) => post(at, "traces", "{}", json), 200],
  ["JSON with a charset", (at) => post(at, "traces", "{}", { "content-type": "application/json; charset=utf-8" }), 200],
  ["an empty body", (at) => post(at, "traces", ""), 200],
  ["another content type", (at) => post(at, "traces", "x", { "content-type": "text/plain" }), 415],
  ["another encoding", (at) => post(at, "traces", "x", { "content-encoding": "br" }), 400],
  ["no gzip", (at) => post(at, "traces", "not gzip at all", { "content-encoding": "gzip" }), 400],
];

describe("a client is told", () => {
  const sides = new Map<ProgramName, { stage: Stage; side: Side; sink: OtlpSink; client: GrpcClient }>();
  const programs = ["ours", "otelcol"] as const;

  beforeAll(async () => {
    for (const program of programs) {
      const stage = await Stage.openUntilClosed();
      const sink = await OtlpSink.open(stage);
      const side = await startSide(stage, program, configurationFile("own", "without-queue.yaml"), {
        listeners: ["grpc", "http"],
        set: ({ grpc, http }) => [
          `receivers::otlp::protocols::grpc::endpoint=${grpc}`,
          `receivers::otlp::protocols::http::endpoint=${http}`,
        ],
        env: { SINK: sink.endpoint },
      });
      sides.set(program, { stage, side, sink, client: GrpcClient.open(stage, side.address("grpc")) });
    }
  });
  afterAll(async () => {
    for (const { stage } of sides.values()) await stage.close();
  });

  it.each(sinkAnswers)("when the sink answers $sink", async ({ sink: status, otelcol, ours = otelcol, why }) => {
    for (const program of programs) {
      const { side, sink, client } = sides.get(program)!;
      sink.answer = () => ({ status });
      const http = await post(side.address("http"), "traces", richRequest("traces", 1));
      const grpc = await client.send("logs", richRequest("logs", 1));
      expect([http.status, grpc.code], `${program}, ${why}`).toEqual(program === "ours" ? ours : otelcol);
    }
  });

  it.each(badHttp)("the same over HTTP about %s", async (_, send, status) => {
    const answers: Answer[] = [];
    for (const program of programs) answers.push(await send(sides.get(program)!.side.address("http")));
    const [ours, otelcol] = answers;
    expect(ours!.status).toBe(status);
    expect({ ...ours, body: "" }).toEqual({ ...otelcol, body: "" });
    // Errors of OTLP say INVALID_ARGUMENT; all others, and successes, are the same to the letter.
    if (status === 400)
      expect([ours!.body.slice(0, 2), otelcol!.body.slice(0, 2)]).toEqual([errorStart(ours!), errorStart(ours!)]);
    else expect(ours!.body).toBe(otelcol!.body);
  });

  it("413 of a body beyond max_request_body_size, as OTLP 1.11 wants it; otelcol answers 400", async () => {
    const large = richRequest("logs", 40);
    const statuses = programs.map(
      async (program) => (await post(sides.get(program)!.side.address("http"), "logs", large)).status,
    );
    expect(await Promise.all(statuses)).toEqual([413, 400]);
  });

  it.each([
    ["a signal that no pipeline takes", "metrics", richRequest("metrics", 1), 12],
    ["no protobuf", "traces", text("garbage"), 13],
    ["an empty message", "traces", text(""), 0],
    ["more than 4 MiB", "logs", richRequest("logs", 3_000), 8],
  ] as const)("the same over gRPC about %s", async (_, signal, body, code) => {
    const outcomes = await Promise.all(programs.map((program) => sides.get(program)!.client.send(signal, body)));
    expect(outcomes.map((outcome) => outcome.code)).toEqual([code, code]);
    const [ours, otelcol] = outcomes.map(({ details }) => details.split(":")[0]);
    expect(ours).toBe(otelcol);
  });

  it("and both have counted all of it in the same way", async () => {
    const both = programs.map((program) => sides.get(program)!.side);
    const [ours, otelcol] = await settledMetrics(both, metricDifferences, new Set());
    expect(ours).toEqual(otelcol);
  });
});

/** How a `google.rpc.Status` with the code 3 begins. */
function errorStart({ contentType }: Answer): string {
  return contentType === "application/json" ? '{"' : "\b\u0003";
}

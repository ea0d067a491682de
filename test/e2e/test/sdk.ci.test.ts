import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsOf, startCollector } from "../src/collector.ts";
import { fromJson, fromProtobuf, splitResources, type OtlpSignal } from "../src/otlp-schema.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { openRecorder } from "../src/recorder.ts";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const example = join(workspace, "examples", "instrumented-app");
const signals: readonly OtlpSignal[] = ["traces", "metrics", "logs"];
/** More than one batch of the SDK. */
const calls = 700;

interface Encoding {
  readonly format: "protobuf" | "json";
  readonly compression: "gzip" | "none";
}

/** Runs the application through the collector of its example, with `set` laid over; gives what went in and what came out. */
async function runApp(sdk: Encoding, set: readonly string[]) {
  const stage = await Stage.open();
  const sink = await OtlpSink.open(stage);
  const { E2E_OTLP } = await settingsOf(stage, {});
  const flags = set.flatMap((option) => ["--set", option]);
  const env = { APP_OTLP_LISTEN: E2E_OTLP, SINK_ENDPOINT: sink.endpoint };
  const collector = startCollector(stage, [join(example, "config.yaml")], env, flags);
  await collector.ready();
  const recorder = await openRecorder(stage, `http://${E2E_OTLP}`);
  const app = stage.start({
    args: [join(example, "src", "app.ts"), String(calls)],
    cwd: example,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: recorder.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: `http/${sdk.format}`,
      OTEL_EXPORTER_OTLP_COMPRESSION: sdk.compression,
    },
  });
  expect(await app.endedWithin(), app.stderr).toEqual({ code: 0, signal: null });
  expect(await collector.child.end("SIGTERM"), collector.child.stderr).toEqual({ code: 0, signal: null });
  return { sent: recorder.requests, received: sink.taken, log: collector.child.stderr };
}

type Request = Awaited<ReturnType<typeof runApp>>["sent" | "received"][number];

/** Every resource that requests of a signal hold, in an order of their own: requests may overtake one another. */
function resourcesOf(signal: OtlpSignal, requests: readonly Request[]): unknown[] {
  const texts = requests
    .filter((request) => request.signal === signal)
    .map((request) => {
      const isJson = "headers" in request ? request.headers["content-type"] : request.contentType;
      return isJson === "application/json" ? fromJson(signal, request.body) : fromProtobuf(signal, request.body);
    })
    .flatMap((decoded) => Object.values(decoded).flat() as unknown[])
    // An unset status may be written as an empty one or left out.
    .map((resource) => JSON.stringify(resource).replaceAll(',"status":{}', ""));
  return texts.toSorted((a, b) => (a < b ? -1 : 1)).map((text) => JSON.parse(text) as unknown);
}

function countOf(pattern: RegExp, resources: readonly unknown[]): number {
  return JSON.stringify(resources).match(pattern)?.length ?? 0;
}

describe("an application with the unmodified SDK", () => {
  it.each<
    readonly [format: Encoding["format"], compression: Encoding["compression"], out: string, outCompression: string]
  >([
    ["protobuf", "none", "proto", "none"],
    ["protobuf", "gzip", "proto", "gzip"],
    ["json", "none", "json", "none"],
    ["json", "gzip", "json", "gzip"],
    ["protobuf", "none", "json", "gzip"],
    ["json", "gzip", "proto", "none"],
  ])(
    "that sends %s (%s): traces, metrics and logs leave as %s (%s), equal to what it sent",
    async (format, compression, out, outCompression) => {
      const { sent, received, log } = await runApp({ format, compression }, [
        "processors::guard::bodies=keep",
        `exporters::otlp_http::encoding=${out}`,
        `exporters::otlp_http::compression=${outCompression}`,
      ]);
      for (const request of sent) {
        expect(request, log).toMatchObject({
          status: 200,
          contentType: format === "json" ? "application/json" : "application/x-protobuf",
        });
        expect(request.contentEncoding).toBe(compression === "gzip" ? "gzip" : undefined);
      }
      for (const { headers } of received) {
        expect(headers["content-type"]).toBe(out === "json" ? "application/json" : "application/x-protobuf");
        expect(headers["content-encoding"]).toBe(outCompression === "gzip" ? "gzip" : undefined);
      }
      for (const signal of signals) expect(resourcesOf(signal, received), signal).toEqual(resourcesOf(signal, sent));
      expect(countOf(/"spanId"/g, resourcesOf("traces", received))).toBe(calls);
      expect(countOf(/"eventName":"app.call"/g, resourcesOf("logs", received))).toBe(calls);
      for (const metric of ["gen_ai.client.token.usage", "gen_ai.client.operation.duration", "app.queue.depth"]) {
        expect(
          countOf(new RegExp(`"name":"${metric}"`, "g"), resourcesOf("metrics", received)),
          metric,
        ).toBeGreaterThan(0);
      }
    },
  );

  it("that sends protobuf through pipelines without processors finds its own bytes at the sink", async () => {
    const without = signals.map((signal) => `service::pipelines::${signal}::processors=[]`);
    const { sent, received } = await runApp({ format: "protobuf", compression: "none" }, without);
    const bytesOf = (requests: readonly Request[], signal: OtlpSignal): string[] =>
      requests
        .filter((request) => request.signal === signal)
        .flatMap(({ body }) => splitResources(body).map((resource) => Buffer.from(resource).toString("base64")))
        .toSorted((a, b) => (a < b ? -1 : 1));
    for (const signal of signals) {
      expect(bytesOf(received, signal), signal).toEqual(bytesOf(sent, signal));
      expect(bytesOf(received, signal).length).toBeGreaterThan(0);
    }
  });
});

import { defineExporter, type Settings, type Status } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import { createService } from "@genai-collector/service";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { expect, it } from "vitest";
import { buildInfo } from "../src/build-info.ts";
import { builtinFactories } from "../src/components.ts";
import { ConfigurationLoader } from "../src/program/configuration-loader.ts";
import { serviceOptions } from "../src/program/run-collector.ts";

// The health of pipelines in a whole collector: what the service tells of a graph with shared components, as it comes
// out of healthcheckv2.

const yaml = `
receivers:
  otlp:
    protocols: { http: }
processors:
  batch:
connectors:
  forward:
exporters:
  scripted/shared:
  scripted/own:
  otlp_http:
    endpoint: http://127.0.0.1:9
    headers: { authorization: Bearer top-secret }
extensions:
  healthcheckv2:
    component_health:
      include_permanent_errors: true
      include_recoverable_errors: true
      recovery_duration: 1m
    http:
      config: { enabled: true }
    grpc:
service:
  extensions: [healthcheckv2]
  pipelines:
    traces: { receivers: [otlp], processors: [batch], exporters: [scripted/shared, forward] }
    traces/out: { receivers: [forward], exporters: [scripted/own] }
    metrics: { receivers: [otlp], processors: [batch], exporters: [scripted/shared] }
    logs: { receivers: [otlp], exporters: [otlp_http] }
`;

const pipelines = ["traces", "traces/out", "metrics", "logs"];
const never = new AbortController().signal;
const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const done = Promise.resolve();
const taken = { consume: () => done };

interface StatusBody {
  readonly status: string;
  readonly error?: string;
  readonly components?: Readonly<Record<string, StatusBody>>;
}

/** A collector in virtual time; its scripted exporters report what the test says, and start and stop when `held` lets them. */
async function createCollector(held?: Record<"start" | "shutdown", { readonly promise: Promise<void> }>) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  const settings = new Map<string, Pick<Settings, "reportStatus">>();
  const scripted = defineExporter({
    type: "scripted",
    stability: { traces: "beta", metrics: "beta" },
    config: map({}),
    traits: () => ({ acknowledges: "delivered" }),
    create: (given) => {
      settings.set(given.id, given);
      return {
        traces: taken,
        metrics: taken,
        start: () => held?.start.promise ?? done,
        shutdown: () => held?.shutdown.promise ?? done,
      };
    },
  });
  const loader = new ConfigurationLoader({
    env: {},
    files: { read: () => Promise.resolve(undefined) },
    builtin: [...builtinFactories, scripted],
    packageDoors: () => {
      throw new Error("no packages here");
    },
    folder: "/",
  });
  const { configuration } = await loader.load({ config: [`yaml:${yaml}`], set: [], components: [] });
  const place = { runtime, build: buildInfo, writeConsole: () => undefined };
  const service = await createService(serviceOptions(configuration, place, silent));
  const client = runtime.http.open({});
  const ask = async (path: string) => {
    const url = `http://localhost:13133${path}`;
    const { status, body } = await world.until(client.request({ method: "GET", url, headers: {}, signal: never }));
    return { status, text: new TextDecoder().decode(await world.until(body.read(100_000))) };
  };
  const report = (exporter: string, status: Status): void => settings.get(exporter)!.reportStatus(status);
  return { world, service, report, ask };
}

type Collector = Awaited<ReturnType<typeof createCollector>>;

/** The code of every pipeline, and of the whole. */
async function codesOf({ ask }: Collector): Promise<Readonly<Record<string, number>>> {
  const codes: Record<string, number> = { all: (await ask("/status")).status };
  for (const pipeline of pipelines) codes[pipeline] = (await ask(`/status?pipeline=${pipeline}`)).status;
  return codes;
}

const all = (code: number): Readonly<Record<string, number>> =>
  Object.fromEntries(["all", ...pipelines].map((pipeline) => [pipeline, code]));

it("each pipeline is as well as its own components, those that it shares with others among them", async () => {
  const collector = await createCollector();
  const { world, service, report, ask } = collector;
  await world.until(service.start());
  expect(await codesOf(collector)).toEqual(all(200));

  report("scripted/shared", { state: "permanent_error", error: new Error("401") });
  expect(await codesOf(collector)).toEqual({ ...all(200), all: 500, traces: 500, metrics: 500 });

  report("scripted/own", { state: "recoverable_error", part: "sender", error: new Error("503") });
  expect(await codesOf(collector)).toEqual({ ...all(200), all: 500, traces: 500, metrics: 500 });
  await world.advance(60_000);
  expect(await codesOf(collector)).toEqual({ ...all(500), logs: 200 });
  report("scripted/own", { state: "ok", part: "sender" });
  expect(await codesOf(collector)).toEqual({ ...all(200), all: 500, traces: 500, metrics: 500 });

  const { components } = JSON.parse((await ask("/status?verbose")).text) as StatusBody;
  const inside = Object.entries(components!).map(([key, group]) => [key, Object.keys(group.components!)]);
  expect(Object.fromEntries(inside)).toEqual({
    extensions: ["extension:healthcheckv2"],
    "pipeline:logs": ["exporter:otlp_http", "receiver:otlp"],
    "pipeline:metrics": ["exporter:scripted/shared", "processor:batch", "receiver:otlp"],
    "pipeline:traces": ["connector:forward", "exporter:scripted/shared", "processor:batch", "receiver:otlp"],
    "pipeline:traces/out": ["connector:forward", "exporter:scripted/own"],
  });
  expect(components!["pipeline:metrics"]!.components!["exporter:scripted/shared"]).toMatchObject({
    status: "StatusPermanentError",
    error: "401",
  });
  await world.until(service.shutdown());
});

it("no pipeline is there before everything has started, or any more once the shutdown has begun", async () => {
  const held = { start: Promise.withResolvers<void>(), shutdown: Promise.withResolvers<void>() };
  const collector = await createCollector(held);
  const { world, service } = collector;
  const starting = service.start();
  await world.advance(1_000);
  expect(await codesOf(collector)).toEqual(all(503));
  held.start.resolve();
  await world.until(starting);
  expect(await codesOf(collector)).toEqual(all(200));
  const stopping = service.shutdown();
  await world.advance(1_000);
  expect(await codesOf(collector)).toEqual(all(503));
  held.shutdown.resolve();
  await world.until(stopping);
});

it("/config is the effective configuration, without its secrets", async () => {
  const { world, service, ask } = await createCollector();
  await world.until(service.start());
  const { status, text } = await ask("/config");
  expect(status).toBe(200);
  expect(text).toContain("http://127.0.0.1:9");
  expect(text).toContain("[REDACTED]");
  expect(text).not.toContain("top-secret");
  await world.until(service.shutdown());
});

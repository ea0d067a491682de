import { provide, statusWatcher, type ComponentStatus } from "@genai-collector/component";
import { parseRequest } from "@genai-collector/pdata";
import { pointsOf } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { configuration } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { loop } from "../../test/rule-graph.ts";
import { ServiceHarness } from "../../test/service-harness.ts";
import { createService } from "../create-service.ts";
import type { Beat } from "../status/beats.ts";
import type { MetricReading } from "./metric-reading.ts";
import type { WorkerPlace } from "./worker-place.ts";

const spans = "otelcol_receiver_accepted_spans";

/** What another worker tells of itself. */
const accepted = (value: number, receiver = "otlp"): readonly MetricReading[] => [
  { name: spans, unit: "{span}", doc: "Accepted.", kind: "counter", series: [{ attributes: { receiver }, value }] },
];

const telemetryFor = (readers?: readonly object[]) => (readers === undefined ? {} : { metrics: { readers } });

/** A collector of two workers, seen from one of them, started. */
async function worker(place: Partial<WorkerPlace>, readers?: readonly object[], harness = new ServiceHarness()) {
  const fake = new FakeComponents();
  const told: ComponentStatus[] = [];
  const watcher = {
    ready: () => undefined,
    notReady: () => undefined,
    componentStatus: (status: ComponentStatus) => void told.push(status),
  };
  const described = configuration(
    {
      receivers: { otlp: fake.receiver(), portkey: fake.receiver({ loops: [loop("l")] }) },
      processors: { guard: fake.processor({ guards: true }) },
      exporters: { sink: fake.exporter() },
      extensions: {
        watcher: fake.extension([provide(statusWatcher, watcher)]),
        each: { ...fake.extension(), traits: () => ({ perWorker: true }) },
      },
      pipelines: { traces: [["otlp"], ["guard"], ["sink"]], metrics: [["portkey"], ["guard"], ["sink"]] },
      workers: 2,
    },
    { telemetry: telemetryFor(readers) },
  );
  const options = harness.options(described);
  const service = await createService({
    ...options,
    place: { index: 0, count: 2, instanceId: "one", startedAt: 0, ...place },
  });
  await harness.run(service.start());
  const send = (items: number): Promise<void> =>
    fake.outputs.get("receiver otlp")!.traces!.consume(new FakePayload("traces", items) as never, pushed());
  return { harness, service, fake, told, send, stop: () => harness.run(service.shutdown()) };
}

describe("the first worker", () => {
  it("runs everything", async () => {
    const { fake, stop } = await worker({});
    expect([...fake.running].toSorted()).toEqual([
      "exporter sink",
      "extension each",
      "extension watcher",
      "processor guard in metrics",
      "processor guard in traces",
      "receiver otlp",
      "receiver portkey",
    ]);
    expect(fake.settings.get("receiver portkey")!.worker).toEqual({ index: 0, count: 1 });
    expect(fake.settings.get("receiver otlp")!.worker).toEqual({ index: 0, count: 2 });
    await stop();
  });

  it("serves the sum over all workers, as one collector", async () => {
    const { harness, send, stop } = await worker({
      readOthers: async () => [accepted(5), accepted(2), accepted(1, "x")],
    });
    await send(10);
    const { text } = await harness.page();
    const lines = text.split("\n");
    expect(lines.filter((line) => line.startsWith(spans))).toEqual([
      `${spans}{receiver="otlp"} 17`,
      `${spans}{receiver="x"} 1`,
    ]);
    expect(lines.filter((line) => line.startsWith("target_info"))).toEqual([
      'target_info{service_instance_id="one",service_name="genai-collector",service_version="1.2.3"} 1',
    ]);
    await stop();
  });

  it("asks the others for each page anew", async () => {
    let others = 1;
    const { harness, send, stop } = await worker({ readOthers: async () => [accepted(others++)] });
    await send(1);
    const shown = async () => (await harness.page()).text.split("\n").find((line) => line.startsWith(spans));
    expect([await shown(), await shown()]).toEqual([`${spans}{receiver="otlp"} 2`, `${spans}{receiver="otlp"} 3`]);
    await stop();
  });

  it("pushes the sums, too, since the start of the collector", async () => {
    const harness = new ServiceHarness();
    const bodies: Uint8Array[] = [];
    harness.world.route("http://sink:4318", async ({ body }) => {
      bodies.push(Buffer.concat([...(body ?? [])]));
      return { status: 200 };
    });
    const readers = [{ periodic: { interval: 10_000, exporter: { otlp: { endpoint: "http://sink:4318" } } } }];
    const startedAt = harness.world.now - 3_600_000;
    const { send, stop } = await worker({ startedAt, readOthers: async () => [accepted(5)] }, readers, harness);
    await send(10);
    await stop();
    const payload = parseRequest("metrics", bodies.at(-1)!);
    expect(pointsOf(payload).find(({ name }) => name === spans)).toMatchObject({
      labels: { receiver: "otlp" },
      value: 15,
    });
    const { metrics } = payload.decoded().resourceMetrics[0]!.scopeMetrics[0]!;
    const point = metrics.find(({ name }) => name === spans)!.sum!.dataPoints[0]!;
    // Else who makes differences of it would count everything again when the first worker is replaced.
    expect(point.startTimeUnixNano).toBe(BigInt(startedAt) * 1_000_000n);
    await stop();
  });

  it("shows a component as it is where it is worst", async () => {
    const { harness, service, told, stop } = await worker({});
    const sink = {
      id: "sink",
      kind: "exporter",
      pipeline: undefined,
      pipelines: ["traces"],
      at: harness.world.now,
    } as const;
    service.otherStatus(1, { ...sink, state: "ok", error: undefined });
    expect(service.status().state).toBe("ok");
    service.otherStatus(1, { ...sink, state: "recoverable_error", error: "down" });
    expect(service.status().state).toBe("recoverable_error");
    expect(told.at(-1)).toMatchObject({ id: "sink", state: "recoverable_error", error: "down" });
    service.otherStatus(1, { ...sink, state: "ok", error: undefined });
    expect(told.at(-1)).toMatchObject({ id: "sink", state: "ok" });
    await stop();
  });

  it("shows that another worker has ended until its components are well again", async () => {
    const { harness, service, told, stop } = await worker({});
    const sink = {
      id: "sink",
      kind: "exporter",
      pipeline: undefined,
      pipelines: ["traces"],
      at: harness.world.now,
    } as const;
    service.otherStatus(1, { ...sink, state: "ok", error: undefined });
    service.otherEnded(1);
    expect(told.at(-1)).toMatchObject({
      id: "sink",
      state: "recoverable_error",
      error: expect.stringContaining("worker 1"),
    });
    for (const state of ["starting", "ok"] as const) service.otherStatus(1, { ...sink, state, error: undefined });
    expect(service.status().state).toBe("ok");
    await stop();
  });

  it("shows the parts of all workers, each as it is where it is worst", async () => {
    const { harness, service, fake, told, stop } = await worker({});
    const otlp = { id: "otlp", kind: "receiver", pipeline: undefined, pipelines: ["traces"] } as const;
    fake.settings.get("receiver otlp")!.reportStatus({ state: "ok", part: "http" });
    const broken = { name: "http", state: "recoverable_error", error: "certificate", at: harness.world.now } as const;
    service.otherStatus(1, { ...otlp, state: "recoverable_error", at: harness.world.now, parts: [broken] });
    expect(told.at(-1)!.parts).toEqual([broken]);
    service.otherEnded(1);
    expect(told.at(-1)!.parts).toMatchObject([{ name: "http", state: "ok" }]);
    await stop();
  });

  it("sees who is stuck in another worker, and a worker that does nothing at all, until it has ended", async () => {
    const { harness, service, fake, stop } = await worker({});
    const overdue = (): readonly string[] =>
      fake.hosts.get("receiver otlp")!.collector!.overdue!().map(({ kind, id, part }) => `${kind} ${id} ${part}`);
    service.otherBeat(1, { kind: "receiver", id: "otlp", part: "sweep", withinMs: 90_000 });
    service.otherBeat(1, { kind: "worker", id: "1", part: "event loop", withinMs: 60_000 });
    await harness.world.advance(80_000);
    expect(overdue()).toEqual(["worker 1 event loop"]);
    await harness.world.advance(20_000);
    expect(overdue()).toEqual(["receiver otlp sweep", "worker 1 event loop"]);
    service.otherEnded(1);
    expect(overdue()).toEqual([]);
    await stop();
  });
});

describe("another worker", () => {
  it("runs what runs in every worker, and shows nothing by itself", async () => {
    const { harness, service, fake, stop } = await worker({ index: 1 });
    expect([...fake.running].toSorted()).toEqual([
      "exporter sink",
      "extension each",
      "processor guard in traces",
      "receiver otlp",
    ]);
    expect(fake.settings.get("receiver otlp")!.worker).toEqual({ index: 1, count: 2 });
    expect(service.metricsEndpoints).toEqual([]);
    await expect(harness.page()).rejects.toThrow();
    await stop();
  });

  it("tells its metrics and the states of its components", async () => {
    const told: ComponentStatus[] = [];
    const { service, fake, send, stop } = await worker({ index: 1, tellStatus: (status) => void told.push(status) });
    await send(4);
    expect(service.readings().find(({ name }) => name === spans)!.series).toEqual([
      { attributes: { receiver: "otlp" }, value: 4 },
    ]);
    fake.settings.get("exporter sink")!.reportStatus({ state: "recoverable_error", error: new Error("down") });
    expect(told.at(-1)).toMatchObject({ id: "sink", kind: "exporter", state: "recoverable_error", error: "down" });
    // It goes from process to process.
    expect(structuredClone(told)).toEqual(told);
    await stop();
  });

  it("tells the signs of life of its components, and that it lives itself", async () => {
    const beats: Beat[] = [];
    const { harness, fake, stop } = await worker({ index: 1, tellBeat: (beat) => void beats.push(beat) });
    fake.settings.get("receiver otlp")!.beat!("sweep", 5_000);
    fake.settings.get("receiver otlp")!.beat!("sweep", Infinity);
    await harness.world.advance(1_000);
    expect(beats).toEqual([
      { kind: "receiver", id: "otlp", part: "sweep", withinMs: 5_000 },
      { kind: "receiver", id: "otlp", part: "sweep", withinMs: null },
      { kind: "worker", id: "1", part: "event loop", withinMs: 60_000 },
    ]);
    await stop();
  });
});

it("leaves it to the supervisor to say why a start failed, and says itself what is wrong later", async () => {
  const { harness, fake, stop } = await worker({ index: 1 });
  fake.settings.get("exporter sink")!.reportStatus({ state: "permanent_error", error: new Error("refused") });
  expect(harness.sentences).toEqual(["Component has a problem that needs a human"]);
  await stop();
  const failing = new ServiceHarness();
  const sink = new FakeComponents();
  sink.faults = { start: new Set(["exporter sink"]) };
  const described = configuration({
    receivers: { otlp: sink.receiver() },
    processors: { guard: sink.processor({ guards: true }) },
    exporters: { sink: sink.exporter() },
    pipelines: { traces: [["otlp"], ["guard"], ["sink"]] },
    workers: 2,
  });
  const place = { index: 1, count: 2, instanceId: "one", startedAt: 0 };
  const service = await createService({ ...failing.options(described), place });
  await expect(failing.run(service.start())).rejects.toThrow("cannot start");
  expect(failing.sentences).toEqual([]);
});

it("leaves it to the supervisor to say that the collector starts, is ready and stops", async () => {
  const said = async (index: number) => {
    const { harness, stop } = await worker({ index });
    await stop();
    return harness.sentences;
  };
  const [first, second] = [await said(0), await said(1)];
  for (const line of [
    "Starting genai-collector...",
    "Everything is ready. Begin running and processing data.",
    "Starting shutdown...",
    "Shutdown complete.",
  ])
    expect([first.includes(line), second.includes(line)], line).toEqual([false, false]);
  expect(first).toContain("Extension is starting...");
  // The first stands for all.
  expect(second).toEqual([]);
});

import { CollectorError, provide, statusWatcher, type StatusWatcher } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { configuration } from "../test/configure.ts";
import { FakeComponents } from "../test/fake-components.ts";
import { clock, gateway } from "../test/gateway.ts";
import { FakePayload, pushed } from "../test/fake-payload.ts";
import { ServiceHarness } from "../test/service-harness.ts";
import type { ShutdownError } from "./lifecycle/shutdown-error.ts";

describe("Service", () => {
  it("starts extensions, exporters, then against the flow, receivers last; stops the other way round", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.start());
    const started = fake.events.splice(0);
    expect(started).toEqual([
      "start extension clock",
      "start extension second",
      "start exporter sink",
      "start exporter sink/2",
      "start processor batch in traces/out",
      "start connector forward",
      "start processor guard in logs",
      "start processor batch in traces",
      "start processor guard in traces",
      "start receiver otlp",
      "start receiver other",
    ]);
    await harness.run(service.shutdown());
    expect(fake.running.size).toBe(0);
    expect(fake.events).toEqual([
      "stop receiver otlp",
      "stop receiver other",
      "stop processor guard in traces",
      "stop processor guard in logs",
      "stop processor batch in traces",
      "stop connector forward",
      "stop processor batch in traces/out",
      "stop exporter sink",
      "stop exporter sink/2",
      "stop extension second",
      "stop extension clock",
    ]);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("lets an exporter tell every receiver that somebody's bytes are broken, for five minutes", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    await harness.create(configuration(gateway(fake)));
    const receivers = ["receiver otlp", "receiver other"].map((name) => fake.settings.get(name)!.suspicion);
    const raised = (): readonly boolean[] => receivers.map(({ isRaised }) => isRaised);
    expect(raised()).toEqual([false, false]);
    fake.settings.get("exporter sink/2")!.suspicion.report();
    expect(raised()).toEqual([true, true]);
    await harness.world.advance(300_000);
    expect(raised()).toEqual([false, false]);
  });

  it("logs with otelcol's sentences", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.start());
    await harness.run(service.shutdown());
    expect(harness.sentences).toEqual([
      "Starting genai-collector...",
      "Serving metrics",
      "Starting extensions...",
      "Extension is starting...",
      "Extension started.",
      "Extension is starting...",
      "Extension started.",
      "Everything is ready. Begin running and processing data.",
      "Starting shutdown...",
      "Stopping extensions...",
      "Shutdown complete.",
    ]);
  });

  it("receiver shared by two pipelines: single instance, both get data; processor shared by two: two instances", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.start());
    expect([...fake.settings.keys()].filter((name) => name.includes("otlp"))).toEqual(["receiver otlp"]);
    expect([...fake.settings.keys()].filter((name) => name.includes("guard"))).toHaveLength(2);
    const outputs = fake.outputs.get("receiver otlp")!;
    await outputs.traces!.consume(new FakePayload("traces", 3) as never, pushed());
    await outputs.logs!.consume(new FakePayload("logs", 2) as never, pushed());
    const items = (name: string): readonly number[] => fake.got.get(name)!.map(({ payload }) => payload.items);
    expect([items("exporter sink"), items("exporter sink/2")]).toEqual([[3, 2], [3]]);
    expect(outputs.metrics).toBeUndefined();
    await harness.run(service.shutdown());
  });

  it("never creates what no pipeline names", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    await harness.create(configuration(gateway(fake)));
    expect(fake.settings.has("exporter unused")).toBe(false);
  });

  it("gives each component its place: paths, pipeline, host", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.start());
    const paths = (name: string): readonly string[] => fake.settings.get(name)!.paths.map(({ pipeline }) => pipeline);
    expect(paths("receiver otlp")).toEqual(["traces", "logs"]);
    expect(paths("processor batch in traces")).toEqual(["traces"]);
    expect(paths("connector forward")).toEqual(["traces", "traces/out"]);
    expect(paths("exporter sink")).toEqual(["traces", "logs"]);
    expect(fake.settings.get("processor batch in traces")!.pipeline).toBe("traces");
    const host = fake.hosts.get("receiver otlp")!;
    expect(typeof host.extension(clock, "clock").tick).toBe("function");
    expect([...host.extensions(clock).keys()]).toEqual(["clock"]);
    expect(() => host.extension(clock, "second")).toThrow('extension "second" does not provide test.clock/1');
    expect(() => host.extension(clock, "absent")).toThrow('extension "absent" is not there');
    await harness.run(service.shutdown());
  });

  it("shutdown without start, and twice: no error, no word", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.shutdown());
    await harness.run(service.shutdown());
    expect(fake.events).toEqual([]);
    expect(harness.sentences).toEqual([]);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("exporter start fails: receivers never started, everything shut down, and the error names the component", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    fake.faults = { start: new Set(["exporter sink/2"]) };
    const service = await harness.create(configuration(gateway(fake)));
    const failure = await harness.run(service.start().catch((error: unknown) => error));
    expect(failure).toMatchObject({
      name: "StartError",
      message: 'cannot start pipelines: failed to start "sink/2" exporter: cannot start',
      path: ["exporters", "sink/2"],
    });
    expect(fake.running.size).toBe(0);
    expect(fake.events.filter((event) => event.includes("receiver"))).toEqual([]);
    expect(harness.runtime.leaks()).toEqual([]);
    expect(service.status().state).toBe("stopped");
  });

  it("shutdown error in one component: others still stopped, errors combined", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    fake.faults = { stop: new Set(["receiver other", "exporter sink", "extension clock"]) };
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.start());
    const failure = (await harness.run(service.shutdown().catch((error: unknown) => error))) as ShutdownError;
    expect(failure.message.split("\n")).toEqual([
      'failed to shutdown pipelines: "other" receiver: cannot stop',
      'failed to shutdown pipelines: "sink" exporter: cannot stop',
      'failed to shutdown extensions: "clock" extension: cannot stop',
    ]);
    expect(failure.errors).toHaveLength(3);
    expect(fake.running.size).toBe(0);
  });

  it("gives receivers about two thirds of the shutdown time, and fires lifetime when all of it has passed", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    fake.faults = { hang: new Set(["receiver other", "exporter sink"]) };
    const service = await harness.create(configuration(gateway(fake), { shutdownTimeoutMs: 30_000 }));
    await harness.run(service.start());
    const begun = harness.world.now;
    const at = new Map<string, number>();
    const { lifetime } = fake.settings.get("exporter sink")!;
    lifetime.addEventListener("abort", () => at.set("lifetime", harness.world.now - begun));
    const stopping = service.shutdown().catch((error: unknown) => error);
    await harness.world.advance(1);
    const signal = fake.stopSignals.get("receiver other")!;
    signal.addEventListener("abort", () => at.set("receiver", harness.world.now - begun));
    await harness.world.advance(22_000);
    const exporter = fake.stopSignals.get("exporter sink")!;
    exporter.addEventListener("abort", () => at.set("exporter", harness.world.now - begun));
    const failure = (await harness.run(stopping)) as ShutdownError;
    expect(at.get("receiver")).toBe(20_000);
    expect(at.get("exporter")).toBe(28_500);
    expect(failure.failures.map(({ error }) => (error as CollectorError).code)).toEqual([
      "SHUTDOWN_TIMEOUT",
      "SHUTDOWN_TIMEOUT",
    ]);
    expect(at.get("lifetime")).toBeLessThanOrEqual(30_000);
    expect(lifetime.aborted).toBe(true);
    expect(harness.world.now - begun).toBeLessThan(31_000);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("is stopped while it starts: what had started stops, nothing more starts, and the start says so", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const gate = Promise.withResolvers<void>();
    fake.startGates.set("exporter sink/2", gate.promise);
    const service = await harness.create(configuration(gateway(fake)));
    const starting = service.start().catch((error: unknown) => error);
    await harness.world.advance(10);
    const stopping = service.shutdown();
    gate.resolve();
    await harness.run(stopping);
    expect(await harness.run(starting)).toMatchObject({ code: "SERVICE_START_ABORTED" });
    expect(fake.events.filter((event) => event.startsWith("start")).at(-1)).toBe("start exporter sink/2");
    expect(fake.running.size).toBe(0);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("does not wait for ever for a component that hangs in start, and stops it again should it come back", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const gate = Promise.withResolvers<void>();
    fake.startGates.set("exporter sink/2", gate.promise);
    const service = await harness.create(configuration(gateway(fake), { shutdownTimeoutMs: 30_000 }));
    const starting = service.start().catch((error: unknown) => error);
    await harness.world.advance(10);
    const begun = harness.world.now;
    await harness.run(service.shutdown());
    expect(harness.world.now - begun).toBeLessThanOrEqual(3_000);
    gate.resolve();
    await harness.run(starting);
    expect(fake.running.size).toBe(0);
  });

  it("fatal status report from a component: asks for shutdown, with an error line", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.start());
    const error = new Error("socket died");
    fake.settings.get("receiver otlp")!.reportStatus({ state: "fatal_error", part: "http", error });
    expect(await harness.run(service.fatal)).toMatchObject({ instance: { id: "otlp", kind: "receiver" }, error });
    expect(service.status().state).toBe("fatal_error");
    expect(service.status().pipelines.get("traces")).toBe("fatal_error");
    expect(service.status().pipelines.get("traces/out")).toBe("ok");
    expect(harness.lines.at(-1)).toMatchObject({
      level: "error",
      message: "Asynchronous error received, terminating process",
      data: { "otelcol.component.id": "otlp", error: { message: "socket died" } },
    });
    await harness.run(service.shutdown());
  });

  it("tells status watchers when it is ready, when it stops, and each change of a component in between", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const told: string[] = [];
    const watcher: StatusWatcher = {
      ready: () => void told.push("ready"),
      notReady: () => void told.push("not ready"),
      componentStatus: ({ kind, id, pipeline = "", state, error = "" }) =>
        void told.push([kind, id, pipeline, state, error].join(" ").replaceAll(/ +/g, " ").trim()),
    };
    const broken: StatusWatcher = {
      ready: () => fail(),
      notReady: () => fail(),
      componentStatus: () => fail(),
    };
    const service = await harness.create(
      configuration({
        receivers: { otlp: fake.receiver() },
        processors: { guard: fake.processor({ guards: true }) },
        exporters: { sink: fake.exporter() },
        extensions: {
          broken: fake.extension([provide(statusWatcher, broken)]),
          health: fake.extension([provide(statusWatcher, watcher)]),
        },
        pipelines: { traces: [["otlp"], ["guard"], ["sink"]] },
      }),
    );
    await harness.run(service.start());
    expect(told.slice(4)).toEqual([
      "exporter sink starting",
      "exporter sink ok",
      "processor guard traces starting",
      "processor guard traces ok",
      "receiver otlp starting",
      "receiver otlp ok",
      "ready",
    ]);
    told.length = 0;
    const error = new Error("GET https://u:p@h/x?y=z failed");
    fake.settings.get("receiver otlp")!.reportStatus({ state: "recoverable_error", part: "logs", error });
    expect(told.splice(0)).toEqual(["receiver otlp recoverable_error GET https://h/x failed"]);
    await harness.run(service.shutdown());
    expect([told[0], told.at(-1)]).toEqual(["not ready", "extension broken stopped"]);
    expect(harness.lines.some(({ message }) => message === "A status watcher threw")).toBe(true);
  });

  it("fan-out where the first exporter errors: the second still receives, the error returns to the receiver", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const service = await harness.create(configuration(gateway(fake)));
    await harness.run(service.start());
    fake.failures.set("exporter sink", new CollectorError("SINK_DOWN", "down", { kind: "retryable" }));
    const outcome = fake.outputs.get("receiver otlp")!.traces!.consume(new FakePayload("traces", 1) as never, pushed());
    await expect(outcome).rejects.toMatchObject({ code: "SINK_DOWN" });
    expect(fake.got.get("exporter sink/2")).toHaveLength(1);
    await harness.run(service.shutdown());
  });
});

function fail(): never {
  throw new Error("broken watcher");
}

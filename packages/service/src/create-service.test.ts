import { describe, expect, it } from "vitest";
import { configuration } from "../test/configure.ts";
import { FakeComponents } from "../test/fake-components.ts";
import { gateway } from "../test/gateway.ts";
import { ServiceHarness } from "../test/service-harness.ts";
import { dryBuild } from "./create-service.ts";
import type { BuildError } from "./finding.ts";

describe("createService", () => {
  it("reports every component that cannot be created, and leaves nothing of the others", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    fake.faults = {
      create: new Set(["receiver other", "processor batch in traces", "exporter sink", "extension clock"]),
    };
    const failure = await harness.run(harness.create(configuration(gateway(fake))).catch((error: unknown) => error));
    expect((failure as BuildError).findings.map(({ path, message }) => `${path.join("::")}: ${message}`)).toEqual([
      'extensions::clock: failed to create extension "clock": cannot be created',
      'exporters::sink: failed to create "sink" exporter: cannot be created',
      'processors::batch: failed to create "batch" processor, in pipeline "traces": cannot be created',
      'receivers::other: failed to create "other" receiver: cannot be created',
    ]);
    expect(fake.stopSignals.has("receiver otlp")).toBe(true);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("names warnings at the start and counts unguarded pipelines", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const description = gateway(fake);
    const service = await harness.create(
      configuration({ ...description, pipelines: { ...description.pipelines, metrics: [["other"], [], ["sink"]] } }),
    );
    await harness.run(service.start());
    expect(harness.sentences.slice(0, 2)).toEqual([
      "Starting genai-collector...",
      "service::pipelines::metrics::processors: pushed data passes without a guard processor: content is not removed",
    ]);
    expect((await harness.page()).text).toContain("\notelcol_unguarded_pipelines 1\n");
    await harness.run(service.shutdown());
  });

  it("an exporter that declares one signal and takes none is found when it is built", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const deaf = { ...fake.exporter(), create: () => ({}) };
    const description = gateway(fake);
    await expect(
      harness.create(configuration({ ...description, exporters: { ...description.exporters, "sink/2": deaf } })),
    ).rejects.toThrow('service::pipelines::traces/out::exporters: exporter "sink/2" declares traces and takes none');
  });
});

describe("dryBuild", () => {
  it("finds nothing in a good configuration: silent, nothing started, no port bound", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    expect(await harness.run(dryBuild(harness.options(configuration(gateway(fake)))))).toEqual([]);
    expect(fake.events).toEqual([]);
    expect(harness.sentences).toEqual([]);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("names what of service::telemetry has no effect", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    const processors = [{ batch: { exporter: { otlp: { endpoint: "http://sink:4318" } } } }];
    const given = configuration(gateway(fake), { telemetry: { traces: { processors } } });
    expect(await harness.run(dryBuild(harness.options(given)))).toEqual([
      {
        level: "warning",
        path: ["service", "telemetry", "traces", "processors"],
        message: "has no effect: this build does not export the collector's own spans",
      },
    ]);
  });

  it("returns errors and warnings together", async () => {
    const [harness, fake] = [new ServiceHarness(), new FakeComponents()];
    fake.faults = { create: new Set(["exporter sink"]) };
    const description = gateway(fake);
    const findings = await harness.run(
      dryBuild(
        harness.options(
          configuration({
            ...description,
            pipelines: { ...description.pipelines, metrics: [["other"], [], ["sink"]] },
          }),
        ),
      ),
    );
    expect(findings.map(({ level }) => level)).toEqual(["warning", "error"]);
  });
});

import type { Instruments, Payload, Traces } from "@genai-collector/component";
import { generateTraces, spansOf } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configuration, type GraphDescription } from "../../test/configure.ts";
import { FakeComponents, type Handle } from "../../test/fake-components.ts";
import { FakePayload, polled, pushed } from "../../test/fake-payload.ts";
import { loop } from "../../test/rule-graph.ts";
import { ServiceHarness } from "../../test/service-harness.ts";

const guards = { guards: true };

async function running(description: GraphDescription) {
  const harness = new ServiceHarness();
  const service = await harness.create(configuration(description));
  await harness.run(service.start());
  return { harness, service };
}

const bytesOf = (payload: Payload): string =>
  Buffer.concat(payload.encoded().map(({ bytes }) => bytes)).toString("hex");

describe("fan-out", () => {
  /** Renames every span, on the decoded form. */
  const rename =
    (name: string): Handle =>
    (payload, context, next) => {
      for (const { scopeSpans } of (payload as unknown as Traces).takeDecoded().resourceSpans)
        for (const { spans } of scopeSpans) for (const span of spans) span.name = name;
      return next.consume(payload, context);
    };

  it("one mutating, one read-only pipeline: the read-only one sees the original values", async () => {
    // Any number of pipelines in any order, each of which edits or not; what an exporter gets is its pipeline's alone.
    const edits = fc.array(fc.option(fc.constantFrom("x", "y", "z"), { nil: undefined }), {
      minLength: 2,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(1_000), async (names, seed) => {
        const fake = new FakeComponents();
        const ids = names.map((_, index) => `traces/${index}`);
        const each = <F>(make: (index: number) => F): Record<string, F> =>
          Object.fromEntries(names.map((_, index) => [`c/${index}`, make(index)]));
        await running({
          receivers: { otlp: fake.receiver() },
          processors: each((index) =>
            fake.processor(guards, names[index] === undefined ? undefined : rename(names[index])),
          ),
          exporters: each(() => fake.exporter()),
          pipelines: Object.fromEntries(ids.map((id, index) => [id, [["otlp"], [`c/${index}`], [`c/${index}`]]])),
        });
        const original = generateTraces({ seed, items: 3, attributes: 2 });
        const untouched = bytesOf(generateTraces({ seed, items: 3, attributes: 2 }));
        await fake.outputs.get("receiver otlp")!.traces!.consume(original, pushed());
        for (const [index, name] of names.entries()) {
          const { payload } = fake.got.get(`exporter c/${index}`)![0]!;
          if (name === undefined) expect(bytesOf(payload)).toBe(untouched);
          else expect(new Set(spansOf(payload as Traces).map((span) => span.name))).toEqual(new Set([name]));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("two read-only pipelines share the bytes of one request", async () => {
    const fake = new FakeComponents();
    await running({
      receivers: { otlp: fake.receiver() },
      processors: { guard: fake.processor(guards) },
      exporters: { a: fake.exporter(), b: fake.exporter() },
      pipelines: { "traces/a": [["otlp"], ["guard"], ["a"]], "traces/b": [["otlp"], ["guard"], ["b"]] },
    });
    await fake.outputs.get("receiver otlp")!.traces!.consume(generateTraces(), pushed());
    const [a, b] = ["a", "b"].map((id) => fake.got.get(`exporter ${id}`)![0]!.payload.encoded()[0]!.bytes.buffer);
    expect(a).toBe(b);
  });
});

describe("what the service counts", () => {
  const samples = async (harness: ServiceHarness): Promise<readonly string[]> =>
    (await harness.page()).text.split("\n").filter((line) => /^otelcol_(receiver|processor|exporter)/.test(line));

  it("polled data that may still change is accepted behind settle, pipeline by pipeline", async () => {
    const fake = new FakeComponents();
    /** Lets half of what is unsettled through. */
    const settle: Handle = (payload, { unsettled, ...context }, next) => {
      unsettled?.settledUpTo(0);
      const settled = new FakePayload("metrics", payload.items / 2) as unknown as typeof payload;
      return next.consume(unsettled === undefined ? payload : settled, context);
    };
    const { harness } = await running({
      receivers: { portkey: fake.receiver({ loops: [loop("analytics", { unsettled: true })] }) },
      processors: { settle: fake.processor({ settlesMs: 60_000 }, settle), guard: fake.processor(guards) },
      exporters: { a: fake.exporter(), b: fake.exporter() },
      pipelines: {
        "metrics/a": [["portkey"], ["settle", "guard"], ["a"]],
        "metrics/b": [["portkey"], ["settle", "guard"], ["b"]],
      },
    });
    const context = polled({ unsettled: { after: 0, settledUpTo: () => undefined } });
    for (const lane of fake.outputs.get("receiver portkey")!.pipelines("metrics")) {
      await lane.consume(new FakePayload("metrics", 8) as never, context);
      await lane.consume(new FakePayload("metrics", 3) as never, polled());
    }
    expect(await samples(harness)).toEqual([
      'otelcol_exporter_send_failed_metric_points{exporter="a"} 0',
      'otelcol_exporter_send_failed_metric_points{exporter="b"} 0',
      'otelcol_exporter_sent_metric_points{exporter="a"} 7',
      'otelcol_exporter_sent_metric_points{exporter="b"} 7',
      'otelcol_processor_incoming_items{otel_signal="metrics",processor="guard"} 14',
      'otelcol_processor_incoming_items{otel_signal="metrics",processor="settle"} 22',
      'otelcol_processor_outgoing_items{otel_signal="metrics",processor="guard"} 14',
      'otelcol_processor_outgoing_items{otel_signal="metrics",processor="settle"} 14',
      'otelcol_receiver_accepted_metric_points{receiver="portkey"} 14',
    ]);
  });

  it("leaves counting what was sent to exporters that declare it: behind their queue, where it is known", async () => {
    const sent = { kind: "counter", unit: "{span}", doc: "Sent." } as const;
    const instruments: Instruments = { sent_spans: sent, send_failed_spans: sent };
    const fake = new FakeComponents();
    const { harness } = await running({
      receivers: { otlp: fake.receiver() },
      processors: { guard: fake.processor(guards) },
      exporters: { queued: fake.exporter(undefined, instruments), plain: fake.exporter() },
      pipelines: { traces: [["otlp"], ["guard"], ["queued", "plain"]], logs: [["otlp"], ["guard"], ["queued"]] },
    });
    const { traces, logs } = fake.outputs.get("receiver otlp")!;
    await traces!.consume(new FakePayload("traces", 5) as never, pushed());
    await logs!.consume(new FakePayload("logs", 2) as never, pushed());
    fake.settings.get("exporter queued")!.instruments["sent_spans"]!.record(4);
    expect((await samples(harness)).filter((line) => line.includes("sent_"))).toEqual([
      'otelcol_exporter_sent_log_records{exporter="queued"} 2',
      'otelcol_exporter_sent_spans{exporter="plain"} 5',
      'otelcol_exporter_sent_spans{exporter="queued"} 4',
    ]);
  });

  it("leaves counting what was sent to who takes the counters, and shows them from the start", async () => {
    const fake = new FakeComponents();
    const { harness } = await running({
      receivers: { otlp: fake.receiver() },
      processors: { guard: fake.processor(guards) },
      exporters: { queued: fake.countingExporter(), plain: fake.exporter() },
      pipelines: { traces: [["otlp"], ["guard"], ["queued", "plain"]] },
    });
    const ofQueued = async (): Promise<readonly string[]> =>
      (await samples(harness)).filter((line) => line.includes('exporter="queued"'));
    expect(await ofQueued()).toEqual([
      'otelcol_exporter_enqueue_failed_spans{exporter="queued"} 0',
      'otelcol_exporter_in_flight_requests{data_type="traces",exporter="queued"} 0',
      'otelcol_exporter_send_failed_spans{exporter="queued"} 0',
      'otelcol_exporter_sent_spans{exporter="queued"} 0',
    ]);
    await fake.outputs.get("receiver otlp")!.traces!.consume(new FakePayload("traces", 5) as never, pushed());
    expect((await samples(harness)).filter((line) => line.includes("sent_"))).toEqual([
      'otelcol_exporter_sent_spans{exporter="plain"} 5',
      'otelcol_exporter_sent_spans{exporter="queued"} 0',
    ]);
    fake.counters.get("exporter queued")!.sent("traces", 4);
    expect(await ofQueued()).toContain('otelcol_exporter_sent_spans{exporter="queued"} 4');
  });

  it("counts a batch once at the receiver, however many pipelines take it", async () => {
    const fake = new FakeComponents();
    const { harness } = await running({
      receivers: { otlp: fake.receiver() },
      processors: { guard: fake.processor(guards) },
      exporters: { sink: fake.exporter(), "sink/2": fake.exporter() },
      pipelines: { "logs/a": [["otlp"], ["guard"], ["sink"]], "logs/b": [["otlp"], ["guard"], ["sink/2"]] },
    });
    await fake.outputs.get("receiver otlp")!.logs!.consume(new FakePayload("logs", 5) as never, pushed());
    fake.failures.set("exporter sink/2", new Error("bug"));
    const outcome = fake.outputs.get("receiver otlp")!.logs!.consume(new FakePayload("logs", 3) as never, pushed());
    await expect(outcome).rejects.toThrow("bug");
    expect((await samples(harness)).filter((line) => line.includes("receiver"))).toEqual([
      'otelcol_receiver_accepted_log_records{receiver="otlp"} 5',
      'otelcol_receiver_refused_log_records{receiver="otlp"} 3',
    ]);
  });
});

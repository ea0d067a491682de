import { CollectorError, type BatchContext, type Consumer, type Payload } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { FakePayload, polled, pushed } from "../../test/fake-payload.ts";
import { LedgerPulse } from "../ledger/ledger-pulse.ts";
import { countedLink, LinkAccount } from "../ledger/link-account.ts";
import { MetricRegistry } from "../telemetry/metric-registry.ts";
import { prometheusPage } from "../telemetry/prometheus-page.ts";
import { AcceptedCounter, countedOutput } from "./accepted-counter.ts";
import { PipelineMetrics } from "./pipeline-metrics.ts";
import { sentCounter } from "./sent-counter.ts";
import { SettledCounter } from "./settled-counter.ts";

/** The samples of a registry's page, without comments and target_info. */
function samples(registry: MetricRegistry): readonly string[] {
  const page = prometheusPage(registry.snapshot(), new Map());
  return page.split("\n").filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("target_info"));
}

const counters = (): { registry: MetricRegistry; metrics: PipelineMetrics } => {
  const registry = new MetricRegistry("normal");
  return { registry, metrics: new PipelineMetrics(registry) };
};
const taking: Consumer<Payload> = { consume: async () => undefined };
const refusing: Consumer<Payload> = {
  consume: async () => {
    throw new CollectorError("SINK_FULL", "full", { kind: "refused" });
  },
};

describe("countedOutput", () => {
  it("counts what the pipelines took as accepted and what they did not as refused", async () => {
    const { registry, metrics } = counters();
    const counter = new AcceptedCounter(metrics, "traces", "otlp");
    await countedOutput(taking, counter).consume(new FakePayload("traces", 5), pushed());
    await expect(countedOutput(refusing, counter).consume(new FakePayload("traces", 2), pushed())).rejects.toThrow(
      "full",
    );
    expect(samples(registry)).toEqual([
      'otelcol_receiver_accepted_spans{receiver="otlp"} 5',
      'otelcol_receiver_refused_spans{receiver="otlp"} 2',
    ]);
  });

  it("counts what the sink took beside rejected items as accepted", async () => {
    const { registry, metrics } = counters();
    const rejected = [{ items: 2, reason: "too_old" }];
    const partial: Consumer<Payload> = {
      consume: () => Promise.reject(new CollectorError("SINK_PARTIAL", "x", { kind: "gap", rejected })),
    };
    const output = countedOutput(partial, new AcceptedCounter(metrics, "traces", "otlp"));
    await expect(output.consume(new FakePayload("traces", 5), pushed())).rejects.toThrow("x");
    await expect(output.consume(new FakePayload("traces", 1), pushed())).rejects.toThrow("x");
    expect(samples(registry)).toEqual([
      'otelcol_receiver_accepted_spans{receiver="otlp"} 3',
      'otelcol_receiver_refused_spans{receiver="otlp"} 3',
    ]);
  });

  it("names the transport where the receiver says it", async () => {
    const { registry, metrics } = counters();
    const output = countedOutput(taking, new AcceptedCounter(metrics, "logs", "otlp"));
    for (const transport of ["grpc", "http", "http"]) {
      const client = { address: "10.0.0.1", metadata: new Map(), transport };
      await output.consume(new FakePayload("logs", 3), pushed({ client }));
    }
    expect(samples(registry)).toEqual([
      'otelcol_receiver_accepted_log_records{receiver="otlp",transport="grpc"} 3',
      'otelcol_receiver_accepted_log_records{receiver="otlp",transport="http"} 6',
    ]);
  });

  it("reads the items before it hands the payload on: afterwards they are not its own", async () => {
    const { registry, metrics } = counters();
    const payload: Payload = new FakePayload("metrics", 4);
    const emptying: Consumer<Payload> = {
      consume: async (given) => void Object.defineProperty(given, "items", { value: 0 }),
    };
    await countedOutput(emptying, new AcceptedCounter(metrics, "metrics", "x")).consume(payload, pushed());
    expect(samples(registry)).toEqual(['otelcol_receiver_accepted_metric_points{receiver="x"} 4']);
  });
});

describe("SettledCounter", () => {
  /** A settle that hands on `settled` items of what it gets, or nothing. */
  function pipeline(settled: number, end: Consumer<Payload> = taking) {
    const { registry, metrics } = counters();
    const counter = new SettledCounter<Payload>((receiver) => new AcceptedCounter(metrics, "metrics", receiver));
    const behind = counter.output(end);
    const settle: Consumer<Payload> = {
      consume: async (payload, { unsettled, ...context }: BatchContext) => {
        if (unsettled === undefined) return behind.consume(payload, context);
        unsettled.settledUpTo(0);
        if (settled > 0) await behind.consume(new FakePayload("metrics", settled), context);
      },
    };
    const head = countedOutput(counter.input(settle), new AcceptedCounter(metrics, "metrics", "portkey"));
    return { head, registry };
  }
  const unsettled = { after: 0, settledUpTo: (): void => undefined };

  it("accepted counts polled data behind settle: each bucket once, however often it was polled", async () => {
    const { head, registry } = pipeline(2);
    await head.consume(new FakePayload("metrics", 60), polled({ unsettled }));
    await head.consume(new FakePayload("metrics", 60), polled({ unsettled }));
    expect(samples(registry)).toEqual(['otelcol_receiver_accepted_metric_points{receiver="portkey"} 4']);
  });

  it("counts nothing while nothing settles", async () => {
    const { head, registry } = pipeline(0);
    await head.consume(new FakePayload("metrics", 60), polled({ unsettled }));
    expect(samples(registry)).toEqual([]);
  });

  it("counts what had settled before at the receiver's output, and not again behind settle", async () => {
    const { head, registry } = pipeline(2);
    await head.consume(new FakePayload("metrics", 7), polled());
    await head.consume(new FakePayload("metrics", 1), pushed());
    expect(samples(registry)).toEqual(['otelcol_receiver_accepted_metric_points{receiver="portkey"} 8']);
  });

  it("keeps lanes apart: a settled payload of another loop passes while an unsettled one is inside", async () => {
    const gate = Promise.withResolvers<void>();
    const { head, registry } = pipeline(2, { consume: () => gate.promise });
    const slow = head.consume(new FakePayload("metrics", 60), polled({ unsettled }));
    const other = head.consume(new FakePayload("metrics", 7), polled({}, { loop: "daily" }));
    gate.resolve();
    await Promise.all([slow, other]);
    expect(samples(registry)).toEqual(['otelcol_receiver_accepted_metric_points{receiver="portkey"} 9']);
  });

  it("counts as refused what settled and was not taken", async () => {
    const { head, registry } = pipeline(2, refusing);
    await expect(head.consume(new FakePayload("metrics", 60), polled({ unsettled }))).rejects.toThrow("full");
    expect(samples(registry)).toEqual(['otelcol_receiver_refused_metric_points{receiver="portkey"} 2']);
  });
});

describe("countedLink", () => {
  it("counts for the component before and the one behind, whatever the outcome", async () => {
    const { registry, metrics } = counters();
    const link = countedLink(refusing, new LinkAccount(new LedgerPulse()), [
      metrics.outgoing("logs", "a"),
      metrics.incoming("logs", "b"),
    ]);
    await expect(link.consume(new FakePayload("logs", 3), pushed())).rejects.toThrow("full");
    expect(samples(registry)).toEqual([
      'otelcol_processor_incoming_items{otel_signal="logs",processor="b"} 3',
      'otelcol_processor_outgoing_items{otel_signal="logs",processor="a"} 3',
    ]);
  });
});

describe("sentCounter", () => {
  const gap = (items: number): CollectorError =>
    new CollectorError("SINK_PARTIAL", "x", { kind: "gap", rejected: [{ items, reason: "too_old" }] });

  it.each([
    ["all when the sink took them", undefined, 10, 0],
    ["none when the sink failed", new CollectorError("X", "x", { kind: "retryable" }), 0, 10],
    ["none when a bug stopped it", new TypeError("x"), 0, 10],
    ["the rest when the sink rejected some", gap(3), 7, 3],
    ["never less than none", gap(30), 0, 10],
    ["none when a gap says no numbers", new CollectorError("X", "x", { kind: "gap" }), 0, 10],
  ])("counts %s", async (_, error, sent, failed) => {
    const { metrics } = counters();
    const [ok, bad] = [metrics.sent("logs", "sink"), metrics.sendFailed("logs", "sink")];
    const exporter: Consumer<Payload> = {
      consume: () => (error === undefined ? Promise.resolve() : Promise.reject(error)),
    };
    const outcome = sentCounter(exporter, ok, bad).consume(new FakePayload("logs", 10), pushed());
    await (error === undefined ? outcome : expect(outcome).rejects.toBe(error));
    expect([ok.value, bad.value]).toEqual([sent, failed]);
  });
});

import { parseRequest } from "@genai-collector/pdata";
import { labelsOf, pointsOf, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { configuration } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { FakePayload, pushed } from "../../test/fake-payload.ts";
import { ServiceHarness } from "../../test/service-harness.ts";
import type { Service } from "../service.ts";

/** A running gateway with this `service::telemetry`. */
async function running(
  raw: object,
  harness = new ServiceHarness(),
  fake = new FakeComponents(),
  sink = fake.exporter(),
) {
  const service = await harness.create(
    configuration(
      {
        receivers: { otlp: fake.receiver() },
        processors: { guard: fake.processor({ guards: true }) },
        exporters: { sink },
        pipelines: { traces: [["otlp"], ["guard"], ["sink"]] },
      },
      { telemetry: raw },
    ),
  );
  await harness.run(service.start());
  const send = (items: number): Promise<void> =>
    fake.outputs.get("receiver otlp")!.traces!.consume(new FakePayload("traces", items) as never, pushed());
  return { harness, service, send };
}

const stop = ({ harness, service }: { harness: ServiceHarness; service: Service }): Promise<void> =>
  harness.run(service.shutdown());

describe("the page", () => {
  it("default telemetry: :8888 serves otelcol_process_uptime, no _total, has target_info", async () => {
    const all = await running({});
    expect(all.service.metricsEndpoints).toEqual(["localhost:8888"]);
    const { status, headers, text } = await all.harness.page();
    expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(text).toMatch(/^otelcol_process_uptime \d/m);
    expect(text).toMatch(/^# HELP otelcol_process_uptime .*\[Alpha\]$/m);
    expect(text.match(/^\w*_total\b/gm)).toEqual(["promhttp_metric_handler_errors_total"]);
    expect(text).toMatch(
      /^target_info\{service_instance_id="[0-9a-f-]{36}",service_name="genai-collector",service_version="1.2.3"\} 1$/m,
    );
    await stop(all);
    expect(all.harness.runtime.leaks()).toEqual([]);
  });

  it("counts what flows between the components", async () => {
    const all = await running({});
    await all.send(5);
    await all.send(2);
    const { text } = await all.harness.page();
    for (const line of [
      'otelcol_receiver_accepted_spans{receiver="otlp"} 7',
      'otelcol_processor_incoming_items{otel_signal="traces",processor="guard"} 7',
      'otelcol_processor_outgoing_items{otel_signal="traces",processor="guard"} 7',
      'otelcol_exporter_sent_spans{exporter="sink"} 7',
      "otelcol_held_payload_bytes 0",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    await stop(all);
  });

  it("level: none → endpoint absent", async () => {
    const all = await running({ metrics: { level: "none" } });
    expect(all.service.metricsEndpoints).toEqual([]);
    await expect(all.harness.page()).rejects.toThrow();
    await stop(all);
  });

  it.each([
    ["normal", false],
    ["detailed", true],
  ])("level %s: histograms of what is queued appear: %s", async (level, expected) => {
    const fake = new FakeComponents();
    const all = await running({ metrics: { level } }, undefined, fake, fake.countingExporter());
    fake.counters.get("exporter sink")!.enqueued("traces", 5, 1_000);
    const { text } = await all.harness.page();
    expect(text.includes('otelcol_exporter_enqueue_size_bytes_bucket{data_type="traces"')).toBe(expected);
    await stop(all);
  });

  it("answers loopback names only, /metrics only, and reading only", async () => {
    const all = await running({});
    const url = "http://localhost:8888/metrics";
    expect((await all.harness.page(url, { host: "rebound.example" })).status).toBe(403);
    expect((await all.harness.page("http://localhost:8888/")).status).toBe(404);
    expect((await all.harness.page(`${url}?x=y`)).status).toBe(200);
    await stop(all);
  });

  it("a process that cannot be read is a counted 500, and the next scrape is served", async () => {
    const harness = new ServiceHarness();
    let broken = true;
    const options = harness.options.bind(harness);
    harness.options = (given) => {
      const { readProcess, ...rest } = options(given);
      return { ...rest, readProcess: () => (broken ? fail() : readProcess()) };
    };
    const all = await running({}, harness);
    expect((await harness.page()).status).toBe(500);
    broken = false;
    expect((await harness.page()).text).toContain('promhttp_metric_handler_errors_total{cause="gathering"} 1');
    await stop(all);
  });

  it("port in use → start error, and nothing left behind", async () => {
    const first = await running({});
    await expect(running({}, first.harness)).rejects.toMatchObject({
      name: "StartError",
      message: expect.stringMatching(/^cannot serve own metrics on localhost:8888: ./),
      path: ["service", "telemetry", "metrics", "readers"],
    });
    await stop(first);
    expect(first.harness.runtime.leaks()).toEqual([]);
  });

  it("service.telemetry.resource: {service.instance.id: null} → attribute absent", async () => {
    const all = await running({ resource: { "service.instance.id": null, "service.namespace": "acme" } });
    const { text } = await all.harness.page();
    expect(text).toContain(
      'target_info{service_name="genai-collector",service_namespace="acme-meta",service_version="1.2.3"} 1',
    );
    await stop(all);
  });
});

function fail(): never {
  throw new Error("EMFILE");
}

describe("periodic readers", () => {
  const otlp = (more: object = {}): object => ({
    metrics: {
      readers: [{ periodic: { interval: 10_000, exporter: { otlp: { endpoint: "http://sink:4318/", ...more } } } }],
    },
  });

  function sink(harness: ServiceHarness, answer: () => Answer = () => ({ status: 200 })) {
    const requests: { url: string; headers: Readonly<Record<string, string>>; body: Uint8Array; at: number }[] = [];
    harness.world.route("http://sink:4318", async (request) => {
      const body = Buffer.concat([...(request.body ?? [])]);
      requests.push({ url: request.url, headers: request.headers, body, at: harness.world.now });
      return answer();
    });
    return requests;
  }

  it("push OTLP at the interval, deterministic, under the collector's own identity", async () => {
    const harness = new ServiceHarness();
    const requests = sink(harness);
    const all = await running(otlp({ headers: { "x-tenant": "a" } }), harness);
    await all.send(4);
    await harness.world.advance(25_000);
    expect(requests.map(({ url }) => url)).toEqual(Array(2).fill("http://sink:4318/v1/metrics"));
    expect(requests[0]!.headers).toMatchObject({
      "content-type": "application/x-protobuf",
      "user-agent": "genai-collector/1.2.3",
      "x-tenant": "a",
    });
    const payload = parseRequest("metrics", requests[0]!.body);
    const points = pointsOf(payload);
    expect(points.find(({ name }) => name === "otelcol_receiver_accepted_spans")).toMatchObject({
      labels: { receiver: "otlp" },
      value: 4,
      shape: "sum",
      resource: { "service.name": "genai-collector", "service.version": "1.2.3" },
    });
    const sum = payload
      .decoded()
      .resourceMetrics[0]!.scopeMetrics[0]!.metrics.find(({ name }) => name.endsWith("accepted_spans"))!.sum!;
    expect([sum.isMonotonic, sum.aggregationTemporality]).toEqual([true, 2]);
    expect(sum.dataPoints[0]!.asInt).toBe(4n);
    expect(labelsOf(sum.dataPoints[0]!.attributes)).toEqual({ receiver: "otlp" });
    const names = points.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    await stop(all);
  });

  it("export once more on shutdown, with what was counted last", async () => {
    const harness = new ServiceHarness();
    const requests = sink(harness);
    const all = await running(otlp(), harness);
    await harness.world.advance(1_000);
    await all.send(9);
    await stop(all);
    const [last] = requests.map(({ body }) => pointsOf(parseRequest("metrics", body)));
    expect(last!.find(({ name }) => name === "otelcol_exporter_sent_spans")!.value).toBe(9);
    expect(requests).toHaveLength(1);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("log the first failure and the recovery, not each attempt", async () => {
    const harness = new ServiceHarness();
    let status = 503;
    const requests = sink(harness, () => ({ status }));
    const all = await running(otlp(), harness);
    await harness.world.advance(35_000);
    status = 200;
    await harness.world.advance(10_000);
    expect(requests).toHaveLength(4);
    const lines = harness.lines.filter(({ message }) => message.includes("wn metrics"));
    expect(lines.map(({ level, message, data }) => [level, message, data["failures"]])).toEqual([
      ["warn", "Cannot export own metrics", undefined],
      ["info", "Own metrics are exported again", 3],
    ]);
    await stop(all);
  });

  it("give up an export after its timeout, and a dead sink does not hold the shutdown", async () => {
    const harness = new ServiceHarness();
    harness.world.route("http://sink:4318", () => new Promise<Answer>(() => undefined));
    const all = await running(otlp({ timeout: 3_000 }), harness);
    await harness.world.advance(15_000);
    expect(harness.lines.map(({ message }) => message)).toContain("Cannot export own metrics");
    const begun = harness.world.now;
    await stop(all);
    expect(harness.world.now - begun).toBeLessThanOrEqual(3_000);
    expect(harness.runtime.leaks()).toEqual([]);
  });

  it("compress where they are told to", async () => {
    const harness = new ServiceHarness();
    const requests = sink(harness);
    const all = await running(otlp({ compression: "gzip" }), harness);
    await harness.world.advance(11_000);
    expect(requests[0]!.headers["content-encoding"]).toBe("gzip");
    const plain = await harness.run(harness.runtime.compress.decompress("gzip", requests[0]!.body, 1_000_000));
    expect(parseRequest("metrics", plain).items).toBeGreaterThan(5);
    await stop(all);
  });

  it("write to the console, one line an export", async () => {
    const all = await running({ metrics: { readers: [{ periodic: { interval: 5_000, exporter: { console: {} } } }] } });
    await all.harness.world.advance(5_000);
    expect(all.harness.console).toHaveLength(1);
    const [line] = all.harness.console;
    expect(line!.endsWith("}\n")).toBe(true);
    expect(JSON.parse(line!)).toMatchObject({
      resourceMetrics: [{ scopeMetrics: [{ scope: { name: "genai-collector", version: "1.2.3" } }] }],
    });
    await stop(all);
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { frontierOf } from "../src/checkpoint-file.ts";
import { settingsOf, startCollector } from "../src/collector.ts";
import { eventually } from "../src/eventually.ts";
import { freePort } from "../src/free-ports.ts";
import { openGateway } from "../src/gateway.ts";
import { metricsPage, sampleOf } from "../src/metrics-page.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { push } from "../src/push.ts";
import { receivedPoints } from "../src/received-points.ts";
import { reconcile } from "../src/reconcile.ts";
import { Stage } from "../src/stage.ts";
import { testdata } from "../src/workspace.ts";

/** What `health_check` tells of one component. */
interface ComponentReport {
  readonly kind: string;
  readonly id: string;
  readonly state: string;
}

async function statusOf(
  endpoint: string,
): Promise<{ readonly code: number; readonly components: readonly ComponentReport[] }> {
  const response = await fetch(`http://${endpoint}/status`);
  const { components } = (await response.json()) as { readonly components: readonly ComponentReport[] };
  return { code: response.status, components };
}

it("with a sink that cannot be reached starts, holds what it polls, and delivers all of it once the sink is there", async () => {
  const stage = await Stage.open();
  const gateway = await openGateway(stage);
  const port = await freePort();
  const env = await settingsOf(stage, { gateway: gateway.endpoint, sink: `http://127.0.0.1:${port}` });
  const checkpoint = stage.path("state", "checkpoint.json");
  const { child, ready } = startCollector(stage, [testdata("polling.yaml")], env);
  await ready();
  const start = await eventually("a checkpoint", () => frontierOf(checkpoint));
  await child.saysOnStderr(/warn|error/);
  await sleep(2_000);
  expect(frontierOf(checkpoint)).toBe(start);

  const sink = await OtlpSink.open(stage, port);
  await eventually("the loop to go on", () => sink.taken.length >= 3);
  expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
  const truth = gateway.simulator.truth({ from: start, to: frontierOf(checkpoint)! });
  const result = reconcile(truth, sink.bodies("metrics"), "portkey_api");
  expect(result).toMatchObject({ missing: [], wrong: [], unexpected: [], changed: [], resent: 0 });
  expect(truth.length).toBeGreaterThan(0);
});

it("with a key that the vendor refuses is degraded, says so where health is asked for, and stops asking", async () => {
  const stage = await Stage.open();
  const gateway = await openGateway(stage);
  const sink = await OtlpSink.open(stage);
  const env = await settingsOf(stage, { gateway: gateway.endpoint, sink: sink.endpoint });
  const { child, ready } = startCollector(stage, [testdata("polling.yaml")], { ...env, E2E_API_KEY: "pk-revoked" });
  await ready();
  await child.saysOnStderr("A poll needs attention");
  const asked = gateway.simulator.requests;
  const { code, components } = await statusOf(env["E2E_HEALTH"]!);
  // It is alive and ready: a restart would not help.
  expect(code).toBe(200);
  expect(components.find(({ kind, id }) => kind === "receiver" && id === "portkey")).toMatchObject({
    state: "permanent_error",
  });
  const page = await metricsPage(env["E2E_METRICS_PORT"]!);
  expect(sampleOf(page, "otelcol_receiver_portkey_auth_errors", { receiver: "portkey" })).toBeGreaterThan(0);
  expect(child.stderr).not.toContain("pk-revoked");
  // Two catch-up times later.
  await sleep(4_500);
  expect(gateway.simulator.requests).toBe(asked);
  expect(sink.taken).toEqual([]);
  expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
});

it("tells its own metrics under otelcol's names", async () => {
  const stage = await Stage.open();
  const sink = await OtlpSink.open(stage);
  const env = await settingsOf(stage, { sink: sink.endpoint });
  const { ready } = startCollector(stage, [testdata("pushed.yaml")], env);
  await ready();
  const listener = env["E2E_OTLP"]!;
  for (const signal of ["traces", "metrics", "logs"] as const) expect((await push(listener, signal)).status).toBe(200);
  sink.answer = () => ({ status: 400 });
  expect((await push(listener, "traces")).status).toBeGreaterThanOrEqual(400);

  const page = await metricsPage(env["E2E_METRICS_PORT"]!);
  const received = { receiver: "otlp", transport: "http" };
  const sent = { exporter: "otlp_http" };
  const expected: readonly (readonly [name: string, labels: Record<string, string>, value: number])[] = [
    ["otelcol_receiver_accepted_spans", received, 1],
    ["otelcol_receiver_accepted_metric_points", received, 1],
    ["otelcol_receiver_accepted_log_records", received, 1],
    ["otelcol_receiver_refused_spans", received, 1],
    ["otelcol_exporter_sent_spans", sent, 1],
    ["otelcol_exporter_sent_metric_points", sent, 1],
    ["otelcol_exporter_sent_log_records", sent, 1],
    ["otelcol_exporter_send_failed_spans", sent, 1],
  ];
  for (const [name, labels, value] of expected) expect(sampleOf(page, name, labels), `${name}\n${page}`).toBe(value);
  for (const name of [
    "otelcol_process_uptime",
    "otelcol_process_cpu_seconds",
    "otelcol_process_memory_rss",
    "otelcol_process_runtime_heap_alloc_bytes",
    "otelcol_process_runtime_total_sys_memory_bytes",
  ]) {
    expect(sampleOf(page, name), name).toBeGreaterThan(0);
  }
  expect(page).toMatch(/^target_info\{.*service_name="genai-collector".*\} 1$/m);
  const names = [...page.matchAll(/^([\w:]+)(?=[{ ])/gm)].map(([, name]) => name!);
  expect(names.filter((name) => name.endsWith("_total"))).toEqual(
    names.filter((name) => name === "promhttp_metric_handler_errors_total"),
  );
});

it("counts polled points as accepted and sent once, whatever the sink refused before", async () => {
  const stage = await Stage.open();
  const gateway = await openGateway(stage);
  const sink = await OtlpSink.open(stage);
  sink.answer = () => (sink.refused < 2 ? { status: 503 } : {});
  const env = await settingsOf(stage, { gateway: gateway.endpoint, sink: sink.endpoint });
  const { ready } = startCollector(stage, [testdata("polling.yaml")], env);
  await ready();
  await eventually("deliveries", () => sink.taken.length >= 2);
  const page = await eventually("the counts of what was delivered", async () => {
    const delivered = sink.bodies("metrics").flatMap(receivedPoints).length;
    const now = await metricsPage(env["E2E_METRICS_PORT"]!);
    return sampleOf(now, "otelcol_exporter_sent_metric_points", { exporter: "otlp_http" }) === delivered && now;
  });
  const sent = sampleOf(page, "otelcol_exporter_sent_metric_points")!;
  expect(sampleOf(page, "otelcol_receiver_accepted_metric_points", { receiver: "portkey" })).toBe(sent);
  expect(sampleOf(page, "otelcol_receiver_portkey_lag")).toBeGreaterThan(0);
});

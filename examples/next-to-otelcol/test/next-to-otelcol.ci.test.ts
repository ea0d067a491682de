import { frontierOf } from "@genai-collector/test-e2e/checkpoint-file";
import type { Child } from "@genai-collector/test-e2e/child";
import { eventually } from "@genai-collector/test-e2e/eventually";
import { freePorts } from "@genai-collector/test-e2e/free-ports";
import { apiKey, openGateway, type Gateway } from "@genai-collector/test-e2e/gateway";
import { OtlpSink } from "@genai-collector/test-e2e/otlp-sink";
import { reconcile } from "@genai-collector/test-e2e/reconcile";
import { Stage } from "@genai-collector/test-e2e/stage";
import { startProgram } from "@genai-collector/test-interop/program";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const example = dirname(dirname(fileURLToPath(import.meta.url)));
const minute = 60_000;
/** As simulated.yaml says. */
const settleMs = 20_000;

/** The example's own files, on ports of the test's. */
class Scene {
  readonly stage: Stage;
  readonly gateway: Gateway;
  readonly checkpoint: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #sinkPort: number;
  /** One after the other, on the same port. */
  readonly #sinks: OtlpSink[] = [];

  private constructor(stage: Stage, gateway: Gateway, ports: readonly number[]) {
    const [listen, otelcolHealth, otelcolMetrics, health, metrics, sink] = ports;
    this.stage = stage;
    this.gateway = gateway;
    this.checkpoint = stage.path("state", "checkpoint.json");
    this.#sinkPort = sink!;
    this.#env = {
      SIMULATED_PLATFORM: gateway.endpoint,
      PORTKEY_API_KEY: apiKey,
      OTELCOL_ENDPOINT: `http://127.0.0.1:${listen}`,
      OTELCOL_LISTEN: `127.0.0.1:${listen}`,
      OTELCOL_HEALTH: `127.0.0.1:${otelcolHealth}`,
      OTELCOL_METRICS_PORT: String(otelcolMetrics),
      HEALTH_ENDPOINT: `127.0.0.1:${health}`,
      METRICS_PORT: String(metrics),
      OTLP_ENDPOINT: `http://127.0.0.1:${sink}`,
      STATE_DIR: stage.path("state"),
      QUEUE_DIR: stage.path("queue"),
    };
  }

  static async open(): Promise<Scene> {
    const stage = await Stage.open();
    return new Scene(stage, await openGateway(stage), await freePorts(6));
  }

  collector(): Promise<Child> {
    const files = ["config.yaml", "simulated.yaml"].flatMap((file) => ["--config", join(example, file)]);
    return startProgram(this.stage, "ours", files, this.#env);
  }

  otelcol(): Promise<Child> {
    return startProgram(this.stage, "otelcol", ["--config", join(example, "otelcol.yaml")], this.#env);
  }

  async openSink(): Promise<OtlpSink> {
    const sink = await OtlpSink.open(this.stage, this.#sinkPort);
    this.#sinks.push(sink);
    return sink;
  }

  /** Everything that any of the sinks took. */
  delivered(): Uint8Array[] {
    return this.#sinks.flatMap((sink) => sink.bodies("metrics"));
  }

  /** Resolves once so many more requests were delivered. */
  async deliveries(more: number): Promise<void> {
    const before = this.delivered().length;
    await eventually(`${more} deliveries`, () => this.delivered().length >= before + more, 60_000);
  }
}

/**
 * Scenario: the otelcol is not there at first, is killed and started again while it delivers and while its queue is full of
 * what a sink that is down does not take; the sink comes back.
 * Guarantees: everything that settled reaches the sink, right, and in the same bytes if it comes twice.
 */
it("loses nothing that has settled when the otelcol is killed and the sink is down", { timeout: 240_000 }, async () => {
  const scene = await Scene.open();
  const collector = await scene.collector();
  const start = await eventually("a checkpoint", () => frontierOf(scene.checkpoint));
  await sleep(2_000);
  expect(frontierOf(scene.checkpoint), "moves before anybody took anything").toBe(start);

  const sink = await scene.openSink();
  let otelcol = await scene.otelcol();
  await scene.deliveries(2);
  await otelcol.end("SIGKILL");
  otelcol = await scene.otelcol();
  await scene.deliveries(2);

  await sink.close();
  const before = frontierOf(scene.checkpoint)!;
  await eventually("the otelcol to queue", () => frontierOf(scene.checkpoint)! > before, 60_000);
  await otelcol.end("SIGKILL");
  otelcol = await scene.otelcol();
  await otelcol.saysOnStderr("Exporting failed. Will retry the request after interval.");
  const second = await scene.openSink();

  const target = Math.floor((Date.now() - settleMs) / minute) * minute;
  await eventually("the present", () => frontierOf(scene.checkpoint)! >= target, 120_000);
  expect(await collector.end("SIGTERM"), collector.stderr).toEqual({ code: 0, signal: null });
  const truth = scene.gateway.simulator.truth({ from: start, to: frontierOf(scene.checkpoint)! });
  const result = (): ReturnType<typeof reconcile> => reconcile(truth, scene.delivered(), "portkey_api");
  await eventually("the queue to be empty", () => result().missing.length === 0, 60_000).catch(() => undefined);
  expect(await otelcol.end("SIGTERM"), otelcol.stderr).toEqual({ code: 0, signal: null });

  expect(result()).toMatchObject({ missing: [], wrong: [], unexpected: [], changed: [] });
  // Fifty minutes; one without requests has seven values.
  expect(truth.length).toBeGreaterThanOrEqual(45 * 7);
  expect(second.bodies("metrics").length).toBeGreaterThan(0);
});

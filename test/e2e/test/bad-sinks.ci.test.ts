import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startBatched, type Batched } from "../src/batched.ts";
import { DeliveryBooks } from "../src/delivery-books.ts";
import { eventually } from "../src/eventually.ts";
import { sampleOf } from "../src/metrics-page.ts";
import { numbersOf, type NumberedSignal } from "../src/numbered-items.ts";
import { grpcOtlpClient, httpOtlpClient } from "../src/otlp-client.ts";
import { OtlpSink, type SinkAnswer, type SinkRequest } from "../src/otlp-sink.ts";
import { PushLoop } from "../src/push-loop.ts";
import { RoughRoad } from "../src/rough-road.ts";
import { SeededRandom } from "../src/seeded-random.ts";
import { Stage } from "../src/stage.ts";

/** As testdata/batched.yaml says. */
const timeoutMs = 1_000;
const itemsOf = { traces: "spans", logs: "log_records" } as const;

/** Two clients under load, a collector, and a way to its sink. */
class Scene {
  readonly sink: OtlpSink;
  readonly road: RoughRoad;
  readonly books = new DeliveryBooks();
  readonly batched: Batched;
  readonly loops: readonly PushLoop[];

  private constructor(sink: OtlpSink, road: RoughRoad, batched: Batched) {
    this.sink = sink;
    this.road = road;
    this.batched = batched;
    road.onBreak = () => this.books.breaks.push(performance.now());
    this.answers(() => ({}));
    const random = new SeededRandom(1);
    this.loops = [
      new PushLoop(httpOtlpClient(batched.http), { signal: "traces", first: 0, random, maxPauseMs: 20 }),
      new PushLoop(grpcOtlpClient(batched.grpc), { signal: "logs", first: 0, random, maxPauseMs: 20 }),
    ];
  }

  static async open(env: NodeJS.ProcessEnv = {}): Promise<Scene> {
    const stage = await Stage.open();
    const sink = await OtlpSink.open(stage);
    const road = await RoughRoad.open(stage, Number(new URL(sink.endpoint).port));
    const batched = await startBatched(stage, { E2E_SINK: road.endpoint, ...env }, sink);
    const scene = new Scene(sink, road, batched);
    stage.defer(() => Promise.all(scene.loops.map((loop) => loop.stop())));
    return scene;
  }

  answers(decide: (request: SinkRequest) => SinkAnswer): void {
    this.books.keep(this.sink, decide, timeoutMs);
  }

  /** Sends no more, and waits until nothing is under way. Resolves to the page of the metrics. */
  async settle(): Promise<string> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
    return eventually("empty queues", async () => {
      const page = await this.batched.page();
      const queued = sampleOf(page, "otelcol_exporter_queue_size");
      return queued === 0 && sampleOf(page, "otelcol_held_payload_bytes") === 0 && page;
    });
  }

  /**
   * What was accepted is at the sink, or was counted as lost. Resolves to how many items were lost and how many came
   * more than once.
   */
  async balance(): Promise<{ readonly lost: number; readonly repeated: number; readonly page: string }> {
    const page = await this.settle();
    let [lost, repeated] = [0, 0];
    for (const { signal, taken, takenItems, refused, unknown } of this.loops) {
      const count = (name: string): number => sampleOf(page, `otelcol_${name}_${itemsOf[signal]}`) ?? 0;
      expect(unknown).toBe(0);
      expect(count("receiver_accepted")).toBe(takenItems);
      expect(count("receiver_refused")).toBe(refused);
      const result = this.books.reconcile(signal, taken);
      expect(result.unexcused).toEqual([]);
      expect(result.missing.length).toBe(count("exporter_send_failed") + count("exporter_enqueue_failed"));
      expect(count("exporter_sent")).toBe(takenItems - result.missing.length);
      lost += result.missing.length;
      repeated += result.repeated;
    }
    expect(sampleOf(page, "otelcol_processor_batch_dropped_items") ?? 0).toBe(0);
    expect(await this.batched.collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
    return { lost, repeated, page };
  }
}

/** Some of what a sink takes, it rejects: the answer that says so. */
function partialSuccess(rejected: number, why: string): SinkAnswer {
  const partial = [0x08, rejected, 0x12, why.length, ...Buffer.from(why)];
  return { body: Uint8Array.of(0x0a, partial.length, ...partial) };
}

describe("while its sink", () => {
  it.each<readonly [name: string, trouble: (scene: Scene) => void, repeats: "always" | "perhaps" | "never"]>([
    ["takes requests and never answers", ({ road }) => void (road.state = "silent"), "perhaps"],
    ["resets connections in the middle of requests", ({ road }) => void (road.state = "reset"), "perhaps"],
    ["resets connections in the middle of answers", ({ road }) => void (road.state = "cut"), "always"],
    ["answers when nobody waits any more", (scene) => scene.answers(() => ({ delayMs: timeoutMs + 500 })), "always"],
    ["is overloaded, and says when to come again", (scene) => scene.answers(overloaded), "never"],
  ])("%s, the collector goes on, and loses nothing", async (_name, trouble, repeats) => {
    const scene = await Scene.open();
    await eventually("the first deliveries", () => scene.sink.taken.length >= 3);
    trouble(scene);
    await sleep(3_000);
    const during = scene.loops.map(({ takenItems }) => takenItems);
    scene.answers(() => ({}));
    scene.road.state = "open";
    const { lost, repeated } = await scene.balance();
    expect(lost).toBe(0);
    expect(Math.min(...during)).toBeGreaterThan(100);
    // Again comes only what the sink had without being able to say so: `balance` has found no other.
    if (repeats !== "perhaps") expect(repeated > 0, `${repeated} repeated`).toBe(repeats === "always");
  });

  it("is gone for twenty seconds, the collector takes and keeps what comes, and delivers it afterwards", async () => {
    const scene = await Scene.open();
    await eventually("the first deliveries", () => scene.sink.taken.length >= 3);
    await scene.road.goAway();
    const before = scene.sink.taken.length;
    await sleep(20_000);
    const refused = scene.loops.map((loop) => loop.refused);
    expect(scene.sink.taken.length).toBe(before);
    await scene.road.comeBack();
    const { lost, repeated } = await scene.balance();
    // What was under way when it went may have been taken before.
    expect([lost, ...refused, repeated < 500]).toEqual([0, 0, 0, true]);
  });

  it("takes nothing for longer than data is kept, what is lost is counted, and nothing else is lost", async () => {
    const scene = await Scene.open({ E2E_GIVE_UP: "1s" });
    await eventually("the first deliveries", () => scene.sink.taken.length >= 3);
    scene.answers(() => ({ status: 503 }));
    await sleep(3_000);
    scene.answers(() => ({}));
    await sleep(1_000);
    const { lost } = await scene.balance();
    expect(lost).toBeGreaterThan(100);
    expect(scene.batched.collector.child.stderr).toContain("Exporting failed. Dropping data.");
  });

  it("rejects some of what it takes, those are counted, and not sent again", async () => {
    const scene = await Scene.open();
    let rejected = 0;
    scene.answers(({ signal, body }) => {
      const some = Math.min(3, numbersOf(signal as NumberedSignal, body).length);
      rejected += some;
      return partialSuccess(some, "too old");
    });
    await sleep(2_000);
    const page = await scene.settle();
    const sum = (name: string): number =>
      (sampleOf(page, `${name}_spans`) ?? 0) + (sampleOf(page, `${name}_log_records`) ?? 0);
    const accepted = scene.loops.reduce((items, { takenItems }) => items + takenItems, 0);
    expect(sampleOf(page, "otelcol_exporter_otlp_http_rejected_items", { reason: "partial_success" })).toBe(rejected);
    expect(sum("otelcol_exporter_send_failed")).toBe(rejected);
    expect(sum("otelcol_exporter_sent")).toBe(accepted - rejected);
    for (const { signal, taken } of scene.loops) {
      expect(scene.books.reconcile(signal, taken)).toMatchObject({ missing: [], repeated: 0 });
    }
    expect(rejected).toBeGreaterThan(20);
  });
});

function overloaded(): SinkAnswer {
  return { status: 429, headers: { "retry-after": "1" } };
}

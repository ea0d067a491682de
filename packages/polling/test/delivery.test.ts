import { CollectorError, type BatchContext, type Metrics, type PipelineOutput } from "@genai-collector/component";
import { MetricsSink, pointsOf, type VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { minute, Scene } from "./scene.ts";

const start = Date.UTC(2026, 0, 1);
const settledAtStart = start - 10 * minute;

/** Until `release` is called, and ignores that its sender leaves. */
class Stubborn implements PipelineOutput<"metrics"> {
  readonly pipeline = "metrics/a";
  readonly contexts: BatchContext[] = [];
  concurrent = 0;
  mostConcurrent = 0;
  readonly #gate = Promise.withResolvers<void>();

  release(): void {
    this.#gate.resolve();
  }

  async consume(_: Metrics, context: BatchContext): Promise<void> {
    this.contexts.push(context);
    this.concurrent += 1;
    this.mostConcurrent = Math.max(this.mostConcurrent, this.concurrent);
    await this.#gate.promise;
    this.concurrent -= 1;
  }
}

describe("what a pipeline answers", () => {
  it("success: the frontier is what settle let through, and the sink got its bytes once", async () => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start();
    await scene.world.advance(30_000);
    expect(scene.checkpoints.timesOf("metrics/a")).toEqual([start - 50 * minute, start - 15 * minute, settledAtStart]);
    expect(scene.sink.order).toEqual(Array.from({ length: 40 }, (_, index) => start - (49 - index) * minute));
    expect(recorded.values.get("acme.last_success{loop=usage}")!.at(-1)).toBeGreaterThanOrEqual(start / 1_000);
  });

  it("known sample reject: frontier and what was skipped in one write, by reason", async () => {
    const scene = new Scene({ start });
    scene.sink.status = () => 400;
    const { recorded } = await scene.start();
    await scene.world.advance(30_000);
    expect(scene.checkpoints.saved[1]).toMatchObject({
      to: { time: start - 15 * minute },
      skipped: [{ reason: "too_old", items: 35 }],
    });
    expect(recorded.count("acme.skipped_items{loop=usage,reason=too_old}")).toBe(40);
    expect(scene.checkpoints.record("metrics/a")!.skipped).toEqual({ too_old: { items: 40, ms: 0 } });
  });

  it("a gap that names no items is counted as the time that it stands for", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    sink.failWith(new CollectorError("SINK_NO", "no", { kind: "gap" }), 1);
    const { recorded } = await scene.start({ metrics: [sink] });
    await scene.world.advance(30_000);
    expect(recorded.count("acme.skipped_time{loop=usage,reason=rejected}")).toBe(35 * 60);
  });

  it("a reason that nobody declared is counted as other, and saved as it is", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    const rejected = [{ items: 3, reason: "phase_of_the_moon" }];
    sink.failWith(new CollectorError("SINK_NO", "no", { kind: "gap", rejected }), 1);
    const { recorded } = await scene.start({ metrics: [sink] });
    await scene.world.advance(30_000);
    expect(recorded.count("acme.skipped_items{loop=usage,reason=other}")).toBe(3);
    expect(scene.checkpoints.record("metrics/a")!.skipped).toHaveProperty("phase_of_the_moon");
  });

  it.each([
    ["retryable exhausted: held, the same range comes again at the next tick", 503, "retryable", 60_000],
    ["malformed: held and degraded", 422, "malformed", 600_000],
    ["misconfigured: held and degraded", 401, "misconfigured", 600_000],
  ] as const)("%s", async (_, status, kind, waitMs) => {
    const state = kind === "retryable" ? "recoverable_error" : "permanent_error";
    const scene = new Scene({ start });
    let isDown = true;
    scene.sink.status = () => (isDown ? status : 200);
    const { recorded } = await scene.start();
    await scene.world.advance(waitMs - 10_000);
    expect(scene.checkpoints.timesOf("metrics/a")).toEqual([start - 50 * minute]);
    expect([scene.vendor.asked.length, scene.sink.requests]).toEqual([1, 1]);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state });
    expect(recorded.count(`acme.delivery_failures{kind=${kind},loop=usage}`)).toBe(1);
    expect(recorded.values.get("acme.degraded{loop=usage}")!.at(-1)).toBe(kind === "retryable" ? 0 : 1);
    isDown = false;
    await scene.world.advance(30_000);
    expect(scene.vendor.asked[1]!.from).toBe(scene.vendor.asked[0]!.from);
    expect(scene.sink.order[0]).toBe(start - 49 * minute);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "ok" });
  });

  it("terminal reject re-hit on the next try: degraded is told once, not twice", async () => {
    const scene = new Scene({ start });
    scene.sink.status = () => 401;
    const { recorded } = await scene.start();
    await scene.world.advance(25 * minute);
    expect(scene.sink.requests).toBe(3);
    expect(recorded.logs.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(recorded.count("acme.delivery_failures{kind=misconfigured,loop=usage}")).toBe(3);
  });

  it("work that was aborted is not a failure, and is done again", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    sink.failWith(new CollectorError("BATCH_ABORTED", "gone", { kind: "retryable" }), 1);
    const { recorded } = await scene.start({ metrics: [sink] });
    await scene.world.advance(2 * minute);
    expect(recorded.count("acme.delivery_failures{kind=retryable,loop=usage}")).toBe(0);
    expect(sink.points[0]!.at).toBe(start - 49 * minute);
  });

  it("everything dropped behind settle: the frontier still passes it", async () => {
    const scene = new Scene({ start });
    const dropsAll: PipelineOutput<"metrics"> = { pipeline: "metrics/a", consume: async () => undefined };
    await scene.start({ metrics: [dropsAll] });
    await scene.world.advance(30_000);
    expect(scene.checkpoints.record("metrics/a")!.frontier).toEqual({ time: settledAtStart });
  });

  it("quiet window: watermark moves, nothing is emitted", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = () => ({ body: "[]" });
    const { recorded } = await scene.start();
    await scene.world.advance(30_000);
    expect(scene.checkpoints.record("metrics/a")!.frontier).toEqual({ time: settledAtStart });
    expect(scene.sink.requests).toBe(0);
    expect(recorded.values.get("acme.last_success{loop=usage}")).toHaveLength(2);
  });

  it("two samples for one point: the last counts, and the other is counted", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = ({ from, to }) => {
      const ends = Array.from({ length: (to - from) / minute }, (_, index) => from + (index + 1) * minute);
      return { body: JSON.stringify(ends.flatMap((end) => [1, 2].map((requests) => ({ end, requests })))) };
    };
    const { recorded } = await scene.start();
    await scene.world.advance(1_000);
    expect(scene.sink.order).toHaveLength(35);
    for (const end of scene.sink.order) expect(scene.sink.value(end)).toBe(2);
    expect(recorded.count("acme.duplicate_samples{loop=usage}")).toBe(55);
  });
});

describe("what is on its way", () => {
  it("is one payload a lane: order is preserved", async () => {
    const scene = new Scene({ start });
    const slow = new Stubborn();
    await scene.start({ metrics: [slow] });
    await scene.world.advance(5 * minute);
    slow.release();
    await scene.world.advance(5 * minute);
    expect(slow.mostConcurrent).toBe(1);
    const reached = slow.contexts.map(({ coverage }) => coverage!.to);
    expect(reached).toEqual(reached.toSorted((a, b) => a - b));
  });

  it("is given up where a pipeline does not answer for an hour: counted, and the same range is polled again", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    sink.hold();
    const { recorded } = await scene.start({ metrics: [sink] });
    await scene.world.advance(59 * minute);
    expect([sink.waiting.length, scene.vendor.asked.length]).toEqual([1, 1]);
    await scene.world.advance(3 * minute);
    expect(recorded.count("acme.delivery_failures{kind=retryable,loop=usage}")).toBe(1);
    expect(recorded.status("acme", "usage → metrics/a")!.error).toMatchObject({ code: "POLLING_UNANSWERED" });
    sink.release();
    await scene.world.advance(5 * minute);
    expect(sink.points[0]!.at).toBe(start - 49 * minute);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "ok" });
  });

  it("says what it stands for: coverage without unsettled, and waits for delivery", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    await scene.start({ metrics: [sink] });
    await scene.world.advance(1_000);
    expect(sink.contexts[0]).toMatchObject({
      acknowledge: "delivered",
      unsettled: undefined,
      coverage: {
        receiver: "acme",
        loop: "usage",
        pass: "",
        from: start - 50 * minute,
        to: start - 15 * minute,
        bucketMs: minute,
      },
    });
    expect(sink.contexts[0]!.coverage!.observedAt - start).toBeLessThan(20);
  });

  it("carries the product's identity and nothing of this process", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    const identity = { service_namespace: "team", deployment_environment: "prod" };
    await scene.start({ metrics: [sink], config: { identity } });
    await scene.world.advance(1_000);
    expect(sink.points[0]!.resource).toEqual({
      "service.name": "genai-collector",
      "service.namespace": "team",
      "deployment.environment.name": "prod",
    });
  });

  it("is a fork for each pipeline: what one does with it the others do not see", async () => {
    const scene = new Scene({ start });
    const seen: number[] = [];
    const head = (name: string): PipelineOutput<"metrics"> => ({
      pipeline: `metrics/${name}`,
      async consume(payload, { unsettled, coverage }) {
        seen.push(payload.items);
        payload.takeDecoded().resourceMetrics.length = 0;
        unsettled!.settledUpTo(coverage!.to);
      },
    });
    await scene.start({ unsettled: true, metrics: [head("a"), head("b"), head("c")] });
    await scene.world.advance(1_000);
    expect(seen).toEqual([55, 55, 55]);
  });

  it("is made of whole buckets alone: what the vendor gives beyond the request is left out", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = ({ from, to }) => {
      const ends = [from - minute, from, from + minute, to, to + minute];
      return { body: JSON.stringify(ends.map((end) => ({ end, requests: 1 }))) };
    };
    const buckets: number[] = [];
    const head: PipelineOutput<"metrics"> = {
      pipeline: "metrics/a",
      async consume(payload, { unsettled, coverage }) {
        buckets.push(...pointsOf(payload).map((point) => (point.at - coverage!.from) / minute));
        unsettled!.settledUpTo(coverage!.to);
      },
    };
    await scene.start({ unsettled: true, metrics: [head] });
    await scene.world.advance(1_000);
    expect(buckets).toEqual([1, 55]);
  });

  it("two pipelines, one sink down two hours: the other lane's lag is unchanged", async () => {
    const worstLag = async (isDown: boolean): Promise<number> => {
      const scene = new Scene({ start, sinks: ["a", "b"] });
      const [a, b] = scene.sinks as [typeof scene.sink, typeof scene.sink];
      const downFrom = start + 60 * minute;
      b.status = () => (isDown && scene.world.now >= downFrom && scene.world.now < downFrom + 120 * minute ? 503 : 200);
      await scene.start();
      await scene.world.advance(6 * 60 * minute);
      expect(b.order).toEqual(a.order);
      if (isDown) expect(Math.max(...lags(b))).toBeGreaterThan(120 * minute);
      return Math.max(...lags(a));
    };
    const lags = (sink: Scene["sink"]): number[] =>
      [...sink.arrivedAt].filter(([end]) => end > start).map(([end, at]) => at - end);
    expect(await worstLag(true)).toBe(await worstLag(false));
  });

  it("failover: a second process 10 min later with the same store: contiguous, no value changed", async () => {
    const scene = new Scene({ start });
    const first = await scene.start();
    await scene.world.advance(20 * minute);
    first.runtime.kill();
    await scene.world.advance(10 * minute);
    await scene.start();
    await scene.world.advance(20 * minute);
    const { order, buckets } = scene.sink;
    expect(order).toEqual(Array.from({ length: order.length }, (_, index) => start - (49 - index) * minute));
    for (const versions of buckets.values()) expect(versions).toHaveLength(1);
  });

  it("backward clock step: no already emitted bucket is emitted again", async () => {
    const scene = new Scene({ start });
    const { runtime } = await scene.start();
    await scene.world.advance(30 * minute);
    runtime.skewMs = -2 * 60 * minute;
    await scene.world.advance(60 * minute);
    runtime.skewMs = 0;
    await scene.world.advance(30 * minute);
    for (const [end, versions] of scene.sink.buckets) {
      expect([end, versions.length, scene.sink.value(end)]).toEqual([end, 1, scene.vendor.truth(end)]);
    }
    expect(scene.sink.order.at(-1)).toBeGreaterThan(scene.world.now - 12 * minute);
  });

  it("our clock jumps ahead for an hour: nothing unsettled is delivered and nothing given up", async () => {
    const scene = new Scene({ start });
    const { runtime, recorded } = await scene.start({ config: { max_backfill: "90m" } });
    await scene.world.advance(30 * minute);
    runtime.skewMs = 2 * 60 * minute;
    await scene.world.advance(60 * minute);
    runtime.skewMs = 0;
    await scene.world.advance(30 * minute);
    for (const end of scene.sink.order) expect([end, scene.sink.value(end)]).toEqual([end, scene.vendor.truth(end)]);
    expect(recorded.count("acme.skipped_time{loop=usage,reason=backfill}")).toBe(0);
    expect(Math.max(...recorded.values.get("acme.clock_behind")!)).toBeGreaterThanOrEqual(2 * 60 * 60);
  });

  it("vendor answers take 30 s and its clock is 3 min behind: nothing unsettled is delivered", async () => {
    const scene = new Scene({ start, settleMs: 8 * minute });
    scene.vendor.lagMs = 8 * minute;
    scene.vendor.delayMs = 30_000;
    scene.vendor.skewMs = -3 * minute;
    const { recorded } = await scene.start({ config: { http: { timeout: "50s" } } });
    await scene.world.advance(6 * 60 * minute);
    const { sink, vendor } = scene;
    expect(sink.order.length).toBeGreaterThan(390);
    for (const [end, versions] of sink.buckets) {
      expect([end, versions.length, sink.value(end)]).toEqual([end, 1, vendor.truth(end)]);
    }
    expect(recorded.values.get("acme.clock_behind")!.at(-1)).toBeGreaterThanOrEqual(180);
  });

  it("our clock is 3 min ahead of everybody's: nothing unsettled is delivered", async () => {
    const scene = new Scene({ start, settleMs: 8 * minute });
    await scene.start({ skewMs: 3 * minute });
    await scene.world.advance(6 * 60 * minute);
    for (const end of scene.sink.order) expect([end, scene.sink.value(end)]).toEqual([end, scene.vendor.truth(end)]);
    expect(scene.sink.order.length).toBeGreaterThan(390);
  });
});

describe("the end", () => {
  it("lets what is on its way be delivered and saved, then leaves nothing open", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    sink.hold();
    const running = await scene.start({ metrics: [sink], tracing: true });
    await scene.world.advance(1_000);
    let isStopped = false;
    const stopped = running.receiver.shutdown(new AbortController().signal).then(() => (isStopped = true));
    await scene.world.advance(30_000);
    expect([isStopped, sink.waiting.length]).toEqual([false, 1]);
    sink.release();
    await scene.world.until(stopped);
    expect(sink.items).toBe(35);
    expect(scene.checkpoints.record("metrics/a")!.frontier).toEqual({ time: start - 15 * minute });
    expect(leaksOf(running.runtime)).toEqual([]);
    await scene.world.advance(10 * minute);
    expect(scene.vendor.asked).toHaveLength(1);
  });

  it("gives up what does not end by the deadline, and saves nothing for it", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    sink.hold();
    const running = await scene.start({ metrics: [sink] });
    await scene.world.advance(1_000);
    await scene.stop(running);
    expect(scene.checkpoints.timesOf("metrics/a")).toEqual([start - 50 * minute]);
  });

  it("does not wait for a pipeline that ignores the deadline", async () => {
    const scene = new Scene({ start });
    const running = await scene.start({ metrics: [new Stubborn()] });
    await scene.world.advance(1_000);
    await scene.stop(running);
    expect(scene.world.now).toBeLessThan(start + 2 * minute);
  });

  it("is safe before start and twice", async () => {
    const scene = new Scene({ start });
    const running = await scene.start();
    await scene.stop(running);
    await scene.stop(running);
  });
});

/** Without the sink's own client, which is not the receiver's to close. */
function leaksOf(runtime: VirtualRuntime): string[] {
  return runtime.leaks().filter((leak) => !leak.includes("sink-server"));
}

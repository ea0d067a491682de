// Numbers are those of the behaviours to test in collector-core.md §13.
import type { ExportCounters, PathTraits } from "@genai-collector/component";
import { generateLogs, generateMetrics, generateTraces, jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { setScene } from "./scene.ts";

const ok: Answer = { status: 200 };

describe("where it posts to", () => {
  it("73: endpoint http://h:4318/ posts to /v1/traces with one slash", async () => {
    const scene = setScene([ok], { endpoint: "http://h:4318/" });
    for (const payload of [generateTraces(), generateMetrics(), generateLogs()]) await scene.outcome(payload);
    expect(scene.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST http://h:4318/v1/traces",
      "POST http://h:4318/v1/metrics",
      "POST http://h:4318/v1/logs",
    ]);
  });

  it("73: traces_endpoint is used verbatim, its query included", async () => {
    const scene = setScene([ok], { endpoint: undefined, traces_endpoint: "http://h:4318/in//?tenant=a%20b" });
    await scene.outcome(generateTraces());
    expect(scene.requests[0]!.url).toBe("http://h:4318/in//?tenant=a%20b");
  });
});

describe("what it does with an answer", () => {
  it("74: 503 with Retry-After: 3: the next try is 3 s later at the earliest", async () => {
    const quick = { retry_on_failure: { initial_interval: "1ms" } };
    const scene = setScene([{ status: 503, headers: { "retry-after": "3" } }, ok], quick);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.times()[1]).toBeGreaterThanOrEqual(3_000);
  });

  it("74: 400: dropped at once", async () => {
    const scene = setScene([{ status: 400 }]);
    expect(await scene.outcome(generateLogs())).toMatchObject({ kind: "misconfigured" });
    expect(scene.requests).toHaveLength(1);
  });

  it("74: 429 is repeated, and needs no word about when (75 is of gRPC alone)", async () => {
    const scene = setScene([{ status: 429 }, ok]);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.requests).toHaveLength(2);
  });

  it.each([
    ["rejectedSpans", "dropped_spans", generateTraces],
    ["rejectedDataPoints", "dropped_data_points", generateMetrics],
    ["rejectedLogRecords", "dropped_log_records", generateLogs],
  ] as const)("76: %s: nothing is sent again, and a warning tells %s", async (field, key, generate) => {
    const scene = setScene([jsonAnswer({ partialSuccess: { [field]: "3", errorMessage: "no room" } })]);
    expect(await scene.outcome(generate({ items: 8 }))).toMatchObject({ code: "EXPORT_PARTIAL", kind: "gap" });
    expect(scene.requests).toHaveLength(1);
    const told = scene.recorded.logs.filter(({ message }) => message === "Partial success response");
    expect(told).toMatchObject([{ level: "warn", data: { message: "no room", [key]: 3 } }]);
  });
});

describe("an unreachable sink", () => {
  const paths: readonly PathTraits[] = [{ pipeline: "logs", signal: "logs", loops: [], pushed: true, exporters: [] }];

  it("77: the collector starts, and the queue grows", async () => {
    let size = (): number => 0;
    const counters: Partial<ExportCounters> = { queue: (_signal, read) => (size = () => read().size) };
    const exportCounters = (): ExportCounters =>
      new Proxy(counters as ExportCounters, {
        get: (target, name: keyof ExportCounters) => target[name] ?? (() => undefined),
      });
    const config = { sending_queue: { num_consumers: 2 } };
    const scene = setScene([ok], config, { paths, settings: { exportCounters } });
    await scene.started;
    scene.world.network.fault({ kind: "refused", times: 1_000 });
    for (let i = 1; i <= 7; i++) {
      await scene.world.until(scene.begin(generateLogs({ seed: i }), { acknowledge: "accepted" }));
      expect(size()).toBe(i);
    }
    expect(scene.requests).toHaveLength(0);
  });

  it("77: what waited is sent when the sink is there", async () => {
    const scene = setScene([ok], { sending_queue: {} }, { paths });
    scene.world.network.fault({ kind: "refused", times: 5 });
    for (let i = 0; i < 5; i++)
      await scene.world.until(scene.begin(generateLogs({ seed: i }), { acknowledge: "accepted" }));
    await scene.world.advance(20_000);
    expect(scene.requests).toHaveLength(5);
  });

  it("a full queue refuses, and the receiver tells its sender", async () => {
    const scene = setScene([ok], { sending_queue: { num_consumers: 1, queue_size: 2 } }, { paths });
    scene.world.network.fault({ kind: "refused", times: 1_000 });
    const accepted = { acknowledge: "accepted" } as const;
    for (let i = 0; i < 2; i++) expect(await scene.outcome(generateLogs(), accepted)).toBeUndefined();
    expect(await scene.outcome(generateLogs(), accepted)).toMatchObject({ code: "EXPORT_QUEUE_FULL", kind: "refused" });
  });
});

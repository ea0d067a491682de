import { CollectorError } from "@genai-collector/component";
import { recordsOf, VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { attributeOf, hour, LogsScene } from "./logs-scene.ts";
import { at, minute, start } from "./portkey-scene.ts";

const quick = { rate_limit: { requests_per_second: 10, burst: 10 } };
const windowMin = at("08:37:20");

describe("boundary seconds", () => {
  it.each(["half-open", "inclusive", "exclusive"] as const)(
    "W15: bounds that are %s: each record once, across windows, parts and pages",
    async (bounds) => {
      const scene = new LogsScene({
        platform: { requestsPerMinute: 60, maxIngestionMs: 0, exports: { bounds } },
        exports: { page_size: 100, max_pages_per_window: 3, min_window: "1m", settle: "1m", chunk_max_records: 30 },
        config: quick,
      });
      await scene.start();
      await scene.advance(20 * minute);
      await scene.expectTruth(windowMin);
      expect(new Set(scene.store.saved.map(({ to }) => to.time)).size).toBeGreaterThan(10);
    },
  );

  it.each(["half-open", "inclusive", "exclusive"] as const)(
    "114: records without a time at bounds that are %s: each once, in the window where its neighbours are",
    async (bounds) => {
      const scene = new LogsScene({
        platform: { requestsPerMinute: 60, maxIngestionMs: 0, exports: { bounds } },
        exports: { min_window: "1m", settle: "1m" },
        config: quick,
      });
      scene.simulator.script({ kind: "record_missing_field", from: start, to: Infinity, target: "#create" });
      await scene.start();
      await scene.advance(20 * minute);
      expect(scene.count("record_problems{reason=untimed}")).toBeGreaterThan(10);
      await scene.expectTruth(windowMin);
    },
  );
});

describe("clocks", () => {
  it.each([
    ["ours 10 min ahead", 10 * minute, 0],
    ["ours 10 min behind", -10 * minute, 0],
    ["the vendor's 10 min ahead", 0, 10 * minute],
    ["the vendor's 10 min behind", 0, -10 * minute],
  ])("%s: every record once, none before it has settled", async (_, skewMs, clockAheadMs) => {
    const scene = new LogsScene({ platform: { clockAheadMs }, config: quick });
    await scene.start(new VirtualRuntime(scene.world, { skewMs }));
    await scene.advance(3 * hour);
    const from = scene.store.saved[0]!.to.time;
    await scene.expectTruth(from);
    for (const { at: askedAt, body } of scene.askedFor(/^POST \/logs\/exports$/)) {
      const { filters } = JSON.parse(body) as { readonly filters: Readonly<Record<string, string>> };
      const end = Date.parse(filters["time_of_generation_max"]!) - 1_000;
      // Seconds that a `Date` header cannot tell.
      expect(askedAt + Math.min(0, clockAheadMs) - end).toBeGreaterThanOrEqual(10 * minute - 3_000);
    }
  });

  it("a clock that is set back by an hour while an export waits does not stop it", async () => {
    const scene = new LogsScene({ config: quick });
    scene.simulator.script({ kind: "job_failed", from: start, to: start + minute, target: "#create" });
    const { runtime } = await scene.start();
    await scene.advance(minute);
    runtime.skewMs = -2 * hour;
    await scene.advance(30 * minute);
    expect(scene.ids().length).toBeGreaterThan(0);
  });
});

describe("late records", () => {
  it("what comes within settle is delivered; the document says what settle is for", async () => {
    const scene = new LogsScene({ platform: { maxIngestionMs: 9 * minute }, config: quick });
    await scene.start();
    await scene.advance(3 * hour);
    await scene.expectTruth(windowMin);
  });
});

describe("116: use cases", () => {
  const workspaces = { production: ["k1", "k2", "k3"] };
  const use_cases = [
    { label: "Chat", api_key_ids: ["k1"] },
    { label: "Batch", api_key_ids: ["k2"] },
  ];

  it("each has jobs and a frontier of its own, its slug on every record, never on the resource", async () => {
    const scene = new LogsScene({ platform: { workspaces }, config: { ...quick, use_cases } });
    await scene.start();
    await scene.advance(2 * hour);
    for (const [slug, key] of [
      ["chat", "k1"],
      ["batch", "k2"],
    ] as const) {
      const to = await scene.frontier(slug);
      expect(to).toBeGreaterThan(start + hour);
      const truth = scene.trueIds(windowMin, to, [key]);
      const found = scene.sink.payloads.flatMap((payload) =>
        recordsOf(payload).filter((record) => attributeOf(record, "api_key_use_case") === slug),
      );
      expect(found.map((record) => attributeOf(record, "id") as string).toSorted()).toEqual(truth.toSorted());
    }
    const resources = scene.sink.payloads.flatMap((payload) =>
      payload.decoded().resourceLogs.map(({ resource }) => resource),
    );
    for (const { attributes } of resources) expect(attributes.map(({ key }) => key)).not.toContain("api_key_use_case");
  });

  it("117: the create body contains filters.api_key_ids as an array, only where keys are chosen", async () => {
    const orders = async (config: object): Promise<readonly unknown[]> => {
      const scene = new LogsScene({ platform: { workspaces }, config: { ...quick, ...config } });
      await scene.start();
      await scene.advance(minute);
      return scene
        .askedFor(/^POST \/logs\/exports$/)
        .map(({ body }) => (JSON.parse(body) as { filters: Record<string, unknown> }).filters["api_key_ids"]);
    };
    expect(await orders({})).toEqual([undefined]);
    expect(await orders({ use_cases })).toEqual(expect.arrayContaining([["k1"], ["k2"]]));
    expect(await orders({ api_key_ids: ["k3"] })).toEqual([["k3"]]);
  });

  it("one that fails holds no other, and can be told from it", async () => {
    const scene = new LogsScene({ platform: { workspaces }, config: { ...quick, use_cases } });
    scene.instead = ({ what, body }) =>
      what === "POST /logs/exports" && body.includes('"k1"') ? { status: 500 } : undefined;
    await scene.start();
    await scene.advance(hour);
    expect(await scene.frontier("chat")).toBe(windowMin);
    expect(await scene.frontier("batch")).toBeGreaterThan(start);
    // W23: the lag is that of the one furthest behind, and each has a status of its own.
    expect(scene.recorded.values.get("portkey.lag{loop=logs_export}")?.at(-1)).toBeGreaterThan(3_600);
    const states = ["chat", "batch"].map((slug) => scene.recorded.status("portkey", `logs_export/${slug}`)?.state);
    expect(states).toEqual(["recoverable_error", "ok"]);
  });
});

describe("two pipelines", () => {
  const down = new CollectorError("SINK_DOWN", "the sink is down", { kind: "retryable" });

  it("share the jobs; each gets every record once", async () => {
    const scene = new LogsScene({ pipelines: ["logs/a", "logs/b"], config: quick });
    await scene.start();
    await scene.advance(2 * hour);
    const [a, b] = scene.sinks.map((sink) => scene.ids(sink).toSorted());
    expect(a).toEqual(b);
    expect(a).toEqual(scene.trueIds(windowMin, await scene.frontier("", "logs/a")).toSorted());
    expect(scene.jobs("created")).toBe(scene.simulator.jobs.length);
    expect(scene.jobs("created")).toBeLessThan(15);
  });

  it("one whose sink is down for an hour holds no other, and then gets every record once, repeated lines too", async () => {
    const scene = new LogsScene({
      pipelines: ["logs/a", "logs/b"],
      exports: { page_size: 60, chunk_max_records: 25 },
      config: quick,
    });
    for (const target of ["#create"])
      scene.simulator.script({ kind: "repeated_line", from: start, to: Infinity, target });
    await scene.start();
    await scene.advance(8_000);
    const [a, b] = scene.sinks;
    b!.failWith(down);
    await scene.advance(hour);
    expect(await scene.frontier("", "logs/a")).toBeGreaterThan(start);
    expect(scene.ids(b).length).toBeLessThan(scene.ids(a).length);
    b!.recover();
    await scene.advance(2 * hour);
    for (const sink of scene.sinks) {
      const ids = scene.ids(sink);
      const truth = scene.trueIds(windowMin, await scene.frontier("", sink.pipeline));
      expect([sink.pipeline, ids.toSorted()]).toEqual([sink.pipeline, truth.toSorted()]);
    }
    expect(scene.count("record_problems{reason=repeated}")).toBeGreaterThan(0);
  });
});

describe("a small budget", () => {
  it("throttling below the cadence makes it late, and loses nothing", async () => {
    const scene = new LogsScene({ platform: { requestBudget: { requests: 4, perMs: minute } } });
    await scene.start();
    await scene.advance(3 * hour);
    await scene.expectTruth(windowMin);
    expect(await scene.frontier()).toBeGreaterThan(start + 2 * hour);
  });

  it("the same data give the same bytes, whatever goes wrong in between", async () => {
    const bytes = async (disturb: (scene: LogsScene) => void): Promise<ReadonlyMap<string, string>> => {
      const scene = new LogsScene({ exports: { chunk_max_records: 100 }, config: quick });
      disturb(scene);
      await scene.start();
      await scene.advance(30 * minute);
      const records = scene.sink.payloads.flatMap((payload) =>
        payload
          .decoded()
          .resourceLogs.flatMap(({ resource, scopeLogs }) =>
            scopeLogs.flatMap(({ logRecords }) =>
              logRecords.map(
                (record) =>
                  [
                    attributeOf(record, "id") as string,
                    JSON.stringify([resource, record], (_, value: unknown) =>
                      typeof value === "bigint" ? String(value) : value,
                    ),
                  ] as const,
              ),
            ),
          ),
      );
      return new Map(records);
    };
    const calm = await bytes(() => undefined);
    const rough = await bytes(({ simulator }) => {
      for (const kind of ["object_changed", "range_ignored"] as const)
        simulator.script({ kind, from: start + 5_000, to: start + 7_000, target: "objects" });
      simulator.script({ kind: "job_failed", from: start, to: start + 1_000, target: "#create" });
    });
    expect(calm.size).toBeGreaterThan(300);
    for (const [id, record] of rough) expect([id, record]).toEqual([id, calm.get(id) ?? record]);
    expect([...calm.keys()].filter((id) => !rough.has(id))).toEqual([]);
  });
});

import {
  LangSmithSimulator,
  langSmithPlatform,
  portkeyObjects,
  portkeyPlatform as portkeyServer,
  PortkeySimulator,
  RequestLog,
  serve,
} from "@genai-collector/simulator";
import { describe, expect, it, onTestFinished } from "vitest";
import { SinkStore, type StoredRecord } from "../sink-store.ts";
import { deliveredItems, type Delivered } from "./items.ts";
import { langsmithPlatform } from "./langsmith-platform.ts";
import { accountOf, isCleanLoop, type LoopAccount } from "./loop-account.ts";
import type { Listening, Platform } from "./platform.ts";
import { portkeyPlatform } from "./portkey-platform.ts";

// Simulated platforms are asked by a naive reader, whose points and records are held against the books. Time stands still.

const minute = 60_000;
const now = Date.UTC(2026, 2, 3, 9, 37, 20);
const stamp = now - (now % minute);
const iso = (instant: number): string => new Date(instant).toISOString();
const headers = { "user-agent": "test", "x-api-key": "k", "content-type": "application/json" };

async function openPortkey(): Promise<Listening> {
  const log = new RequestLog(() => now);
  const simulator = new PortkeySimulator({ seed: 3, now: log.now, maxIngestionMs: 15_000 });
  const servers = [await serve(log.recording(portkeyServer(simulator)), 0), await serve(portkeyObjects(simulator), 0)];
  onTestFinished(async () => void (await Promise.all(servers.map((server) => server.close()))));
  return { endpoint: servers[0]!.endpoint, objects: servers[1]!.endpoint };
}

async function openLangsmith(): Promise<Listening> {
  const log = new RequestLog(() => now);
  const simulator = new LangSmithSimulator({ seed: 3, now: log.now, latestIngestionMs: 15_000, experimentEveryMs: 0 });
  const server = await serve(log.recording(langSmithPlatform(simulator)), 0);
  onTestFinished(() => server.close());
  return { endpoint: server.endpoint, objects: "" };
}

type Rows = readonly Readonly<Record<string, unknown>>[];

async function ask<T>(at: Listening, path: string, query: Readonly<Record<string, string>>, body?: object): Promise<T> {
  const url = `${at.endpoint}${path}${body === undefined ? `?${new URLSearchParams(query).toString()}` : ""}`;
  const answer = await fetch(url, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

type Point = readonly [name: string, labels: Readonly<Record<string, string>>, value: number, time?: number];

function itemsOf(points: readonly Point[], records: readonly StoredRecord[] = []): readonly Delivered[] {
  const store = new SinkStore([]);
  const received = points.map(([name, labels, value, time = stamp]) => ({ name, labels, value, time, digest: "a" }));
  store.take(new Uint8Array(), received);
  return deliveredItems(store.state(), records);
}

async function accountFor(
  { platform, at, settings, loop }: { platform: Platform; at: Listening; settings: object; loop: string },
  items: readonly Delivered[],
  frontier = stamp,
): Promise<LoopAccount> {
  const book = platform.books(settings as never, at).find((each) => each.loop === loop)!;
  const own = items.filter(({ name }) => book.owns(name));
  const facts = { startedAt: now, frontier: () => frontier };
  return accountOf(loop, await book.expected(facts, own), own);
}

/** The account is clean; and with its first item another, or gone, it says so. */
async function expectBooked(
  account: (items: readonly Delivered[]) => Promise<LoopAccount>,
  items: readonly Delivered[],
) {
  const whole = await account(items);
  expect([whole.examples, isCleanLoop(whole), whole.expected]).toEqual([[], true, items.length]);
  expect((await account(items.slice(1))).missing).toBe(1);
  const [first, ...others] = items;
  const says = typeof first!.says === "number" ? first!.says + 1 : { ...first!.says, time: "0" };
  expect((await account([{ ...first!, says }, ...others])).wrong).toBe(1);
}

describe("Portkey's books", () => {
  const loops = {
    analytics: { metric_prefix: "p", bootstrap_lookback: "10m", graphs: ["requests"] },
    groups: {
      metric_prefix: "p",
      window_span: "1h",
      settle: "20s",
      metadata_keys: ["owner"],
      emit_cost: true,
      emit_prompts: false,
    },
    logs_export: {
      settle: "20s",
      requested_data: ["ai_model", "cost", "req_units"],
      extra_record_fields: [],
      extra_indexed_fields: [],
      cost_divisor: 100,
    },
  };

  it("analytics: each minute from the first on", async () => {
    const at = await openPortkey();
    const query = { time_of_generation_min: iso(stamp - 9 * minute), time_of_generation_max: iso(stamp) };
    const { data_points } = await ask<{ data_points: Rows }>(at, "/v1/analytics/graphs/requests", query);
    const points = data_points
      .map((row) => ["p_requests", {}, Number(row["total"]), Date.parse(String(row["timestamp"])) + minute] as const)
      .filter(([, , , end]) => end <= stamp);
    const frontier = stamp;
    await expectBooked(
      (items) => accountFor({ platform: portkeyPlatform, at, settings: { loops }, loop: "analytics" }, items, frontier),
      itemsOf(points),
    );
  });

  it("groups: every value that was asked for, what can be no label under `_other`", async () => {
    const at = await openPortkey();
    const window = {
      time_of_generation_min: iso(stamp - 60 * minute + 20_000),
      time_of_generation_max: iso(stamp),
    };
    const models = await ask<{ data: Rows }>(at, "/v1/analytics/groups/ai-models", window);
    const owners = await ask<{ data: Rows }>(at, "/v1/analytics/groups/metadata/owner", window);
    const points = [
      ...models.data.flatMap(({ ai_model, requests, cost }): Point[] => [
        ["p_requests_by_model", { ai_model: String(ai_model) }, Number(requests)],
        ["p_cost_usd_by_model", { ai_model: String(ai_model) }, Number(cost) / 100],
      ]),
      ...owners.data.flatMap(({ requests, cost }): Point[] => [
        ["p_requests_by_metadata", { metadata_key: "owner", metadata_value: "_other" }, Number(requests)],
        ["p_cost_usd_by_metadata", { metadata_key: "owner", metadata_value: "_other" }, Number(cost) / 100],
      ]),
    ];
    await expectBooked(
      (items) => accountFor({ platform: portkeyPlatform, at, settings: { loops }, loop: "groups" }, items),
      itemsOf(points),
    );
  });

  it("logs_export: every request of the windows that were asked for", async () => {
    const at = await openPortkey();
    const from = stamp - 10 * minute;
    const simulator = new PortkeySimulator({ seed: 3, now: () => now, maxIngestionMs: 15_000 });
    const filters = { time_of_generation_min: iso(from - 1_000), time_of_generation_max: iso(stamp + 1_000) };
    const order = { workspace_id: simulator.workspaceId("production"), filters, requested_data: ["id"] };
    await ask(at, "/v1/logs/exports", {}, order);
    const records = [...simulator.logTruth({ from, to: stamp - minute })].map(({ id, time, fields }) => ({
      timeUnixNano: `${time}000000`,
      severity: "INFO",
      traceId: "",
      copies: 1,
      attributes: {
        source: "portkey",
        id,
        ai_model: fields["ai_model"]!,
        cost_usd: Number(fields["cost"]) / 100,
        req_units: fields["req_units"]!,
      },
    }));
    expect(records.length).toBeGreaterThan(50);
    await expectBooked(
      (items) =>
        accountFor({ platform: portkeyPlatform, at, settings: { loops }, loop: "logs_export" }, items, stamp - minute),
      itemsOf([], records),
    );
  });
});

describe("LangSmith's books", () => {
  const settings = {
    metric_prefix: "l",
    loops: {
      sessions: { stats_window: "1h", emit_feedback: false, feedback_keys: [] },
      usage: { stats_window: "10m" },
      runs: { settle: "20s" },
    },
  };
  const list = (at: Listening, widthMs: number): Promise<Rows> =>
    ask(at, "/api/v1/sessions", {
      include_stats: "true",
      stats_start_time: iso(now - widthMs),
      sort_by: "start_time",
      limit: "100",
      offset: "0",
    });

  it("usage: traces of each list, spans of each project that was asked for", async () => {
    const at = await openLangsmith();
    const projects = await list(at, 10 * minute);
    const [busiest] = projects.toSorted((a, b) => Number(b["run_count"]) - Number(a["run_count"]));
    const id = String(busiest!["id"]);
    const question = { session: [id], start_time: iso(now - 10 * minute), end_time: iso(now) };
    const spans = await ask<{ run_count: number }>(at, "/api/v1/runs/stats", {}, question);
    const labels = (row: Rows[number]) => ({
      session: String(row["id"]),
      retention_tier: (row["trace_tier"] as string | null) ?? "unknown",
    });
    const points = [
      ...projects.map((row) => ["l_usage_traces", labels(row), Number(row["run_count"])] as const),
      ["l_usage_spans", labels(busiest!), spans.run_count] as const,
    ];
    await expectBooked(
      (items) => accountFor({ platform: langsmithPlatform, at, settings, loop: "usage" }, items),
      itemsOf(points),
    );
  });

  it("sessions: what the platform knew when it was asked", async () => {
    const at = await openLangsmith();
    const suffixes: Readonly<Record<string, string>> = {
      run_count: "runs",
      total_tokens: "tokens",
      prompt_tokens: "prompt_tokens",
      completion_tokens: "completion_tokens",
      total_cost: "cost_usd",
      prompt_cost: "prompt_cost_usd",
      completion_cost: "completion_cost_usd",
      error_rate: "error_rate",
      streaming_rate: "streaming_rate",
    };
    const quantiles = ["latency", "first_token"].flatMap((what) => ["p50", "p99"].map((q) => [what, q] as const));
    const points = (await list(at, 60 * minute)).flatMap((row): Point[] => {
      const session = String(row["id"]);
      const plain = Object.entries(suffixes).map(([field, name]) => [`l_${name}`, { session }, row[field]] as const);
      const timed = quantiles.map(
        ([what, quantile]) => [`l_${what}_seconds`, { session, quantile }, row[`${what}_${quantile}`]] as const,
      );
      return [...plain, ...timed].flatMap(([name, labels, value]) =>
        value === null ? [] : [[name, labels, Number(value)] as const],
      );
    });
    await expectBooked(
      (items) => accountFor({ platform: langsmithPlatform, at, settings, loop: "sessions" }, items),
      itemsOf(points),
    );
  });

  it("runs: those that ended before their window was asked for", async () => {
    const at = await openLangsmith();
    const from = stamp - 10 * minute;
    const simulator = new LangSmithSimulator({
      seed: 3,
      now: () => now,
      latestIngestionMs: 15_000,
      experimentEveryMs: 0,
    });
    const session = simulator.projectsAt(now).map(({ id }) => id);
    const question = { session, start_time: iso(from), end_time: iso(now - 20_000), limit: 100 };
    await ask(at, "/api/v1/runs/query", {}, question);
    const all = [...simulator.truth({ from, to: now - 20_000 }).runs()];
    const ended = all.filter(({ finishedAt }) => finishedAt !== undefined && finishedAt <= now);
    const records = ended.map((run) => ({
      timeUnixNano: `${run.startMicros}000`,
      severity: run.status === "success" ? "INFO" : "ERROR",
      traceId: run.traceId.replaceAll("-", ""),
      copies: 1,
      attributes: {
        source: "langsmith",
        id: run.id,
        end_time: `${run.endTime}Z`,
        trace_id: run.traceId,
        session_id: run.sessionId,
        run_type: run.runType,
        dotted_order: run.dottedOrder,
        prompt_tokens: run.promptTokens,
        completion_tokens: run.completionTokens,
        total_tokens: run.totalTokens,
        ...(run.parentRunId === undefined ? {} : { parent_run_id: run.parentRunId }),
        ...(run.threadId === undefined ? {} : { thread_id: run.threadId }),
      },
    }));
    expect(records.length).toBeGreaterThan(100);
    await expectBooked(
      (items) => accountFor({ platform: langsmithPlatform, at, settings, loop: "runs" }, items, now - 20_000),
      itemsOf([], records),
    );
  });
});

import type { LogRecord, Logs, Metrics } from "@genai-collector/component";
import { planted } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import type { Promised } from "../src/promises.ts";
import { Reconciliation, type ReconciliationOptions } from "../src/reconciliation.ts";
import { quiet } from "../src/story.ts";
import { behindGuard, editing, receiverWith, receiverWithout, type Saboteur } from "./sabotage.ts";

const minute = 60_000;
const timeout = 60_000;

const light = {
  analyticsCadenceMs: 5 * minute,
  groupsCadenceMs: 5 * minute,
  sessionsCadenceMs: 5 * minute,
  runsCadenceMs: 5 * minute,
  requestsPerMinute: 1,
  runsPerMinute: 2,
};

/** What follows where a component hands on other items than came in, and books nothing of it. */
const unbalanced = ["the ledger balances"] as const;

/** Three hours in which nothing goes wrong but what is broken on purpose: which promises were found broken. */
async function brokenBy(options: Partial<ReconciliationOptions>): Promise<readonly Promised[]> {
  const setup = { ...light, ...options.setup };
  const run = await Reconciliation.open({ seed: 3, hours: 2, story: quiet, ...options, setup });
  await run.play(90 * minute);
  return [...run.violations.counts.keys()].toSorted();
}

type MetricsData = ReturnType<Metrics["takeDecoded"]>;
type Metric = MetricsData["resourceMetrics"][number]["scopeMetrics"][number]["metrics"][number];
type Point = NonNullable<Metric["gauge"]>["dataPoints"][number];
type LogsData = ReturnType<Logs["takeDecoded"]>;

/** Every point of a metric of that name. */
function* pointsOf(data: MetricsData, name: RegExp): Generator<Point> {
  for (const { scopeMetrics } of data.resourceMetrics)
    for (const { metrics } of scopeMetrics)
      for (const metric of metrics) if (name.test(metric.name)) yield* metric.gauge?.dataPoints ?? [];
}

function* recordsOf(data: LogsData): Generator<LogRecord> {
  for (const { scopeLogs } of data.resourceLogs) for (const { logRecords } of scopeLogs) yield* logRecords;
}

const sourceOf = (record: LogRecord | undefined): string | undefined =>
  record?.attributes.find(({ key }) => key === "source")?.value.stringValue;

/** Throws away every third payload that is meant, and says that it is delivered. */
function losing<P extends Metrics | Logs>(isMeant: (payload: P) => boolean): Saboteur<P> {
  let payloads = 0;
  return (next) => ({
    consume: async (payload, context) => {
      if (!isMeant(payload) || payloads++ % 3 > 0) await next.consume(payload, context);
    },
  });
}

/** Delivers every payload twice. */
function repeating<P extends Metrics | Logs>(): Saboteur<P> {
  return (next) => ({
    consume: async (payload, context) => {
      await next.consume(payload.fork() as P, context);
      await next.consume(payload, context);
    },
  });
}

const loops = [
  ["analytics", /^portkey_api_(requests|tokens)$/],
  ["groups", /^portkey_api_requests_by_model$/],
  ["sessions", /^langsmith_(runs|tokens)$/],
  ["usage", /^langsmith_usage_traces$/],
] as const;

const sources = ["portkey", "langsmith"] as const;

describe("a reconciliation finds", () => {
  it("nothing where nothing is broken", { timeout }, async () => {
    expect(await brokenBy({})).toEqual([]);
  });

  it.each(loops)("%s: payloads that are acknowledged and thrown away", { timeout }, async (_, name) => {
    const metrics = losing<Metrics>((payload) => [...pointsOf(payload.fork().takeDecoded(), name)].length > 0);
    expect(await brokenBy({ instead: [behindGuard({ metrics })] })).toEqual(["nothing is lost", ...unbalanced]);
  });

  it.each(loops)("%s: a value that is not the platform's", { timeout }, async (_, name) => {
    const metrics = editing<Metrics>((data) => {
      for (const point of pointsOf(data, name)) point.asDouble = (point.asDouble ?? 0) + 1;
    });
    expect(await brokenBy({ instead: [behindGuard({ metrics })] })).toEqual(["nothing is wrong"]);
  });

  it.each(loops.slice(1))("%s: a point with another stamp", { timeout }, async (_, name) => {
    const metrics = editing<Metrics>((data) => {
      for (const point of pointsOf(data, name)) point.timeUnixNano += 120_000_000_000n;
    });
    expect(await brokenBy({ instead: [behindGuard({ metrics })] })).toContain("nothing is wrong");
  });

  it.each(loops.slice(1))("%s: a series that is left out of a snapshot", { timeout }, async (_, name) => {
    const metrics = editing<Metrics>((data) => {
      for (const { scopeMetrics } of data.resourceMetrics)
        for (const { metrics: all } of scopeMetrics)
          for (const metric of all) if (name.test(metric.name)) metric.gauge?.dataPoints.pop();
    });
    expect(await brokenBy({ instead: [behindGuard({ metrics })] })).toEqual(["nothing is lost", ...unbalanced]);
  });

  it("points that come twice, the second time with another value", { timeout }, async () => {
    const metrics: Saboteur<Metrics> = (next) => ({
      consume: async (payload, context) => {
        await next.consume(payload.fork(), context);
        for (const point of pointsOf(payload.takeDecoded(), /./)) point.asDouble = (point.asDouble ?? 0) + 1;
        await next.consume(payload, context);
      },
    });
    expect(await brokenBy({ instead: [behindGuard({ metrics })] })).toEqual([
      "nothing is counted twice",
      "nothing is wrong",
      ...unbalanced,
    ]);
  });

  it.each(sources)("%s: records that are acknowledged and thrown away", { timeout }, async (source) => {
    const logs = losing<Logs>((payload) => sourceOf(recordsOf(payload.fork().takeDecoded()).next().value) === source);
    expect(await brokenBy({ instead: [behindGuard({ logs })] })).toEqual(["nothing is lost", ...unbalanced]);
  });

  it.each(sources)("%s: one record of a page that is left out", { timeout }, async (source) => {
    const logs = editing<Logs>((data) => {
      for (const { scopeLogs } of data.resourceLogs)
        for (const { logRecords } of scopeLogs) if (sourceOf(logRecords[0]) === source) logRecords.shift();
    });
    expect(await brokenBy({ instead: [behindGuard({ logs })] })).toEqual(["nothing is lost", ...unbalanced]);
  });

  it("records that come twice in one process", { timeout }, async () => {
    expect(await brokenBy({ instead: [behindGuard({ logs: repeating<Logs>() })] })).toEqual([
      "nothing is counted twice",
      ...unbalanced,
    ]);
  });

  it.each([
    [
      "an attribute with another value",
      (record: LogRecord) => (record.attributes[1]!.value = { stringValue: "other" }),
    ],
    [
      "an attribute that nobody asked for",
      (record: LogRecord) => record.attributes.push({ key: "x", value: { boolValue: true } }),
    ],
    ["an attribute that is gone", (record: LogRecord) => record.attributes.pop()],
    [
      "an attribute of another type",
      (record: LogRecord) => (record.attributes.find(({ key }) => key === "id")!.value = { doubleValue: 1 }),
    ],
    ["another time", (record: LogRecord) => (record.timeUnixNano += 1_000n)],
    ["another severity", (record: LogRecord) => (record.severityText = "DEBUG")],
    ["another trace", (record: LogRecord) => (record.traceId = new Uint8Array(16).fill(7))],
    ["a body", (record: LogRecord) => (record.body = { stringValue: "text" })],
  ])("records with %s", { timeout }, async (_, edit) => {
    const logs = editing<Logs>((data) => {
      for (const record of recordsOf(data)) edit(record);
    });
    expect(await brokenBy({ instead: [behindGuard({ logs })] })).toContain("nothing is wrong");
  });

  it("a run that is emitted before it has ended, and before it may be given up", { timeout }, async () => {
    const hasty = receiverWith("langsmith", ({ loops: { runs, ...others }, ...config }: LangsmithLike) => ({
      ...config,
      loops: { ...others, runs: { ...runs, max_run_duration: minute } },
    }));
    expect(await brokenBy({ instead: [hasty], setup: { runsPerMinute: 12 }, hours: 4 })).toContain("nothing is wrong");
  });

  it.each(["portkey", "langsmith"])("%s: a source that is asked more than it may be", { timeout }, async (type) => {
    const greedy = receiverWith(type, (config: object) => ({
      ...config,
      rate_limit: { requests_per_second: 50, burst: 50 },
    }));
    expect(await brokenBy({ instead: [greedy] })).toEqual(["within the budget"]);
  });

  it("a loop that is held up", { timeout }, async () => {
    const metrics: Saboteur<Metrics> = (next, { runtime, lifetime }) => ({
      consume: async (payload, context) => {
        const isSessions = [...pointsOf(payload.fork().takeDecoded(), /^langsmith_runs$/)].length > 0;
        if (isSessions) await runtime.timers.sleep(70 * minute, lifetime);
        await next.consume(payload, context);
      },
    });
    expect(await brokenBy({ hours: 3, instead: [behindGuard({ metrics })] })).toContain("up to date");
  });

  it("lags that are not told", { timeout }, async () => {
    expect(await brokenBy({ instead: [receiverWithout("langsmith", "lag")] })).toEqual(["lags are told"]);
  });

  it.each([
    ["portkey", "truncated", { maxGroups: 1 }],
    ["langsmith", "projects_truncated", { maxSessions: 3 }],
    ["langsmith", "incomplete_runs", { maxRunDurationMs: 20 * minute, runsPerMinute: 12 }],
  ] as const)("%s: %s that is not counted", { timeout }, async (type, instrument, setup) => {
    const instead = [receiverWithout(type, instrument)];
    expect(await brokenBy({ setup })).toEqual([]);
    expect(await brokenBy({ setup, instead })).toEqual(["every gap is a number"]);
  });

  it.each([
    ["as it is", planted.content],
    ["in capitals", planted.content.toUpperCase()],
    ["in base64", Buffer.from(`{"prompt":"${planted.content}"}`).toString("base64")],
  ])("content in a record, %s", { timeout }, async (_, stringValue) => {
    const logs = editing<Logs>((data) => {
      for (const record of recordsOf(data)) record.attributes.push({ key: "zz", value: { stringValue } });
    });
    expect(await brokenBy({ instead: [behindGuard({ logs })] })).toEqual(["content-free", "nothing is wrong"]);
  });

  it("content in a log line of the collector's, and in an error that a status shows", { timeout }, async () => {
    const metrics: Saboteur<Metrics> = (next, { logger, reportStatus }) => ({
      consume: (payload, context) => {
        logger.debug({ url: `https://x.example/?q=${encodeURIComponent(planted.person)}` }, "asked");
        reportStatus({ state: "recoverable_error", error: new Error(planted.secret) });
        return next.consume(payload, context);
      },
    });
    expect(await brokenBy({ instead: [behindGuard({ metrics })] })).toEqual(["content-free"]);
  });
});

interface LangsmithLike {
  readonly loops: { readonly runs: object };
}

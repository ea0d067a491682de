import type { Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import {
  hour,
  idOf,
  minute,
  pollOnce,
  project,
  scene,
  valuesOf,
  type Asked,
  type Scene,
} from "./scripted-langsmith.ts";

const traces = (n: number, count: unknown, tier: unknown = "longlived"): object =>
  project(n, { run_count: count, trace_tier: tier });
const missing = ({ run }: Pick<Scene, "run">, reason: string): number =>
  run.recorded.count(`langsmith.span_counts_missing{reason=${reason}}`);
const asksForSpans = ({ path }: Asked): boolean => path === "runs/stats";

/** A poll of the usage loop over two projects of 10 and 20 traces, whose spans are answered like this. */
async function withSpans(instead: (id: string, nth: number) => Answer | number | undefined, config: object = {}) {
  let nth = 0;
  const found = await scene(
    { usage: {} },
    (each) => {
      each.projects = [traces(1, 10), traces(2, 20)];
      each.runStats = () => ({ run_count: 50 });
      each.instead = (asked) =>
        asksForSpans(asked) ? instead((asked.body["session"] as readonly string[])[0]!, ++nth) : undefined;
    },
    { config },
  );
  await found.run.advance(2 * minute);
  const values = valuesOf(found.run.points);
  const names = Object.keys(values).map((series) => series.split("{")[0]);
  return { ...found, values, names };
}

describe("usage", () => {
  it("107: project longlived/100 traces/800 spans → usage_traces=100, usage_spans=800, both retention_tier=longlived", async () => {
    const { run } = await scene({ usage: {} }, (each) => {
      each.projects = [traces(1, 100)];
      each.runStats = () => ({ run_count: 800, total_tokens: 3, feedback_stats: { k: { values: { "raw-id": 1 } } } });
    });
    await run.advance(minute);
    expect(valuesOf(run.points)).toEqual({
      [`usage_traces{retention_tier=longlived,session=${idOf(1)}}`]: 100,
      [`usage_spans{retention_tier=longlived,session=${idOf(1)}}`]: 800,
    });
    expect(run.points.map(({ unit }) => unit).toSorted()).toEqual(["{span}", "{trace}"]);
  });

  it.each([[""], [null], [undefined]])("108: trace_tier %j → unknown on both metrics", async (tier) => {
    const { values } = await pollOnce({ usage: {} }, [project(1, { run_count: 1, trace_tier: tier })]);
    expect(Object.keys(values)).toEqual([
      `usage_spans{retention_tier=unknown,session=${idOf(1)}}`,
      `usage_traces{retention_tier=unknown,session=${idOf(1)}}`,
    ]);
  });

  it.each([
    ["forever", "forever"],
    ["what someone wrote", "_other"],
    [7, "_other"],
  ])("a new tier %j is %s", async (tier, label) => {
    const { run } = await pollOnce({ usage: {} }, [traces(1, 1, tier)]);
    expect(new Set(run.points.map(({ labels }) => labels["retention_tier"]))).toEqual(new Set([label]));
  });

  it("109: run_count null → no traces point; project absent from span results → no spans point (no zero)", async () => {
    const { run } = await scene({ usage: {} }, (each) => {
      each.projects = [traces(1, null), traces(2, 5)];
      each.runStats = (id) => ({ run_count: id === idOf(1) ? 7 : null });
    });
    await run.advance(minute);
    expect(valuesOf(run.points)).toEqual({
      [`usage_traces{retention_tier=longlived,session=${idOf(2)}}`]: 5,
      [`usage_spans{retention_tier=longlived,session=${idOf(1)}}`]: 7,
    });
    expect(missing({ run }, "no_value")).toBe(1);
  });

  it("110: emit_span_counts=false → zero /runs/stats calls, no spans series", async () => {
    const { langsmith, values, run } = await pollOnce({ usage: { emit_span_counts: false } }, [traces(1, 3)]);
    expect([langsmith.askedFor("runs/stats").length, Object.values(values)]).toEqual([0, [3]]);
    expect(missing({ run }, "budget")).toBe(0);
  });

  it("111: span call 500 on both of 2 projects → 2 traces points, 0 spans, counted twice, poll succeeds", async () => {
    const found = await withSpans(() => 500);
    expect(found.names).toEqual(["usage_traces", "usage_traces"]);
    expect(missing(found, "status")).toBe(2);
    expect(found.run.recorded.count("langsmith.poll_failures{kind=retryable,loop=usage}")).toBe(0);
    expect(found.run.recorded.status("langsmith", "usage/span counts")).toMatchObject({ state: "recoverable_error" });
  });

  it.each([
    ["400", 400, "status"],
    ["404", 404, "status"],
    ["422", 422, "status"],
    ["503, again and again", 503, "status"],
    ["nothing", { lost: true }, "no_answer"],
    ["no JSON", { body: "<html>" }, "no_answer"],
    ["too much", { body: `{"run_count":1${" ".repeat(9_000_000)}}` }, "no_answer"],
  ])("one project answered with %s loses its spans alone", async (_, answer, reason) => {
    const found = await withSpans((id) => (id === idOf(1) ? answer : undefined));
    expect(found.names.filter((name) => name === "usage_spans").length).toBe(1);
    expect(found.names.filter((name) => name === "usage_traces").length).toBe(2);
    expect(missing(found, reason)).toBe(1);
  });

  it("401/403: once a poll, then nobody else is asked about", async () => {
    const found = await withSpans(() => 403);
    expect(found.langsmith.askedFor("runs/stats").length).toBe(1);
    expect(found.run.recorded.count("langsmith.auth_errors{loop=usage}")).toBe(1);
    expect([missing(found, "permission"), found.names]).toEqual([2, ["usage_traces", "usage_traces"]]);
  });

  it("one failure after the other is the endpoint's: after three, nobody else is asked about", async () => {
    const { run, langsmith } = await scene({ usage: {} }, (each) => {
      each.projects = Array.from({ length: 20 }, (_, n) => traces(n, 1));
      each.instead = (asked) => (asksForSpans(asked) ? 500 : undefined);
    });
    await run.advance(2 * minute);
    expect([langsmith.askedFor("runs/stats").length, missing({ run }, "status")]).toEqual([3, 20]);
    expect(run.points.length).toBe(20);
  });

  it("112: span call 429 → whole poll discarded as quota", async () => {
    const found = await withSpans((_, nth) => (nth > 1 ? 429 : undefined));
    expect(found.names).toEqual([]);
    expect(found.run.recorded.count("langsmith.quota_exceeded{loop=usage}")).toBe(1);
    expect(found.run.recorded.count("langsmith.poll_failures{kind=retryable,loop=usage}")).toBe(1);
  });

  it("a span call that is over the rate for a moment costs nothing", async () => {
    const found = await withSpans((_, nth) =>
      nth === 1 ? { status: 429, headers: { "retry-after": "2" } } : undefined,
    );
    expect(found.names.length).toBe(4);
  });

  it.each([
    [429, "quota_exceeded", "retryable"],
    [403, "auth_errors", "misconfigured"],
  ] as const)("113: list %i → %s", async (status, instrument, kind) => {
    const { run } = await scene({ usage: {} }, (each) => {
      each.instead = () => status;
    });
    await run.advance(2 * minute);
    expect(run.recorded.count(`langsmith.${instrument}{loop=usage}`)).toBe(1);
    expect(run.recorded.count(`langsmith.poll_failures{kind=${kind},loop=usage}`)).toBe(1);
  });

  it("114: stats body names one project, the window and run_count alone; labels only session, retention_tier", async () => {
    const { run, langsmith } = await pollOnce({ usage: {} }, [traces(1, 1)]);
    expect(langsmith.askedFor("runs/stats").map(({ body }) => body)).toEqual([
      {
        session: [idOf(1)],
        start_time: "2026-03-02T11:50:37Z",
        end_time: "2026-03-02T12:00:37Z",
        select: ["run_count"],
      },
    ]);
    for (const { labels } of run.points) expect(Object.keys(labels).toSorted()).toEqual(["retention_tier", "session"]);
  });

  it("115: stamp is minute-truncated", async () => {
    const { run } = await pollOnce({ usage: {} }, [traces(1, 1)]);
    expect(new Set(run.points.map(({ at }) => at))).toEqual(new Set([Date.UTC(2026, 2, 2, 12)]));
  });

  it("every project's spans are of one window, however long asking takes (W12)", async () => {
    const { run, langsmith } = await scene(
      { usage: {} },
      (each) => {
        each.projects = Array.from({ length: 20 }, (_, n) => traces(n, 1));
      },
      { config: { rate_limit: { requests_per_second: 0.2, burst: 1 } } },
    );
    await run.advance(5 * minute);
    const bodies = langsmith.askedFor("runs/stats").map(({ body }) => [body["start_time"], body["end_time"]].join());
    expect([bodies.length, new Set(bodies).size]).toEqual([20, 1]);
  });

  it("session_label_value=name → falls back to the id as in the other loop", async () => {
    const projects = [traces(1, 1), project(2, { name: "", run_count: 2 }), project(3, { name: "bot", run_count: 3 })];
    const { run } = await pollOnce({ usage: { session_label_value: "name", emit_span_counts: false } }, projects);
    expect(run.points.map(({ labels }) => labels["session"])).toEqual([idOf(2), "bot", "project-1"]);
  });
});

describe("the budget of span counts (W12)", () => {
  const crowd = (busy: number, idle: number): readonly object[] =>
    Array.from({ length: busy + idle }, (_, n) => traces(n, n < busy ? 1 : 0));
  const rate = { config: { rate_limit: { requests_per_second: 1, burst: 3 } } };
  const spans = ({ run }: Scene) => run.points.filter(({ name }) => name === "langsmith_usage_spans");

  it("is half of what rate_limit allows between two polls; the rest is counted, and busy projects come first", async () => {
    const found = await scene(
      { usage: {} },
      (each) => {
        each.projects = crowd(200, 400);
      },
      rate,
    );
    await found.run.advance(9 * minute);
    expect(found.langsmith.askedFor("runs/stats").length).toBe(300);
    expect(missing(found, "budget")).toBe(300);
    const busy = found.langsmith.projects.slice(0, 200).map((each) => (each as { readonly id: string }).id);
    expect(new Set(spans(found).map(({ labels }) => labels["session"]))).toEqual(
      new Set([...busy, ...spansOfIdle(found, busy)]),
    );
    expect(busy.every((id) => spans(found).some(({ labels }) => labels["session"] === id))).toBe(true);
  });

  const spansOfIdle = (found: Scene, busy: readonly string[]): readonly string[] =>
    spans(found).flatMap(({ labels }) => (busy.includes(labels["session"]!) ? [] : [labels["session"]!]));

  it("comes round: every project is asked about within some polls", async () => {
    const found = await scene(
      { usage: {} },
      (each) => {
        each.projects = crowd(0, 700);
      },
      rate,
    );
    await found.run.advance(45 * minute);
    expect(new Set(spans(found).map(({ labels }) => labels["session"])).size).toBe(700);
  });

  it("never keeps the sessions loop waiting: it polls each minute while 300 spans are counted", async () => {
    const found = await scene(
      { sessions: {}, usage: {} },
      (each) => {
        each.projects = crowd(600, 0);
      },
      rate,
    );
    await found.run.advance(hour);
    const minutes = new Set(found.run.points.filter(({ name }) => name === "langsmith_runs").map(({ at }) => at));
    expect(minutes.size).toBeGreaterThanOrEqual(55);
    expect(found.run.recorded.count("langsmith.busy_lanes{loop=sessions}")).toBe(0);
    expect(spans(found).length).toBeGreaterThan(5 * 299);
  });

  it("ends with the poll's time where LangSmith is slow: traces are emitted, the rest is counted", async () => {
    const found = await scene({ usage: { deadline: "2m" } }, (each) => {
      each.projects = crowd(100, 0);
      each.instead = (asked) => (asksForSpans(asked) ? { delayMs: 5_000, body: '{"run_count":1}' } : undefined);
    });
    await found.run.advance(4 * minute);
    expect(found.run.points.length - spans(found).length).toBe(100);
    expect(spans(found).length).toBeGreaterThan(10);
    expect(spans(found).length + missing(found, "time")).toBe(100);
  });
});

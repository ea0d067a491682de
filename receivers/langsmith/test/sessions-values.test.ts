import { describe, expect, it } from "vitest";
import { everythingThatLeft, idOf, pollOnce, project } from "./scripted-langsmith.ts";

const one = idOf(1);
const sessions = { sessions: {} };

const poll = async (stats: object, settings: object = {}) =>
  (await pollOnce({ sessions: settings }, [project(1, stats)])).values;

const unread = async (stats: object) => {
  const { run } = await pollOnce(sessions, [project(1, { run_count: 3, ...stats })]);
  return [...run.recorded.counts].filter(([key]) => key.includes("unread_fields")).map(([key]) => key);
};

describe("values of a project", () => {
  it("1: run_count: 450 → langsmith_runs gauge 450, label session=id", async () => {
    const { run } = await pollOnce(sessions, [project(1, { run_count: 450 })]);
    expect(run.points).toMatchObject([
      { name: "langsmith_runs", value: 450, labels: { session: one }, unit: "{run}", shape: "gauge" },
    ]);
  });

  it("2: latency_p50: 0.495, latency_p99: 56.35 → two latency_seconds points, values unchanged (seconds)", async () => {
    expect(await poll({ latency_p50: 0.495, latency_p99: 56.35 })).toEqual({
      [`latency_seconds{quantile=p50,session=${one}}`]: 0.495,
      [`latency_seconds{quantile=p99,session=${one}}`]: 56.35,
    });
  });

  it("3: p50 present, p99 null → only the p50 point", async () => {
    expect(await poll({ latency_p50: 0.5, latency_p99: null })).toEqual({
      [`latency_seconds{quantile=p50,session=${one}}`]: 0.5,
    });
  });

  it("4: first_token_* null → no first_token_seconds points", async () => {
    expect(await poll({ first_token_p50: null, first_token_p99: null })).toEqual({});
  });

  it("5: error_rate: 0.0 → point 0 is emitted", async () => {
    expect(await poll({ error_rate: 0.0 })).toEqual({ [`error_rate{session=${one}}`]: 0 });
  });

  it("6: all stats null except run_count → exactly one point", async () => {
    const nulls = ["total_tokens", "prompt_tokens", "total_cost", "error_rate", "streaming_rate", "feedback_stats"];
    expect(await poll({ ...Object.fromEntries(nulls.map((name) => [name, null])), run_count: 2 })).toEqual({
      [`runs{session=${one}}`]: 2,
    });
  });

  it.each([
    [42.5, 42.5],
    [0, 0],
    ["0.00", 0],
    ["1.2345", 1.2345],
    [" 0.5 ", 0.5],
    ["1e-3", 0.001],
  ])("7: cost %j → %d", async (cost, value) => {
    expect(await poll({ total_cost: cost })).toEqual({ [`cost_usd{session=${one}}`]: value });
  });

  it.each([[null], [""], ["  "], [undefined]])("8: cost %j → no point, and nothing amiss", async (cost) => {
    expect(await poll({ total_cost: cost, run_count: 1 })).toEqual({ [`runs{session=${one}}`]: 1 });
    expect(await unread({ total_cost: cost })).toEqual([]);
  });

  it.each([["not-a-number"], ["NaN"], ["Infinity"], ["0x10"], ["1.2x"], [{ usd: 1 }], [true]])(
    "9, 10: cost %j → that facet is left out and counted, never 0; the rest stays",
    async (cost) => {
      expect(await poll({ total_cost: cost, prompt_cost: 1 })).toEqual({ [`prompt_cost_usd{session=${one}}`]: 1 });
      expect(await unread({ total_cost: cost })).toEqual([
        expect.stringMatching(/^langsmith.unread_fields\{field=total_cost,loop=sessions,reason=(misfit|wrong_type)\}$/),
      ]);
    },
  );

  it("11: unknown fields in a session → ignored", async () => {
    expect(await poll({ run_count: 1, brand_new: { run_count: 7, total_cost: "x" }, run_facets: [{}] })).toEqual({
      [`runs{session=${one}}`]: 1,
    });
  });

  it("12: feedback_stats: null → no feedback points, no error", async () => {
    expect(await poll({ run_count: 1, feedback_stats: null, session_feedback_stats: null })).toEqual({
      [`runs{session=${one}}`]: 1,
    });
    expect(await unread({ feedback_stats: null })).toEqual([]);
  });

  it("integers written as 450.0 are integers, and stay exact", async () => {
    const { langsmith, run } = await pollOnce(sessions, []);
    expect([langsmith.asked.length, run.points.length]).toEqual([1, 0]);
    expect(await poll({ run_count: 450, total_tokens: Number.MAX_SAFE_INTEGER })).toEqual({
      [`runs{session=${one}}`]: 450,
      [`tokens{session=${one}}`]: Number.MAX_SAFE_INTEGER,
    });
  });

  it("every metric has its UCUM unit, and comes from its own field", async () => {
    const stats = {
      run_count: 1,
      latency_p50: 2,
      latency_p99: 3,
      first_token_p50: 4,
      first_token_p99: 5,
      total_tokens: 6,
      prompt_tokens: 7,
      completion_tokens: 8,
      total_cost: 9,
      prompt_cost: 10,
      completion_cost: 11,
      error_rate: 0.12,
      streaming_rate: 0.13,
      feedback_stats: { k: { avg: 14, n: 15, stdev: 16, errors: 17 } },
      session_feedback_stats: { k: { avg: 18, n: 19, stdev: 20, errors: 21 } },
    };
    const { run } = await pollOnce({ sessions: { emit_feedback_details: true } }, [project(1, stats)]);
    const found = run.points.map(({ name, unit, labels, value }) => [
      name.replace("langsmith_", ""),
      labels["quantile"] ?? labels["feedback_key"] ?? "",
      unit,
      value,
    ]);
    expect(found.toSorted((a, b) => Number(a[3]) - Number(b[3]))).toEqual([
      ["error_rate", "", "1", 0.12],
      ["streaming_rate", "", "1", 0.13],
      ["runs", "", "{run}", 1],
      ["latency_seconds", "p50", "s", 2],
      ["latency_seconds", "p99", "s", 3],
      ["first_token_seconds", "p50", "s", 4],
      ["first_token_seconds", "p99", "s", 5],
      ["tokens", "", "{token}", 6],
      ["prompt_tokens", "", "{token}", 7],
      ["completion_tokens", "", "{token}", 8],
      ["cost_usd", "", "{USD}", 9],
      ["prompt_cost_usd", "", "{USD}", 10],
      ["completion_cost_usd", "", "{USD}", 11],
      ["feedback_score", "k", "1", 14],
      ["feedback_count", "k", "{score}", 15],
      ["feedback_stdev", "k", "1", 16],
      ["feedback_errors", "k", "{error}", 17],
      ["session_feedback_score", "k", "1", 18],
      ["session_feedback_count", "k", "{score}", 19],
    ]);
  });
});

const drifts: readonly (readonly [string, unknown])[] = [
  ["missing", undefined],
  ["null", null],
  ["of the wrong type", { unexpected: ["a prompt"] }],
  ["a text", "a prompt"],
  ["negative", -1],
  ["huge", "9".repeat(200_000)],
  ["a list", [1]],
];

describe("schema drift", () => {
  const good = {
    run_count: 1,
    latency_p50: 0.5,
    latency_p99: 0.5,
    first_token_p50: 0.5,
    first_token_p99: 0.5,
    total_tokens: 1,
    prompt_tokens: 1,
    completion_tokens: 1,
    error_rate: 0.5,
    streaming_rate: 0.5,
    feedback_stats: { k: { avg: 0.5, n: 1 } },
    session_feedback_stats: { k: { avg: 0.5, n: 1 } },
  };
  const cases = Object.keys(good).flatMap((field) => drifts.map(([what, value]) => [field, what, value] as const));

  it.each(cases)("%s that is %s costs its own points alone, and no content leaves", async (field, what, value) => {
    const drifted = { ...good, [field]: value };
    const scene = await pollOnce(sessions, [project(1, drifted), project(2, good)]);
    const points = (id: string) => Object.keys(scene.values).filter((series) => series.includes(id));
    const lost = field.endsWith("feedback_stats") ? 2 : 1;
    expect([points(idOf(2)).length, points(one).length]).toEqual([14, 14 - lost]);
    const counted = [...scene.run.recorded.counts.keys()].some((key) => key.includes(`unread_fields{field=${field}`));
    expect(counted).toBe(!["missing", "null"].includes(what));
    expect(everythingThatLeft(scene)).not.toContain("a prompt");
    expect(everythingThatLeft(scene)).not.toContain("9".repeat(100));
  });

  it.each(Object.keys(good))("%s under another name is missing", async (field) => {
    const { [field as keyof typeof good]: value, ...others } = good;
    const { values } = await pollOnce(sessions, [project(1, { ...others, [`${field}_v2`]: value })]);
    expect(Object.keys(values).length).toBe(field.endsWith("feedback_stats") ? 12 : 13);
  });

  it.each([[undefined], [null], [""], ["not-a-uuid"], [7], [{}]])(
    "a project with the id %j is left out",
    async (id) => {
      const { values } = await pollOnce(sessions, [project(1, { id, run_count: 1 }), project(2, { run_count: 2 })]);
      expect(values).toEqual({ [`runs{session=${idOf(2)}}`]: 2 });
    },
  );

  it("is told as a part's status while most projects are so, and until they are well again", async () => {
    const rows = (value: unknown) => Array.from({ length: 6 }, (_, n) => project(n, { run_count: value }));
    const scene = await pollOnce(sessions, rows("many"));
    const part = "sessions/fields of projects";
    expect(scene.run.recorded.status("langsmith", part)).toMatchObject({ state: "recoverable_error" });
    scene.langsmith.projects = rows(1);
    await scene.run.start();
    await scene.run.advance(90_000);
    await scene.run.stop();
    expect(scene.run.recorded.status("langsmith", part)).toMatchObject({ state: "ok" });
  });
});

describe("feedback", () => {
  it("13: key with avg: 0.838, n: 450 → feedback_score 0.838 and feedback_count 450, feedback_key set", async () => {
    expect(await poll({ feedback_stats: { groundedness: { n: 450, avg: 0.838 } } })).toEqual({
      [`feedback_score{feedback_key=groundedness,session=${one}}`]: 0.838,
      [`feedback_count{feedback_key=groundedness,session=${one}}`]: 450,
    });
  });

  it("14: key with avg: null → neither point, key name appears nowhere", async () => {
    const scene = await pollOnce(sessions, [project(1, { feedback_stats: { user_ref: { n: 40, avg: null } } })]);
    expect(scene.values).toEqual({});
    expect(everythingThatLeft(scene)).not.toContain("user_ref");
  });

  it("15: numeric key with n null → score only", async () => {
    expect(await poll({ feedback_stats: { k: { n: null, avg: 1 } } })).toEqual({
      [`feedback_score{feedback_key=k,session=${one}}`]: 1,
    });
  });

  it("16: emit_feedback=false → no feedback points; scalars still emitted", async () => {
    const stats = { run_count: 1, feedback_stats: { k: { n: 1, avg: 1 } }, session_feedback_stats: { k: { avg: 1 } } };
    expect(await poll(stats, { emit_feedback: false })).toEqual({ [`runs{session=${one}}`]: 1 });
  });

  it("17: feedback_keys=a,b, payload has a,b,c → only a and b", async () => {
    const feedback_stats = { a: { avg: 1 }, b: { avg: 2 }, c: { avg: 3 } };
    const values = await poll({ feedback_stats }, { feedback_keys: "a,b" });
    expect(Object.values(values)).toEqual([1, 2]);
  });

  it("18: markers inside values maps → never appear in any label, log line, or error", async () => {
    const values = { "marker-user-771": 3 };
    const feedback_stats = { k: { avg: 1, n: 1, values, comments: ["marker-comment"], sources: ["marker-source"] } };
    const scene = await pollOnce(sessions, [project(1, { feedback_stats, session_feedback_stats: feedback_stats })]);
    expect(Object.keys(scene.values).length).toBe(4);
    expect(everythingThatLeft(scene)).not.toContain("marker");
  });

  it("19: two numeric keys → emitted in ascending key order", async () => {
    const { run } = await pollOnce(sessions, [project(1, { feedback_stats: { b: { avg: 1 }, a: { avg: 2 } } })]);
    expect(run.points.map(({ labels }) => labels["feedback_key"])).toEqual(["a", "b"]);
  });

  it("a key that is no identifier, or an address, is left out and counted", async () => {
    const feedback_stats = { "what a nice answer": { avg: 1 }, "jane@example.org": { avg: 1 }, ok: { avg: 1 } };
    const scene = await pollOnce(sessions, [project(1, { feedback_stats })]);
    expect(Object.keys(scene.values)).toEqual([`feedback_score{feedback_key=ok,session=${one}}`]);
    expect(scene.run.recorded.count("langsmith.feedback_left_out{reason=unnamed}")).toBe(2);
    expect(everythingThatLeft(scene)).not.toMatch(/nice|jane/);
  });

  it("keys beyond max_feedback_keys are left out and counted", async () => {
    const feedback_stats = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`k${n}`, { avg: n }]));
    const { values, run } = await pollOnce({ sessions: { max_feedback_keys: 4 } }, [project(1, { feedback_stats })]);
    expect(Object.values(values)).toEqual([0, 1, 2, 3]);
    expect(run.recorded.count("langsmith.feedback_left_out{reason=beyond}")).toBe(6);
  });

  it("of the project itself is a series of its own (W9)", async () => {
    expect(await poll({ session_feedback_stats: { suite_pass_rate: { n: 1, avg: 0.8 } } })).toEqual({
      [`session_feedback_score{feedback_key=suite_pass_rate,session=${one}}`]: 0.8,
      [`session_feedback_count{feedback_key=suite_pass_rate,session=${one}}`]: 1,
    });
  });
});

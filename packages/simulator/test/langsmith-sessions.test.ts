import { describe, expect, it } from "vitest";
import {
  LangSmithSimulator,
  plantedTexts,
  tenantBudgets,
  type LangSmithValue,
  type ProjectPlan,
} from "../src/index.ts";
import { AskingLangSmith, hour, iso, minute, noon, valuesOf, type Row } from "./ask-langsmith.ts";

const window = { include_stats: "true", stats_start_time: iso(noon - hour), limit: "100", offset: "0" };

/** The element of the API's documentation, with every field that a reader may count on. */
const documented = [
  "id",
  "tenant_id",
  "name",
  "start_time",
  "end_time",
  "last_run_start_time",
  "trace_tier",
  "run_count",
  "latency_p50",
  "latency_p99",
  "first_token_p50",
  "first_token_p99",
  "total_tokens",
  "prompt_tokens",
  "completion_tokens",
  "total_cost",
  "prompt_cost",
  "completion_cost",
  "error_rate",
  "streaming_rate",
  "feedback_stats",
  "session_feedback_stats",
  "run_facets",
  "extra",
  "description",
];

const scalars: Readonly<Record<string, readonly [metric: string, labels: Readonly<Record<string, string>>]>> = {
  run_count: ["runs", {}],
  latency_p50: ["latency_seconds", { quantile: "p50" }],
  latency_p99: ["latency_seconds", { quantile: "p99" }],
  first_token_p50: ["first_token_seconds", { quantile: "p50" }],
  first_token_p99: ["first_token_seconds", { quantile: "p99" }],
  total_tokens: ["tokens", {}],
  prompt_tokens: ["prompt_tokens", {}],
  completion_tokens: ["completion_tokens", {}],
  total_cost: ["cost_usd", {}],
  prompt_cost: ["prompt_cost_usd", {}],
  completion_cost: ["completion_cost_usd", {}],
  error_rate: ["error_rate", {}],
  streaming_rate: ["streaming_rate", {}],
};

/** What a naive reader makes of the list. */
function readValues(rows: readonly Row[]): LangSmithValue[] {
  return rows.flatMap((row) => {
    const session = row["id"] as string;
    const numbers = Object.entries(scalars)
      .filter(([field]) => row[field] !== null)
      .map(([field, [metric, labels]]) => ({ metric, labels: { session, ...labels }, value: Number(row[field]) }));
    const feedback = ["feedback", "session_feedback"].flatMap((kind) =>
      Object.entries((row[`${kind}_stats`] ?? {}) as Record<string, { n: number; avg: number | null }>)
        .filter(([, { avg }]) => avg !== null)
        .flatMap(([feedback_key, { n, avg }]) => [
          { metric: `${kind}_score`, labels: { session, feedback_key }, value: avg! },
          { metric: `${kind}_count`, labels: { session, feedback_key }, value: n },
        ]),
    );
    return [...numbers, ...feedback];
  });
}

const labelNames = ["session", "quantile", "feedback_key", "retention_tier"];

const inOrder = (values: readonly LangSmithValue[]): readonly string[] =>
  values
    .map((value) => JSON.stringify([value.metric, ...labelNames.map((name) => value.labels[name]), value.value]))
    .toSorted();

describe("projects with statistics", () => {
  it("look as documented, one and all", () => {
    const asking = new AskingLangSmith();
    const rows = asking.sessions(window);
    for (const row of rows) for (const field of documented) expect([field, field in row]).toEqual([field, true]);
    const one = JSON.parse(asking.get(`/api/v1/sessions/${String(rows[0]!["id"])}`, window).body) as Row;
    expect(one).toEqual(rows[0]);
    expect(rows.some((row) => row["run_count"] !== 0)).toBe(true);
  });

  it.each(["0.13.5", "0.16.5"] as const)("are the truth of the window, as seen now (release %s)", (version) => {
    for (const seed of [1, 2]) {
      const asking = new AskingLangSmith({ seed, version });
      const truth = asking.simulator.truth({ from: noon - hour, to: noon, seenAt: noon }).sessions();
      expect(truth.length).toBeGreaterThan(100);
      expect(inOrder(readValues(asking.sessions(window)))).toEqual(inOrder(truth));
    }
  });

  it("are sums over what a reader of the runs sees", () => {
    const asking = new AskingLangSmith();
    const runs = asking.runs(noon - hour, noon - 1, { is_root: true });
    for (const row of asking.sessions(window)) {
      const own = runs.filter((run) => run["session_id"] === row["id"]);
      const sum = (field: string): number => own.reduce((total, run) => total + Number(run[field]), 0);
      expect(row["run_count"]).toBe(own.length);
      expect(row["total_tokens"]).toBe(sum("total_tokens"));
      expect(Number(row["total_cost"])).toBeCloseTo(sum("total_cost"), 6);
      const failed = own.filter((run) => run["status"] === "error" || run["status"] === "interrupted").length;
      expect(row["error_rate"]).toBe(own.length === 0 ? null : failed / own.length);
    }
  });

  it("costs are numbers up to 0.13.5, and texts later", () => {
    const types = (version: "0.13.5" | "0.16.5"): ReadonlySet<string> =>
      new Set(
        new AskingLangSmith({ version })
          .sessions(window)
          .filter((row) => row["total_cost"] !== null)
          .map((row) => typeof row["total_cost"]),
      );
    expect([types("0.13.5"), types("0.16.5")]).toEqual([new Set(["number"]), new Set(["string"])]);
  });

  it("approximate statistics have percentiles of two digits, and exact counts", () => {
    const asking = new AskingLangSmith();
    const [exact, rough] = [asking.sessions(window), asking.sessions({ ...window, use_approx_stats: "true" })];
    expect(rough.map((row) => row["run_count"])).toEqual(exact.map((row) => row["run_count"]));
    for (const [n, row] of rough.entries()) {
      if (row["latency_p99"] === null) continue;
      expect(row["latency_p99"]).toBeCloseTo(exact[n]!["latency_p99"] as number, -2);
      expect(Number((row["latency_p99"] as number).toPrecision(2))).toBe(row["latency_p99"]);
    }
  });

  it("without statistics they are names and dates, with content all the same", () => {
    for (const row of new AskingLangSmith().sessions()) {
      expect("run_count" in row).toBe(false);
      for (const planted of [plantedTexts[0]!, plantedTexts[2]!, plantedTexts[3]!])
        expect(JSON.stringify(row)).toContain(planted);
    }
  });

  it("feedback has means for some keys, and hides people behind those without", () => {
    const rows = new AskingLangSmith().sessions(window);
    const stats = rows.map((row) => row["feedback_stats"]).filter((each) => each !== null);
    expect(stats.length).toBeGreaterThan(0);
    for (const each of stats as Record<string, { avg: number | null; values: object }>[]) {
      expect(typeof each["groundedness"]!.avg).toBe("number");
      expect(each["end_user_ref"]!.avg).toBeNull();
      expect(JSON.stringify(each["end_user_ref"]!.values)).toContain(plantedTexts[3]);
    }
  });
});

describe("the list of projects", () => {
  const asking = new AskingLangSmith({ projects: 25 });
  const all = asking.sessions(window);

  it("pages cover each project once, newest first", () => {
    const pages = [0, 7, 14, 21, 28].map((offset) => asking.sessions({ limit: "7", offset: String(offset) }));
    expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 7, all.length - 28]);
    expect(pages.flat().map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(all.map((row) => String(row["start_time"]))).toEqual(
      all
        .map((row) => String(row["start_time"]))
        .toSorted()
        .toReversed(),
    );
  });

  it.each([
    ["name", "name"],
    ["last_run_start_time", "last_run_start_time"],
    ["runs_count", "run_count"],
    ["latency_p50", "latency_p50"],
    ["latency_p99", "latency_p99"],
    ["error_rate", "error_rate"],
  ])("sorts by %s", (sort_by, field) => {
    const values = asking
      .sessions({ ...window, sort_by })
      .map((row) => row[field])
      .filter((value) => value !== null) as (string | number)[];
    expect(values).toEqual(values.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
    expect(new Set(values).size).toBeGreaterThan(1);
  });

  it("filters by name, as a collector does", () => {
    const named = (filter: string): readonly unknown[] => asking.sessions({ filter }).map((row) => row["name"]);
    expect(named('eq(name, "checkout-bot")')).toEqual(["checkout-bot"]);
    expect(named('neq(name, "__none__")')).toHaveLength(all.length);
    expect(named('search(name, "nightly")').length).toBeGreaterThan(1);
    expect(named('in(name, ["checkout-bot", "support-triage"])')).toEqual(["support-triage", "checkout-bot"]);
    expect(named('eq(name, "nobody")')).toEqual([]);
  });

  it.each([
    ["a page that is not sorted: the firewall", { limit: "10", sort_by: "" }, 403],
    ["a bare name as filter", { filter: "checkout-bot" }, 422],
    ["an unknown key to sort by", { sort_by: "size" }, 422],
    ["a page that is too large", { limit: "101" }, 422],
    ["no number", { offset: "-1" }, 422],
    ["no time", { include_stats: "true", stats_start_time: "1770120000" }, 422],
    ["too wide a window", { include_stats: "true", stats_start_time: "2020-01-01T00:00:00Z" }, 422],
  ] as const)("%s: refused", (_, query, status) => {
    const { sort_by = "start_time", ...rest } = query as Readonly<Record<string, string>>;
    expect(asking.get("/api/v1/sessions", sort_by === "" ? rest : { sort_by, ...rest }).status).toBe(status);
  });

  it("has a name twice, no name, no tier, and names that change", () => {
    const names = all.map((row) => row["name"]);
    expect(new Set(names).size).toBeLessThan(names.length);
    expect(names).toContain("");
    expect(valuesOf(all, "trace_tier")).toEqual(new Set(["longlived", "shortlived", null]));
    const later = asking.simulator.projectsAt(noon + 12 * 24 * hour);
    const renamed = later.filter(({ id, name }) => all.some((row) => row["id"] === id && row["name"] !== name));
    expect(renamed).toHaveLength(5);
  });
});

describe("projects over time", () => {
  it("experiments appear and go by themselves", () => {
    const { simulator } = new AskingLangSmith();
    const ids = (at: number): ReadonlySet<string> => new Set(simulator.projectsAt(at).map(({ id }) => id));
    const [today, tomorrow] = [ids(noon), ids(noon + 30 * hour)];
    expect([...today].filter((id) => !tomorrow.has(id)).length).toBeGreaterThan(0);
    expect([...tomorrow].filter((id) => !today.has(id)).length).toBeGreaterThan(0);
    expect([...today].filter((id) => tomorrow.has(id))).toHaveLength(12);
    const { simulator: still } = new AskingLangSmith({ experimentEveryMs: 0 });
    expect(still.projectsAt(noon)).toHaveLength(12);
  });

  it("a script adds, renames and removes them, from a time on", () => {
    const asking = new AskingLangSmith();
    const plan: ProjectPlan = { name: "new", createdAt: noon + minute, weight: 5, tier: null, isStreaming: true };
    const id = asking.simulator.addProject(plan);
    asking.simulator.renameProject(id, noon + 20 * minute, "newer");
    asking.simulator.removeProject(id, noon + 40 * minute);
    const nameAt = (at: number): unknown => {
      asking.now = at;
      return asking.sessions().find((row) => row["id"] === id)?.["name"];
    };
    expect([0, 1, 20, 40].map((minutes) => nameAt(noon + minutes * minute))).toEqual([
      undefined,
      "new",
      "newer",
      undefined,
    ]);
    asking.now = noon + 39 * minute;
    expect(asking.runs(noon, asking.now, { session: [id] }).length).toBeGreaterThan(10);
    asking.now = noon + 40 * minute;
    expect(asking.query(noon, asking.now, { session: [id] }).status).toBe(404);
    expect(asking.get(`/api/v1/sessions/${id}`).status).toBe(404);
    const query = { from: noon, to: noon + hour, projects: [id] };
    expect([...asking.simulator.truth(query).runs()].length).toBeGreaterThan(10);
    expect([...asking.simulator.truth({ ...query, seenAt: asking.now }).runs()]).toEqual([]);
    expect(() => asking.simulator.renameProject("nobody", noon, "x")).toThrow("there is no lasting project nobody");
  });
});

describe("usage", () => {
  it("traces of the list and spans of each project are the truth", () => {
    const asking = new AskingLangSmith();
    const values = asking.sessions(window).flatMap((row) => {
      const session = row["id"] as string;
      const body = { session: [session], start_time: iso(noon - hour) };
      const spans = JSON.parse(asking.post("/api/v1/runs/stats", body).body) as Row;
      const labels = { session, retention_tier: (row["trace_tier"] ?? "unknown") as string };
      return [
        { metric: "usage_traces", labels, value: row["run_count"] as number },
        { metric: "usage_spans", labels, value: spans["run_count"] as number },
      ];
    });
    const truth = asking.simulator.truth({ from: noon - hour, to: noon, seenAt: noon }).usage();
    expect(truth.some(({ value }) => value > 100)).toBe(true);
    expect(inOrder(values)).toEqual(inOrder(truth));
  });

  it("takes an end, roots, and a selection", () => {
    const asking = new AskingLangSmith();
    const body = { session: asking.ids(), start_time: iso(noon - hour), end_time: iso(noon - hour / 2) };
    const stats = (more: Row): Row => JSON.parse(asking.post("/api/v1/runs/stats", { ...body, ...more }).body) as Row;
    expect(stats({})["run_count"]).toBe(asking.runs(noon - hour, noon - hour / 2).length);
    const roots = asking.runs(noon - hour, noon - hour / 2, { is_root: true }).length;
    expect(stats({ is_root: true, select: ["run_count"] })).toEqual({ run_count: roots });
    expect(JSON.stringify(stats({}))).toContain(plantedTexts[3]);
  });

  it.each([
    ["no scope", {}, 400],
    ["an unknown project", { session: ["nobody"] }, 404],
    ["an unknown selection", { session: ["?"], select: ["sum"] }, 404],
  ])("%s: refused", (_, body, status) => {
    expect(new AskingLangSmith().post("/api/v1/runs/stats", body).status).toBe(status);
  });
});

describe("who may ask", () => {
  it.each([
    ["no key", { "x-api-key": "" }, 401],
    ["a wrong key", { "x-api-key": "wrong" }, 401],
    ["the right key", { "x-api-key": "right" }, 200],
    ["a stock agent", { "x-api-key": "right", "user-agent": "python-requests/2.31" }, 403],
    ["no agent", { "x-api-key": "right", "user-agent": "" }, 403],
    ["an unknown tenant", { "x-api-key": "right", "x-tenant-id": "nobody" }, 403],
  ])("%s: %j", (_, headers, status) => {
    const answer = new AskingLangSmith({ apiKey: "right" }).get("/api/v1/sessions", {}, headers);
    expect(answer.status).toBe(status);
  });

  it("an organisation's key must name a workspace, and sees its projects alone", () => {
    const asking = new AskingLangSmith({ workspaceCount: 3, needsTenant: true });
    expect(asking.get("/api/v1/sessions").status).toBe(403);
    const tenants = JSON.parse(asking.get("/api/v1/workspaces").body) as readonly Row[];
    const ids = tenants.map((tenant) => {
      const headers = { "x-tenant-id": tenant["id"] as string };
      return (JSON.parse(asking.get("/api/v1/sessions", {}, headers).body) as readonly Row[]).map(({ id }) => id);
    });
    expect(ids).toHaveLength(3);
    expect(new Set(ids.flat()).size).toBe(ids.flat().length);
    const body = { session: [ids[1]![0]] };
    const status = (n: number): number =>
      asking.post("/api/v1/runs/query", body, { "x-tenant-id": tenants[n]!["id"] as string }).status;
    expect([status(0), status(1)]).toEqual([404, 200]);
  });

  it.each([
    ["GET", "/api/v1/runs/query", 405],
    ["POST", "/api/v1/sessions", 405],
    ["GET", "/sessions", 404],
    ["GET", "/api/v1/constructor", 404],
    ["GET", "/api/v1/sessions/nobody", 404],
  ])("%s %s: %i", (method, url, status) => {
    const headers = { "user-agent": "test", "x-api-key": "k" };
    const simulator = new LangSmithSimulator({ seed: 1, now: () => noon });
    expect(simulator.handle({ method, url, headers }).status).toBe(status);
    expect(simulator.requests).toBe(1);
  });

  it("a body must say that it is JSON", () => {
    const asking = new AskingLangSmith();
    expect(asking.post("/api/v1/runs/query", { session: asking.ids() }, { "content-type": "text/plain" }).status).toBe(
      422,
    );
  });

  it("says its release to everybody", () => {
    const answer = new AskingLangSmith({ version: "0.16.5" }).get("/api/v1/info", {}, { "x-api-key": "" });
    expect(JSON.parse(answer.body)).toMatchObject({ version: "0.16.5" });
  });
});

describe("budgets", () => {
  it("too many requests in ten seconds: 429, until the oldest is ten seconds old", () => {
    const asking = new AskingLangSmith({ budgets: tenantBudgets });
    const ask = (): readonly [number, string | undefined] => {
      const { status, headers } = asking.get("/api/v1/sessions");
      return [status, headers["retry-after"]];
    };
    for (let n = 0; n < 10; n++) {
      asking.now = noon + n * 100;
      expect(ask()).toEqual([200, undefined]);
    }
    expect(ask()).toEqual([429, "10"]);
    asking.now = noon + 9_999;
    expect(ask()).toEqual([429, "1"]);
    asking.now = noon + 10_000;
    expect([ask(), ask()]).toEqual([
      [200, undefined],
      [429, "1"],
    ]);
  });

  it("by default, runs are read less often than projects", () => {
    const asking = new AskingLangSmith();
    const simulator = new LangSmithSimulator({ seed: 3, now: () => asking.now });
    const headers = { "user-agent": "test", "x-api-key": "k", "content-type": "application/json" };
    const ask = (method: string, url: string): number => simulator.handle({ method, url, headers }).status;
    const queries = Array.from({ length: 16 }, () => ask("POST", "/api/v1/runs/query"));
    expect([queries.indexOf(429), ask("GET", "/api/v1/sessions")]).toEqual([15, 200]);
  });
});

import { describe, expect, it } from "vitest";
import { plantedTexts, type TrueRun } from "../src/index.ts";
import { selectNames } from "../src/langsmith/select-names.ts";
import { AskingLangSmith, hour, iso, minute, noon, valuesOf, type Row } from "./ask-langsmith.ts";

const [from, to] = [noon - 4 * hour, noon - 3 * hour];
/** Everything has shown by then, and every revision was made. */
const late = noon + 3 * hour;

const micros = (value: unknown): number => {
  const [seconds, fraction] = String(value).split(".");
  return Date.parse(`${seconds}Z`) * 1_000 + Number(fraction);
};

/** What of a run's record the truth tells too. */
const told = (row: Row): unknown[] => [
  ...["id", "trace_id", "session_id", "run_type", "status", "start_time"].map((name) => row[name]),
  ...["parent_run_id", "end_time", "thread_id"].map((name) => row[name] ?? undefined),
  ...["prompt_tokens", "completion_tokens", "total_tokens", "dotted_order"].map((name) => row[name]),
  ...["prompt_cost", "completion_cost", "total_cost"].map((name) =>
    row[name] === null ? undefined : Number(row[name]),
  ),
];

const truly = (run: TrueRun): unknown[] => [
  run.id,
  run.traceId,
  run.sessionId,
  run.runType,
  run.status,
  run.startTime,
  run.parentRunId,
  run.endTime,
  run.threadId,
  run.promptTokens,
  run.completionTokens,
  run.totalTokens,
  run.dottedOrder,
  run.promptCostUsd,
  run.completionCostUsd,
  run.totalCostUsd,
];

describe("runs, read page by page", () => {
  it.each([1, 2, 3])("are the truth, each once and in order (seed %i)", (seed) => {
    const asking = new AskingLangSmith({ seed });
    asking.now = late;
    const runs = asking.runs(from, to);
    const truth = [...asking.simulator.truth({ from, to, seenAt: late }).runs()];
    expect(truth.length).toBeGreaterThan(1_000);
    expect(runs.map((run) => told(run))).toEqual(truth.map((run) => truly(run)));
    expect(valuesOf(runs, "id").size).toBe(runs.length);
    const starts = runs.map((run) => micros(run["start_time"]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it.each([1, 7, 100])("are the same in pages of %i, and newest first", (limit) => {
    const asking = new AskingLangSmith();
    const [begin, end] = [noon - 70 * minute, noon - 66 * minute];
    const all = asking.runs(begin, end).map((run) => run["id"]);
    expect(all.length).toBeGreaterThan(50);
    const sizes = new Set<number>();
    const same = asking.runs(begin, end, { limit }, ({ runs }) => sizes.add(runs.length));
    expect(same.map((run) => run["id"])).toEqual(all);
    expect(Math.max(...sizes)).toBe(Math.min(limit, all.length));
    const back = asking.runs(begin, end, { limit, order: "desc" }).map((run) => run["id"]);
    expect(back).toEqual(all.toReversed());
  });

  it("in the end the truth has what showed late too, and no run is unlike what it becomes", () => {
    const asking = new AskingLangSmith();
    const byId = (at: number | undefined): ReadonlyMap<string, TrueRun> =>
      new Map([...asking.simulator.truth({ from, to, seenAt: at }).runs()].map((run) => [run.id, run]));
    const [soon, last] = [byId(to), byId(undefined)];
    expect(last.size).toBeGreaterThan(soon.size);
    for (const [id, run] of soon) {
      expect(run.visibleAt).toBeLessThanOrEqual(to);
      if (run.status === "pending") continue;
      expect(truly({ ...last.get(id)!, promptCostUsd: 0, completionCostUsd: 0, totalCostUsd: 0 })).toEqual(
        truly({ ...run, promptCostUsd: 0, completionCostUsd: 0, totalCostUsd: 0 }),
      );
    }
  });

  it("bounds are inclusive, in whole seconds or finer", () => {
    const asking = new AskingLangSmith();
    const [, run] = asking.runs(from, from + minute);
    const at = `${run!["start_time"] as string}Z`;
    const answer = asking.post("/api/v1/runs/query", { session: asking.ids(), start_time: at, end_time: at });
    expect((JSON.parse(answer.body) as { readonly runs: readonly Row[] }).runs.map(({ id }) => id)).toEqual([
      run!["id"],
    ]);
  });

  it("are found by id and by trace, without a project", () => {
    const asking = new AskingLangSmith();
    const runs = asking.runs(from, from + 5 * minute);
    const child = runs.find((run) => run["parent_run_id"] !== null)!;
    const read = (body: Row): readonly Row[] =>
      (JSON.parse(asking.post("/api/v1/runs/query", body).body) as { readonly runs: readonly Row[] }).runs;
    expect(read({ id: [child["id"], "no-id"] }).map(({ id }) => id)).toEqual([child["id"]]);
    const tree = read({ trace: child["trace_id"], order: "asc" });
    expect(tree.map(({ id }) => id)).toContain(child["id"]);
    expect(valuesOf(tree, "trace_id")).toEqual(new Set([child["trace_id"]]));
  });
});

describe("traffic", () => {
  const asking = new AskingLangSmith();
  asking.now = late;
  const runs = asking.runs(from, to);

  it("is made of trees: parents, children, traces and dotted orders agree", () => {
    const byId = new Map(runs.map((run) => [run["id"], run]));
    let children = 0;
    for (const run of runs) {
      const parent = byId.get(run["parent_run_id"]);
      if (parent === undefined) continue;
      children++;
      expect(parent["child_run_ids"]).toContain(run["id"]);
      expect(run["trace_id"]).toBe(parent["trace_id"]);
      expect(run["session_id"]).toBe(parent["session_id"]);
      expect(String(run["dotted_order"]).startsWith(`${String(parent["dotted_order"])}.`)).toBe(true);
      expect(micros(run["start_time"])).toBeGreaterThanOrEqual(micros(parent["start_time"]));
    }
    expect(children).toBeGreaterThan(runs.length / 2);
  });

  it("ids are v4 UUIDs, and no two are the same", () => {
    for (const { id } of runs) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(valuesOf(runs, "id").size).toBe(runs.length);
  });

  it("has every run type and end, streams, cached and reasoning tokens, costs as numbers, texts and null", () => {
    expect(valuesOf(runs, "run_type").size).toBe(7);
    const day = [...asking.simulator.truth({ from: from - 24 * hour, to }).runs()];
    const ends = new Set(day.map((run) => run.status));
    expect(ends).toEqual(new Set(["success", "error", "pending", "interrupted"]));
    expect(new Set(runs.map((run) => typeof run["total_cost"]))).toEqual(new Set(["number", "string", "object"]));
    for (const name of ["first_token_time", "prompt_token_details", "completion_token_details", "thread_id", "error"])
      expect([name, runs.some((run) => run[name] !== null), runs.some((run) => run[name] === null)]).toEqual([
        name,
        true,
        true,
      ]);
  });

  it("has agents that work for more than ten minutes", () => {
    const roots = [...asking.simulator.truth({ from: from - 12 * hour, to }).runs()].filter(
      (run) => run.traceId === run.id,
    );
    const isLong = (run: TrueRun): boolean => micros(run.endTime) - run.startMicros > 600e6;
    const share = roots.filter((run) => isLong(run)).length / roots.length;
    expect(share).toBeGreaterThan(0.0005);
    expect(share).toBeLessThan(0.01);
  });

  it("a run is 4 KiB on average", () => {
    const mean = JSON.stringify(runs).length / runs.length;
    expect(mean).toBeGreaterThan(3_500);
    expect(mean).toBeLessThan(5_500);
  });

  it("comes at the rate that is asked for, less at night and at weekends", () => {
    const { simulator } = new AskingLangSmith({ runsPerMinute: 60 });
    const count = (start: number, hours: number): number =>
      [...simulator.truth({ from: start, to: start + hours * hour }).runs()].length;
    const monday = Date.UTC(2026, 2, 2);
    const days = Array.from({ length: 7 }, (_, day) => count(monday + day * 24 * hour, 24));
    expect(days.reduce((a, b) => a + b) / (7 * 1_440)).toBeCloseTo(60, -1);
    expect(days[5]! + days[6]!).toBeLessThan(days[0]! + days[1]!);
    expect(count(monday + 2 * hour, 2)).toBeLessThan(count(monday + 14 * hour, 2));
  });

  it("of a million runs in an hour is read from the middle of it without the rest", () => {
    const heavy = new AskingLangSmith({ runsPerMinute: 16_000 });
    const began = performance.now();
    const { runs: page, cursors } = JSON.parse(heavy.query(noon - 30 * minute, noon - 10 * minute).body) as {
      readonly runs: readonly Row[];
      readonly cursors: { readonly next: string };
    };
    const { runs: second } = JSON.parse(
      heavy.query(noon - 30 * minute, noon - 10 * minute, { cursor: cursors.next }).body,
    ) as { readonly runs: readonly Row[] };
    expect([page.length, second.length]).toEqual([100, 100]);
    expect(micros(second[0]!["start_time"])).toBeGreaterThanOrEqual(micros(page.at(-1)!["start_time"]));
    // A minute of it, and those before that reach into it: not the hour.
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});

describe("a run over time", () => {
  it("shows after its start, pending and without an end, then finished", () => {
    const asking = new AskingLangSmith();
    const begin = noon - 20 * minute;
    asking.now = noon - 15 * minute;
    const pending = asking.runs(begin, noon).filter((run) => run["status"] === "pending");
    expect(pending.length).toBeGreaterThan(0);
    for (const run of pending)
      expect([run["end_time"], run["total_tokens"], run["total_cost"], run["outputs"]]).toEqual([null, 0, null, null]);
    asking.now = late;
    const after = new Map(asking.runs(begin, noon).map((run) => [run["id"], run]));
    const ended = pending.filter((run) => after.get(run["id"])!["end_time"] !== null);
    expect(ended.length).toBeGreaterThan(0);
    expect(after.size).toBeGreaterThan(pending.length);
  });

  it("a few show only after many minutes, and none later than it is told", () => {
    const { simulator } = new AskingLangSmith({ latestIngestionMs: 20 * minute });
    const delays = [...simulator.truth({ from, to: from + 4 * hour }).runs()].map(
      (run) => run.visibleAt - run.startMicros / 1_000,
    );
    expect(Math.max(...delays)).toBeGreaterThan(10 * minute);
    expect(Math.max(...delays)).toBeLessThanOrEqual(20 * minute);
    expect(delays.filter((delay) => delay > 10_000).length / delays.length).toBeLessThan(0.05);
  });

  it("clients' clocks that are off let runs show before they start", () => {
    const delays = (clientSkewMs: number): number[] =>
      [...new AskingLangSmith({ clientSkewMs }).simulator.truth({ from, to }).runs()].map(
        (run) => run.visibleAt - run.startMicros / 1_000,
      );
    expect(Math.min(...delays(0))).toBeGreaterThanOrEqual(-1);
    const skewed = Math.min(...delays(10 * minute));
    expect(skewed).toBeLessThan(-minute);
    expect(skewed).toBeGreaterThanOrEqual(-10 * minute - 1);
  });

  it("some change after their end: feedback, a tag, a tier, and costs that were null", () => {
    const asking = new AskingLangSmith();
    const truth = [...asking.simulator.truth({ from, to }).runs()];
    const revised = truth.filter((run) => run.revisedAt !== undefined && run.parentRunId === undefined);
    expect(revised.length).toBeGreaterThan(10);
    const read = (id: string, at: number): Row => {
      asking.now = at;
      const answer = asking.post("/api/v1/runs/query", { id: [id] });
      return (JSON.parse(answer.body) as { readonly runs: readonly Row[] }).runs[0]!;
    };
    let lateCosts = 0;
    for (const run of revised) {
      const [before, after] = [read(run.id, run.revisedAt! - 1), read(run.id, run.revisedAt!)];
      expect([before["tags"], after["tags"]].map((tags) => (tags as string[]).includes("reviewed"))).toEqual([
        false,
        true,
      ]);
      expect([before["trace_upgrade"], after["trace_upgrade"]]).toEqual([false, true]);
      expect(before["feedback_stats"]).toBeNull();
      if (before["total_cost"] === null && after["total_cost"] !== null) lateCosts++;
    }
    expect(lateCosts).toBeGreaterThan(0);
  });

  it("a scripted late trace shows, whole, from its time on, and is part of the truth", () => {
    const asking = new AskingLangSmith();
    const [project] = asking.ids();
    const before = asking.runs(from, from + 5 * minute, { session: [project] }).length;
    asking.simulator.addLateTrace(project!, from, noon + minute);
    const count = (): number => asking.runs(from, from + 5 * minute, { session: [project] }).length;
    expect(count()).toBe(before);
    asking.now = noon + minute;
    const added = count() - before;
    expect(added).toBeGreaterThan(0);
    const truth = asking.simulator.truth({ from, to: from + 5 * minute, projects: [project!], seenAt: asking.now });
    expect([...truth.runs()].length).toBe(before + added);
    expect(() => asking.simulator.addLateTrace("nobody", from, noon)).toThrow("there is no project nobody");
  });
});

describe("what a request for runs may say", () => {
  const asking = new AskingLangSmith();
  const project = asking.ids().at(-1)!;
  const range = { start_time: iso(from), end_time: iso(to) };

  it.each([
    ["no scope", range, 400, "At least one of session"],
    ["an empty scope", { session: [] }, 400, "At least one of session"],
    ["a page that is too large", { session: [project], limit: 101 }, 400, "Limit exceeds maximum allowed value of 100"],
    ["an unknown project", { session: ["5b0c7a52-3f1e-4d0a-9a55-0d8f2c1e7b10"] }, 404, "Project not found"],
    ["an unknown select", { session: [project], select: ["id", "cost"] }, 422, "'trace_min_max_start_time'"],
    ["execution_order", { session: [project], select: ["execution_order"] }, 422, "select"],
    ["a bare name as filter", { session: [project], filter: "checkout-bot" }, 422, "filter"],
    ["an unknown field in a filter", { session: [project], filter: "eq(price, 1)" }, 422, "unknown field price"],
    ["an unknown run type", { session: [project], run_type: "robot" }, 422, "run_type"],
    ["an unknown order", { session: [project], order: "up" }, 422, "order"],
    ["no time", { session: [project], start_time: "yesterday" }, 422, "start_time"],
    ["a number of the wrong type", { session: [project], limit: "100" }, 422, "limit"],
    ["a scope of the wrong type", { session: project }, 422, "session"],
    ["a cursor that is none", { session: [project], cursor: "%%%" }, 400, "Invalid cursor"],
    ["no JSON", "{", 422, "valid JSON"],
    ["no object", "[]", 422, "valid object"],
  ])("%s: refused, and why", (_, body, status, message) => {
    const answer = asking.post("/api/v1/runs/query", body);
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(message)]);
  });

  it("every name of the release's list may be selected, and every field comes whatever was selected", () => {
    expect(selectNames).toHaveLength(60);
    const names = (select: readonly string[] | undefined): readonly string[] =>
      Object.keys(asking.runs(from, from + minute, { session: [project], select })[0]!);
    expect(names(["id"])).toEqual(names(undefined));
    expect(names(selectNames)).toEqual(names(undefined));
    const two = ["trace_min_start_time", "trace_max_start_time"];
    for (const name of [...selectNames.filter((each) => each !== "trace_min_max_start_time"), ...two])
      expect(names(["id"])).toContain(name);
  });

  it("a release refuses names that another took", () => {
    const status = (options: object, select: string): number =>
      new AskingLangSmith(options).query(from, to, { select: [select] }).status;
    expect(status({}, "inserted_at")).toBe(200);
    expect(status({ version: "0.16.5" }, "inserted_at")).toBe(422);
    expect(status({ refusedSelects: ["tags"] }, "tags")).toBe(422);
  });

  it("roots, run types and filters choose what a reader would", () => {
    const all = asking.runs(from, from + 20 * minute);
    const ids = (more: Row): readonly unknown[] => asking.runs(from, from + 20 * minute, more).map(({ id }) => id);
    const chosen = (is: (run: Row) => boolean): readonly unknown[] => all.filter(is).map(({ id }) => id);
    const isRoot = (run: Row): boolean => run["parent_run_id"] === null;
    expect(ids({ is_root: true })).toEqual(chosen(isRoot));
    expect(ids({ run_type: "llm" })).toEqual(chosen((run) => run["run_type"] === "llm"));
    expect(ids({ error: true })).toEqual(chosen((run) => run["status"] === "error"));
    expect(ids({ filter: 'and(eq(run_type, "llm"), gt(total_tokens, 2000))' })).toEqual(
      chosen((run) => run["run_type"] === "llm" && (run["total_tokens"] as number) > 2_000),
    );
    expect(ids({ filter: `or(neq(status, 'success'), has(tags, "canary"))` })).toEqual(
      chosen((run) => run["status"] !== "success" || (run["tags"] as string[]).includes("canary")),
    );
    const bound = from + 7 * minute;
    expect(ids({ filter: `not(lt(start_time, "${iso(bound)}"))` })).toEqual(
      chosen((run) => micros(run["start_time"]) >= bound * 1_000),
    );
  });

  it("a cursor is good for its own question and for an hour; a smaller limit does not break it", () => {
    const page = asking.query(from, to);
    const { next } = (JSON.parse(page.body) as { readonly cursors: { readonly next: string } }).cursors;
    const status = (more: Row): number => asking.query(from, to, { cursor: next, ...more }).status;
    expect(status({})).toBe(200);
    expect(status({ limit: 7 })).toBe(200);
    for (const other of [
      { session: [project] },
      { is_root: true },
      { order: "desc" },
      { filter: 'eq(status, "error")' },
    ])
      expect([other, status(other)]).toEqual([other, 400]);
    asking.now = noon + hour + 1;
    expect(status({})).toBe(400);
    asking.now = noon;
  });
});

describe("content", () => {
  it("every record has every planted text, whatever was selected", () => {
    const asking = new AskingLangSmith();
    asking.now = late;
    const runs = asking.runs(from, from + 30 * minute, { select: ["id"] }).filter((run) => run["status"] !== "pending");
    expect(runs.length).toBeGreaterThan(500);
    for (const run of runs) {
      const text = JSON.stringify(run);
      for (const planted of plantedTexts) expect(text).toContain(planted);
      for (const name of ["inputs", "outputs", "messages", "events", "extra", "tags", "inputs_or_signed_url"])
        expect([name, plantedTexts.some((each) => JSON.stringify(run[name]).includes(each))]).toEqual([name, true]);
    }
    const failed = runs.filter((run) => run["status"] === "error");
    expect(failed.length).toBeGreaterThan(0);
    for (const run of failed) expect(plantedTexts.some((each) => String(run["error"]).includes(each))).toBe(true);
    const named = runs.filter((run) => run["run_type"] === "tool");
    for (const run of named) expect(plantedTexts.some((each) => String(run["name"]).includes(each))).toBe(true);
  });
});

describe("the v2 API", () => {
  const asking = new AskingLangSmith({ version: "0.16.5" });
  asking.now = late;
  const scope = { project_ids: asking.ids(), min_start_time: iso(from), max_start_time: iso(from + 10 * minute) };
  const ask = (more: Row): { readonly items: readonly Row[]; readonly next_cursor: string | null } =>
    JSON.parse(asking.post("/api/v2/runs/query", { ...scope, ...more }).body) as never;

  it("answers the id alone, or what was selected and nothing else", () => {
    expect(Object.keys(ask({}).items[0]!)).toEqual(["id"]);
    const selects = ["PROJECT_ID", "STATUS", "RUN_TYPE", "START_TIME", "TOTAL_COST", "LATENCY_SECONDS", "IS_ROOT"];
    for (const item of ask({ selects }).items) {
      expect(Object.keys(item).toSorted()).toEqual(["id", ...selects.map((name) => name.toLowerCase())].toSorted());
      expect(item["status"]).toMatch(/^(SUCCESS|ERROR|PENDING)$/);
      expect(item["run_type"]).toBe(String(item["run_type"]).toUpperCase());
      expect(item["start_time"]).toMatch(/\.\d{6}Z$/);
      expect(["number", "object"]).toContain(typeof item["total_cost"]);
    }
    expect(JSON.stringify(ask({ selects: ["LS_USER_ID", "SHARE_URL", "METADATA"] }).items[0])).toContain(
      plantedTexts[2],
    );
  });

  it("pages cover each run of v1 once", () => {
    const found: unknown[] = [];
    let cursor: string | null | undefined;
    do {
      const { items, next_cursor } = ask(cursor === undefined ? { page_size: 50 } : { page_size: 50, cursor });
      found.push(...items.map(({ id }) => id));
      cursor = next_cursor;
    } while (cursor !== null);
    expect(found).toEqual(asking.runs(from, from + 10 * minute).map(({ id }) => id));
  });

  it.each([
    ["no projects", { project_ids: [] }, 400],
    ["a page that is too large", { page_size: 500 }, 400],
    ["a name in lower case", { selects: ["status"] }, 422],
    ["a run type in lower case", { run_type: "llm" }, 422],
  ])("%s: refused", (_, more, status) => {
    expect(asking.post("/api/v2/runs/query", { ...scope, ...more }).status).toBe(status);
  });

  it("is not there in 0.13.5", () => {
    expect(new AskingLangSmith().post("/api/v2/runs/query", scope).status).toBe(404);
  });
});

describe("the same seed", () => {
  const transcript = (seed: number): readonly unknown[] => {
    const asking = new AskingLangSmith({ seed, faultRates: { server_error: 0.2, cut: 0.2, null_field: 0.2 } });
    return Array.from({ length: 20 }, (_, step) => {
      asking.now = noon + step * minute;
      const runs = { session: asking.simulator.projectsAt(noon).map(({ id }) => id), limit: 3 };
      return [
        asking.get("/api/v1/sessions", { include_stats: "true", stats_start_time: iso(noon - hour) }),
        asking.post("/api/v1/runs/query", runs),
      ];
    });
  };

  it("gives the same bytes, faults included; another gives others", () => {
    expect(transcript(5)).toEqual(transcript(5));
    expect(transcript(5)).not.toEqual(transcript(6));
  });

  it("gives the same runs in whatever order they are asked for", () => {
    const [one, other] = [new AskingLangSmith(), new AskingLangSmith()];
    const early = one.query(noon - 9 * 24 * hour, noon - 9 * 24 * hour + hour).body;
    const recent = one.query(from, to).body;
    expect(other.query(from, to).body).toBe(recent);
    expect(other.query(noon - 9 * 24 * hour, noon - 9 * 24 * hour + hour).body.length).toBe(early.length);
  });
});

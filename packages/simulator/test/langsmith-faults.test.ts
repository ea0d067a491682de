import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import {
  langSmithFaultKinds,
  LangSmithSimulator,
  plantedTexts,
  type LangSmithFaultKind,
  type SimulatorResponse,
} from "../src/index.ts";
import { isHuge } from "../src/langsmith/drift.ts";
import { AskingLangSmith, hour, iso, minute, noon, type Row } from "./ask-langsmith.ts";

const [from, to] = [noon - 3 * hour, noon - 3 * hour + 10 * minute];
const window = { sort_by: "start_time", include_stats: "true", stats_start_time: iso(noon - hour) };
const whole = new AskingLangSmith();
const ids = whole.ids();
const right = whole.runs(from, to, { session: ids });

interface Page {
  readonly runs: readonly Row[];
  readonly cursors?: { readonly next: string | null };
}

const sessions = (kind: LangSmithFaultKind): SimulatorResponse =>
  new AskingLangSmith({ slowMs: 7_000 }).suffer(kind).get("/api/v1/sessions", window);

const runsOf = (asking: AskingLangSmith, more: Row = {}): SimulatorResponse =>
  asking.post("/api/v1/runs/query", {
    session: ids,
    start_time: iso(from),
    end_time: iso(to),
    order: "asc",
    limit: 20,
    ...more,
  });

const query = (kind: LangSmithFaultKind, more: Row = {}): SimulatorResponse =>
  runsOf(new AskingLangSmith().suffer(kind), more);

const page = (kind: LangSmithFaultKind, more: Row = {}): Page => JSON.parse(query(kind, more).body) as Page;
const idsOf = (rows: readonly Row[]): readonly unknown[] => rows.map(({ id }) => id);
const expected = (start: number, end: number): readonly unknown[] => idsOf(right.slice(start, end));
/** The token of the second page. */
const second = (JSON.parse(runsOf(whole).body) as Page).cursors!.next!;

describe("refusals", () => {
  it.each([
    ["bad_request", 400],
    ["unauthorized", 401],
    ["payment_required", 402],
    ["forbidden", 403],
    ["not_found", 404],
    ["conflict", 409],
    ["payload_too_large", 413],
    ["unprocessable", 422],
    ["telling_error", 422],
    ["usage_limit", 429],
    ["throttled_silently", 429],
    ["throttled", 429],
    ["throttled_until", 429],
    ["throttled_long", 429],
    ["server_error", 500],
    ["bad_gateway", 502],
    ["unavailable", 503],
    ["gateway_timeout", 504],
  ] as const)("%s: %i for lists and queries", (kind, status) => {
    for (const answer of [sessions(kind), query(kind)]) {
      expect(answer.status).toBe(status);
      expect(plantedTexts.some((text) => answer.body.includes(text))).toBe(true);
    }
  });

  it("say when to come back: in seconds, at a time, tomorrow, or not at all", () => {
    const after = (kind: LangSmithFaultKind): string | undefined => sessions(kind).headers["retry-after"];
    expect([after("throttled"), after("throttled_long"), after("throttled_silently")]).toEqual([
      "5",
      "86400",
      undefined,
    ]);
    expect(Date.parse(after("throttled_until")!)).toBe(noon + 30_000);
  });

  it("say a time by the platform's own clock, as their Date does", () => {
    const simulator = new LangSmithSimulator({ seed: 7, now: () => noon, clockAheadMs: -600_000 });
    simulator.script({ kind: "throttled_until", from: noon, to: noon + 1 });
    const { headers } = simulator.handle({ method: "GET", url: "/api/v1/sessions", headers: {} });
    expect(Date.parse(headers["retry-after"]!) - Date.parse(headers["date"]!)).toBe(30_000);
  });

  it("show content behind their first 512 bytes, and a telling error at once", () => {
    const shown = (kind: LangSmithFaultKind): string => sessions(kind).body.slice(0, 512);
    const isClean = (kind: LangSmithFaultKind): boolean => !plantedTexts.some((text) => shown(kind).includes(text));
    expect([isClean("forbidden"), isClean("server_error"), isClean("telling_error")]).toEqual([true, true, false]);
  });

  it("redirect to another host, and to plain http", () => {
    const to = (kind: LangSmithFaultKind): string => sessions(kind).headers["location"]!;
    expect([sessions("redirect_elsewhere").status, new URL(to("redirect_elsewhere")).host]).toEqual([
      302,
      "elsewhere.example",
    ]);
    expect(new URL(to("redirect_plain")).protocol).toBe("http:");
  });
});

describe("answers on their way", () => {
  const good = whole.get("/api/v1/sessions", window);

  it("slow and hanging ones are right and late; cut ones break", () => {
    expect(sessions("slow")).toEqual({ ...good, delayMs: 7_000 });
    expect(sessions("hang")).toEqual({ ...good, delayMs: 3_600_000 });
    expect(sessions("cut")).toEqual({ ...good, cutAfter: Math.floor(good.body.length / 2) });
    expect(sessions("cut_at_once")).toEqual({ ...good, cutAfter: 0 });
  });

  it("bodies that are no JSON, nothing, half, or of another shape, with 200", () => {
    for (const kind of ["not_json", "empty_body", "half_json"] as const) {
      expect(sessions(kind).status).toBe(200);
      expect(() => JSON.parse(sessions(kind).body) as unknown).toThrow();
    }
    expect(Array.isArray(JSON.parse(sessions("wrong_shape").body))).toBe(false);
    expect(Array.isArray(JSON.parse(query("wrong_shape").body))).toBe(true);
  });

  it("a body is larger than 32 MiB, and right for who reads it", () => {
    const { body } = query("too_large");
    expect(body.length).toBeGreaterThan(33_554_432);
    expect(idsOf((JSON.parse(body) as Page).runs)).toEqual(expected(0, 20));
  });

  it("the clock of the platform is ten minutes ahead or behind", () => {
    const date = (kind: LangSmithFaultKind): number => Date.parse(sessions(kind).headers["date"]!);
    expect([date("clock_ahead"), date("clock_behind")]).toEqual([noon + 10 * minute, noon - 10 * minute]);
    expect(new AskingLangSmith({ clockAheadMs: 90_000 }).get("/api/v1/info").headers["date"]).toBe(
      "Tue, 03 Mar 2026 12:01:30 GMT",
    );
  });
});

describe("pages of runs", () => {
  it("cursor_expired: 400 for a request with a cursor, and none without", () => {
    expect([query("cursor_expired").status, query("cursor_expired", { cursor: second }).status]).toEqual([200, 400]);
  });

  it("cursor_missing: the page is right, and nothing says whether there are more", () => {
    expect([idsOf(page("cursor_missing").runs), page("cursor_missing").cursors]).toEqual([expected(0, 20), undefined]);
  });

  it("cursor_stuck: the same page for ever", () => {
    const asking = new AskingLangSmith().suffer("cursor_stuck");
    let cursor: string | null | undefined;
    for (let n = 0; n < 3; n++) {
      const answer = JSON.parse(runsOf(asking, cursor === undefined ? {} : { cursor }).body) as Page;
      expect(idsOf(answer.runs)).toEqual(expected(0, 20));
      cursor = answer.cursors!.next;
    }
    expect(idsOf(page("cursor_stuck", { cursor: second }).runs)).toEqual(expected(20, 40));
  });

  it("empty_page: nothing, and a token with which it goes on where it was", () => {
    const { runs, cursors } = page("empty_page", { cursor: second });
    expect(runs).toEqual([]);
    const next = JSON.parse(runsOf(whole, { cursor: cursors!.next }).body) as Page;
    expect(idsOf(next.runs)).toEqual(expected(20, 40));
  });

  it("short_page: fewer than could be, and nothing lost", () => {
    const asking = new AskingLangSmith().suffer("short_page", "runs/query");
    const sizes: number[] = [];
    const runs = asking.runs(from, to, { limit: 20 }, (each) => sizes.push(each.runs.length));
    expect(Math.max(...sizes)).toBe(10);
    expect(idsOf(runs)).toEqual(idsOf(right));
  });

  it("lost_tail: half a page, and the end of all", () => {
    expect([idsOf(page("lost_tail").runs), page("lost_tail").cursors!.next]).toEqual([expected(0, 10), null]);
  });

  it("repeat_row: a page begins with the last run of the one before", () => {
    expect(idsOf(page("repeat_row", { cursor: second }).runs)).toEqual(expected(19, 40));
    expect(idsOf(page("repeat_row").runs)).toEqual([...expected(0, 1), ...expected(0, 20)]);
  });

  it("skip_row: one run is not there; out_of_order: all are, backwards", () => {
    expect(idsOf(page("skip_row").runs)).toEqual([...expected(0, 10), ...expected(11, 20)]);
    expect(idsOf(page("out_of_order").runs)).toEqual(expected(0, 20).toReversed());
  });
});

describe("pages of projects", () => {
  const read = (kind: LangSmithFaultKind | undefined, offset = 0): readonly unknown[] => {
    const asking = new AskingLangSmith();
    if (kind !== undefined) asking.suffer(kind);
    return idsOf(asking.sessions({ limit: "4", offset: String(offset) }));
  };
  const all = idsOf(whole.sessions());

  it.each([
    ["offset_ignored", all.slice(0, 4)],
    ["empty_page", []],
    ["short_page", all.slice(4, 6)],
    ["lost_tail", all.slice(4, 6)],
    ["repeat_row", all.slice(3, 8)],
    ["skip_row", [all[4], all[5], all[7]]],
    ["out_of_order", all.slice(4, 8).toReversed()],
  ] as const)("%s", (kind, there) => {
    expect(read(kind, 4)).toEqual(there);
    expect(read(undefined, 4)).toEqual(all.slice(4, 8));
  });
});

describe("schema drift", () => {
  const changedOf = (before: readonly Row[], after: readonly Row[]): readonly (readonly [string, unknown, unknown])[] =>
    before.flatMap((row, n) =>
      Object.keys(row)
        .filter((name) => JSON.stringify(row[name]) !== JSON.stringify(after[n]![name]))
        .map((name) => [name, row[name], after[n]![name]] as const),
    );
  const list = JSON.parse(whole.get("/api/v1/sessions", window).body) as readonly Row[];
  const first = right.slice(0, 20);

  it.each([
    ["missing_field", (value: unknown) => value === undefined],
    ["null_field", (value: unknown) => value === null],
    ["wrong_type", (value: unknown) => typeof value === "object"],
    ["text_number", (value: unknown, was: unknown) => value === String(was)],
    ["renamed_field", (value: unknown) => value === undefined],
    ["bad_money", (value: unknown) => value === "not-a-number"],
    ["not_a_number", (value: unknown) => value === "NaN"],
    ["bad_time", (value: unknown) => value === "yesterday"],
    ["zoned_time", (value: unknown, was: unknown) => value === `${String(was)}+00:00`],
    ["unknown_enum", (value: unknown) => value === "brand_new"],
    ["missing_id", (value: unknown) => value === undefined],
  ] as const)("%s: one field of a row, another in each, in projects and runs", (kind, isIt) => {
    for (const [before, after] of [
      [first, page(kind).runs],
      [list, JSON.parse(sessions(kind).body) as readonly Row[]],
    ] as const) {
      const changes = changedOf(before, after);
      expect(changes.length).toBeGreaterThan(0);
      expect(changes.length).toBeLessThanOrEqual(before.length);
      for (const [name, was, is] of changes) expect([name, is, isIt(is, was)]).toEqual([name, is, true]);
    }
  });

  it("renamed_field: the value is there under its new name", () => {
    const [row] = page("renamed_field").runs;
    const name = Object.keys(row!).find((each) => each.endsWith("_v2"))!;
    expect(row![name]).toEqual(first[0]![name.replace("_v2", "")]);
  });

  it("new_field: fields that nobody knows, with content", () => {
    for (const row of page("new_field").runs) expect(plantedTexts).toContain(row["new_prompt"]);
  });

  it("float_integer: whole numbers are written with a point, and are the same numbers", () => {
    const { body } = query("float_integer");
    expect(body).toMatch(/"total_tokens":\d+\.0,/);
    expect((JSON.parse(body) as Page).runs).toEqual(first);
    expect(sessions("float_integer").body).toMatch(/"run_count":\d+\.0,/);
  });

  it("huge_field: the same few runs are larger than 32 MiB in whatever page they come", () => {
    const huge = right.find(({ id }) => isHuge(id, 3))!;
    const position = right.indexOf(huge);
    expect(right.filter(({ id }) => isHuge(id, 3)).length / right.length).toBeLessThan(0.1);
    const alone = query("huge_field", { session: undefined, id: [huge["id"]] });
    expect(alone.body.length).toBeGreaterThan(33_554_432);
    const other = right.find((run) => !isHuge(run["id"], 3))!;
    expect(query("huge_field", { session: undefined, id: [other["id"]] }).body.length).toBeLessThan(100_000);
    expect(position).toBeGreaterThanOrEqual(0);
  });

  it("runs have their costs in the details alone, where it is told so", () => {
    const asking = new AskingLangSmith({ runCosts: "details_only" });
    const runs = asking.runs(from, to);
    expect(new Set(runs.map((run) => run["total_cost"]))).toEqual(new Set([null]));
    expect(runs.some((run) => run["prompt_cost_details"] !== null)).toBe(true);
    for (const run of asking.simulator.truth({ from, to }).runs()) expect(run.totalCostUsd).toBeUndefined();
  });
});

describe("any fault", () => {
  it("happens in its stretch of time and to its target alone", () => {
    const asking = new AskingLangSmith();
    asking.simulator.script({ kind: "not_found", from: noon, to: noon + minute, target: "runs/query" });
    expect([runsOf(asking).status, asking.get("/api/v1/sessions").status]).toEqual([404, 200]);
    asking.now = noon + minute;
    expect(runsOf(asking).status).toBe(200);
  });

  it("by chance comes as often as it should", () => {
    const asking = new AskingLangSmith({ faultRates: { throttled: 0.1, bad_gateway: 0.3 } });
    const statuses = Array.from({ length: 2_000 }, () => asking.get("/api/v1/info").status);
    const share = (status: number): number => statuses.filter((each) => each === status).length / statuses.length;
    expect(share(429)).toBeCloseTo(0.1, 1);
    expect(share(502)).toBeCloseTo(0.3, 1);
    expect(share(200)).toBeCloseTo(0.6, 1);
  });

  it.each(langSmithFaultKinds)("%s: makes a difference, and is the same again", (kind) => {
    const asked = [
      (asking: AskingLangSmith) => runsOf(asking, { cursor: second }),
      (asking: AskingLangSmith) => asking.get("/api/v1/sessions", { ...window, limit: "4", offset: "4" }),
      (asking: AskingLangSmith) => runsOf(asking, { limit: 100 }),
    ];
    const same = (one: AskingLangSmith, other: AskingLangSmith): boolean =>
      asked.every((ask) => {
        const [left, right] = [ask(one), ask(other)];
        return left.body === right.body && isDeepStrictEqual({ ...left, body: "" }, { ...right, body: "" });
      });
    const suffering = (): AskingLangSmith => new AskingLangSmith().suffer(kind);
    expect(same(suffering(), whole)).toBe(false);
    expect(same(suffering(), suffering())).toBe(true);
  });
});

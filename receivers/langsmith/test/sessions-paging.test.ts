import { jsonAnswer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { hour, idOf, minute, pollOnce, project, scene, start, valuesOf, type Asked } from "./scripted-langsmith.ts";

const ran = (n: number): object => project(n, { run_count: n });
const many = (count: number): readonly object[] => Array.from({ length: count }, (_, n) => ran(n + 1));
const truncated = "langsmith.projects_truncated{loop=sessions}";
const offsets = (asked: readonly Asked[]): readonly string[] => asked.map(({ query }) => query["offset"]!);

describe("pages of projects", () => {
  it("22: 2 sessions, page_limit=1 → both emitted via several pages", async () => {
    const { values, langsmith } = await pollOnce({ sessions: { page_limit: 1 } }, many(2));
    expect(values).toEqual({ [`runs{session=${idOf(1)}}`]: 1, [`runs{session=${idOf(2)}}`]: 2 });
    expect(offsets(langsmith.asked)).toEqual(["0", "1", "2"]);
  });

  it("23: population is an exact multiple of page_limit → one extra empty page ends the walk", async () => {
    const { values, langsmith } = await pollOnce({ sessions: { page_limit: 2 } }, many(4));
    expect([Object.keys(values).length, offsets(langsmith.asked)]).toEqual([4, ["0", "2", "4"]]);
  });

  it("a short page is not taken for the end: a server that gives less than was asked for loses nothing", async () => {
    const { run, langsmith } = await scene({ sessions: {} }, (each) => {
      each.projects = many(120);
      each.instead = ({ query }) => {
        const from = Number(query["offset"]);
        return jsonAnswer(each.projects.slice(from, from + 50));
      };
    });
    await run.advance(20_000);
    expect(offsets(langsmith.asked)).toEqual(["0", "50", "100", "120"]);
    expect([run.points.length, run.recorded.count(truncated)]).toEqual([120, 0]);
  });

  it("24: max_sessions=1, 2 sessions → only the first in server order; truncation reported", async () => {
    const { values, run } = await pollOnce({ sessions: { max_sessions: 1 } }, [ran(2), ran(1)]);
    expect(values).toEqual({ [`runs{session=${idOf(2)}}`]: 2 });
    expect(run.recorded.count(truncated)).toBe(1);
    expect(run.recorded.status("langsmith", "sessions/projects")).toMatchObject({ state: "recoverable_error" });
  });

  it.each([1, 2, 3, 100])(
    "25: population exactly equals max_sessions → no truncation signal (page_limit %i)",
    async (page_limit) => {
      const { values, run } = await pollOnce({ sessions: { max_sessions: 3, page_limit } }, many(3));
      expect([Object.keys(values).length, run.recorded.count(truncated)]).toEqual([3, 0]);
    },
  );

  it.each([1, 2, 3, 100])(
    "one more than max_sessions is truncation, wherever pages end (page_limit %i)",
    async (page_limit) => {
      const { values, run } = await pollOnce({ sessions: { max_sessions: 3, page_limit } }, many(4));
      expect([Object.keys(values).length, run.recorded.count(truncated)]).toEqual([3, 1]);
    },
  );

  it("26: server ignores offset → loop terminates; each session exactly once, and the rest is told to be missing", async () => {
    const { run, langsmith } = await scene({ sessions: { page_limit: 2 } }, (each) => {
      each.projects = many(5);
      each.instead = () => jsonAnswer(each.projects.slice(0, 2));
    });
    await run.advance(20_000);
    expect(Object.keys(valuesOf(run.points)).length).toBe(2);
    expect(langsmith.asked.length).toBeLessThan(6);
    expect(run.recorded.count(truncated)).toBe(1);
  });

  it("a list that is shorter than a page, from a server that ignores offset, is whole", async () => {
    const { run } = await scene({ sessions: {} }, (each) => {
      each.instead = () => jsonAnswer(many(5));
    });
    await run.advance(20_000);
    expect([run.points.length, run.recorded.count(truncated)]).toEqual([5, 0]);
  });

  it("27: same session on two pages → emitted once", async () => {
    const { values } = await pollOnce({ sessions: { page_limit: 2 } }, [ran(1), ran(2), ran(2), ran(3)]);
    expect(Object.values(values)).toEqual([1, 2, 3]);
  });

  it("28: input order b,a → output order a,b", async () => {
    const { run } = await pollOnce({ sessions: {} }, [ran(2), ran(1)]);
    expect(run.points.map(({ value }) => value)).toEqual([1, 2]);
  });

  it("the same projects in any order give the same bytes", async () => {
    const bytes = async (projects: readonly object[]) => {
      const { run } = await pollOnce({ sessions: {} }, projects);
      return run.sinks.metrics.payloads.map((payload) => Buffer.concat(payload.encoded().map((each) => each.bytes)));
    };
    expect(await bytes(many(7).toReversed())).toEqual(await bytes(many(7)));
  });

  it("34: page 2 fails with 500 → no samples, checkpoint unchanged", async () => {
    const { run } = await scene({ sessions: { page_limit: 1, deadline: "3s" } }, (each) => {
      each.projects = many(2);
      each.instead = ({ query }) => (query["offset"] === "1" ? 500 : undefined);
    });
    await run.advance(30_000);
    expect(run.points).toEqual([]);
    expect(
      (await run.store.load({ receiver: "langsmith", loop: "sessions", pass: "", pipeline: "metrics" }))!.frontier,
    ).toEqual({
      time: Date.UTC(2026, 2, 2, 11, 59),
    });
  });

  it("a page that fails for a while is asked for again, and the walk goes on from there (W13)", async () => {
    const { run, langsmith } = await scene({ sessions: { page_limit: 1 } }, (each) => {
      each.projects = many(3);
      each.instead = ({ query }, nth) => (query["offset"] === "1" && nth < 4 ? 503 : undefined);
    });
    await run.advance(20_000);
    expect(offsets(langsmith.asked)).toEqual(["0", "1", "1", "1", "2", "3"]);
    expect(run.points.length).toBe(3);
  });

  it("Retry-After is honoured within the poll (W13)", async () => {
    const { run, langsmith } = await scene({ sessions: {} }, (each) => {
      each.projects = many(1);
      each.instead = (_, nth) => (nth === 1 ? { status: 429, headers: { "retry-after": "7" } } : undefined);
    });
    await run.advance(20_000);
    expect(langsmith.asked[1]!.at - langsmith.asked[0]!.at).toBeGreaterThanOrEqual(7_000);
    expect([run.points.length, run.recorded.count("langsmith.quota_exceeded{loop=sessions}")]).toEqual([1, 0]);
  });
});

describe("of more projects than max_sessions, those that ran last are kept (W8)", () => {
  const orders = (asked: readonly Asked[]): readonly string[] => asked.map(({ query }) => query["sort_by"]!);
  const busy = [ran(9), ran(8)];
  const newest = [ran(1), ran(2), ran(9), ran(8)];

  const list = (refusal?: number) =>
    scene({ sessions: { max_sessions: 2 } }, (each) => {
      each.projects = newest;
      each.instead = ({ query }) => {
        if (query["sort_by"] === "start_time") return undefined;
        return refusal ?? jsonAnswer([...busy, ran(1), ran(2)].slice(Number(query["offset"])));
      };
    });

  it("from the first poll on, and for as long as there are more", async () => {
    const { run, langsmith } = await list();
    await run.advance(80_000);
    expect(run.points.map(({ value }) => value)).toEqual([8, 9, 8, 9]);
    expect(orders(langsmith.asked)).toEqual(["start_time", "last_run_start_time", "last_run_start_time"]);
    langsmith.projects = busy;
    langsmith.instead = () => undefined;
    await run.advance(2 * minute);
    expect(orders(langsmith.asked).slice(-2)).toEqual(["start_time", "start_time"]);
    expect(run.recorded.status("langsmith", "sessions/projects")).toMatchObject({ state: "ok" });
  });

  it.each([400, 403, 422])(
    "where LangSmith refuses that order (%i), the newest are, and it is not asked again",
    async (status) => {
      const { run, langsmith } = await list(status);
      await run.advance(80_000);
      expect(run.points.map(({ value }) => value)).toEqual([1, 2, 1, 2]);
      expect(orders(langsmith.asked)).toEqual(["start_time", "last_run_start_time", "start_time", "start_time"]);
      // It is no fault of the key's.
      expect(run.recorded.count("langsmith.auth_errors{loop=sessions}")).toBe(0);
      expect(run.recorded.count(truncated)).toBe(2);
    },
  );
});

describe("requests", () => {
  it("30: every /sessions request carries sort_by=start_time&sort_by_desc=true, limit, offset; filter only when non-empty", async () => {
    const plain = await pollOnce({ sessions: { page_limit: 2 } }, many(3));
    const session_filter = 'eq(name, "checkout & bot")';
    const filtered = await pollOnce({ sessions: { session_filter } }, []);
    for (const { query } of [...plain.langsmith.asked, ...filtered.langsmith.asked])
      expect(query).toMatchObject({ include_stats: "true", sort_by: "start_time", sort_by_desc: "true" });
    expect(plain.langsmith.asked.map(({ query }) => [query["limit"], query["offset"], "filter" in query])).toEqual([
      ["2", "0", false],
      ["2", "2", false],
      ["2", "3", false],
    ]);
    expect(filtered.langsmith.asked[0]!.query["filter"]).toBe(session_filter);
  });

  it("31: stats_start_time = now − stats_window, whole seconds, Z", async () => {
    const { langsmith } = await pollOnce({ sessions: { stats_window: "90m" } }, []);
    expect(langsmith.asked[0]!.query["stats_start_time"]).toBe("2026-03-02T10:30:37Z");
  });

  it("every page of one poll is about the same window", async () => {
    const { langsmith } = await pollOnce({ sessions: { page_limit: 1 } }, many(3), {
      config: { rate_limit: { requests_per_second: 0.5, burst: 1 } },
    });
    expect(new Set(langsmith.asked.map(({ query }) => query["stats_start_time"])).size).toBe(1);
    expect(langsmith.asked.at(-1)!.at - langsmith.asked[0]!.at).toBeGreaterThan(5_000);
  });

  it("32: use_approx_stats param present only when enabled", async () => {
    const without = await pollOnce({ sessions: {} }, []);
    const enabled = await pollOnce({ sessions: { use_approx_stats: true } }, []);
    expect(without.langsmith.asked[0]!.query).not.toHaveProperty("use_approx_stats");
    expect(enabled.langsmith.asked[0]!.query["use_approx_stats"]).toBe("true");
  });

  it("33: query string never contains inputs, outputs, events, body", async () => {
    const { langsmith } = await pollOnce({ sessions: { use_approx_stats: true }, usage: {} }, many(3));
    for (const { url } of langsmith.asked) expect(url.search).not.toMatch(/inputs|outputs|events|body/);
  });
});

describe("labels", () => {
  const named = (n: number, name: unknown): object => project(n, { name, run_count: n });

  it.each([
    ["its name", "checkout-bot", "checkout-bot"],
    ["the id where the name is empty", "", idOf(1)],
    ["the id where the name is null", null, idOf(1)],
    ["the id where the name is a sentence", "what people call it", idOf(1)],
    ["the id where the name is an address", "jane@example.org", idOf(1)],
    ["the id where the name is no text", 7, idOf(1)],
    ["the id where the name is longer than 128", "x".repeat(129), idOf(1)],
  ])("29: session_label_value=name → %s", async (_, name, label) => {
    const { values } = await pollOnce({ sessions: { session_label_value: "name" } }, [named(1, name)]);
    expect(values).toEqual({ [`runs{session=${label}}`]: 1 });
  });

  it("two projects with one name keep both values, under their ids (W25)", async () => {
    const projects = [named(1, "twin"), named(2, "twin"), named(3, "single")];
    const { values } = await pollOnce({ sessions: { session_label_value: "name" } }, projects);
    expect(values).toEqual({
      [`runs{session=${idOf(1)}}`]: 1,
      [`runs{session=${idOf(2)}}`]: 2,
      "runs{session=single}": 3,
    });
  });

  it("a name that is another project's id does not take its series", async () => {
    const projects = [named(1, idOf(2)), named(2, "other")];
    const byName = await pollOnce({ sessions: { session_label_value: "name" } }, projects);
    expect(new Set(Object.values(byName.values))).toEqual(new Set([1, 2]));
    const clash = [named(1, idOf(2)), named(2, "")];
    const { values } = await pollOnce({ sessions: { session_label_value: "name" } }, clash);
    expect(values).toEqual({ [`runs{session=${idOf(1)}}`]: 1, [`runs{session=${idOf(2)}}`]: 2 });
  });
});

describe("stamps", () => {
  it("20: now = 12:00:37.5 → all samples stamped 12:00:00", async () => {
    const { run } = await pollOnce({ sessions: {} }, many(2));
    expect(new Set(run.points.map(({ at }) => at))).toEqual(new Set([Date.UTC(2026, 2, 2, 12)]));
  });

  it("21: two polls within one minute → one emission: the minute has its point already (W27)", async () => {
    const { run } = await scene(
      { sessions: { cadence: "10s" } },
      (each) => {
        each.projects = many(1);
      },
      { start: start - 35_000 },
    );
    await run.advance(50_000);
    expect(run.points.map(({ at }) => at)).toEqual([Date.UTC(2026, 2, 2, 12)]);
    await run.advance(hour - 50_000);
    expect(run.points.length).toBe(60);
    expect(new Set(run.points.map(({ at }) => at)).size).toBe(60);
  });
});

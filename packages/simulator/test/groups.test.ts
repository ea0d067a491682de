import { describe, expect, it } from "vitest";
import { planted, type PortkeyFaultKind, type PortkeyOptions } from "../src/index.ts";
import { Asking, hour, minute, noon, rangeOf, sum } from "./ask.ts";

const [from, to] = [noon - 60 * minute, noon - 10 * minute];
const groups = [
  ["ai-models", "ai_model", true, false],
  ["metadata/use_case", "metadata_value", true, true],
  ["metadata/environment", "metadata_value", true, true],
  ["prompt", "prompt", false, true],
  ["users", "user", true, true],
  ["workspace", "workspace", false, true],
] as const;
const names = groups.map(([name]) => name);

type Row = Readonly<Record<string, unknown>>;

function rowsOf(group: string, query: Readonly<Record<string, string>> = {}, options: Partial<PortkeyOptions> = {}) {
  return new Asking(options).rows(group, from, to, { page_size: "1000", ...query });
}

function scripted(kind: PortkeyFaultKind): Asking {
  const asking = new Asking();
  asking.simulator.script({ kind, from: noon, to: noon + minute });
  return asking;
}

describe("a group's answer", () => {
  it.each(groups)("%s: rows by %s, cost %s, quota flag %s", (group, field, hasCost, hasFlag) => {
    const answer = JSON.parse(new Asking().group(group, from, to).body) as Row & { readonly data: readonly Row[] };
    expect([answer["object"], answer["total"]]).toEqual(["list", answer.data.length]);
    expect(answer["is_quota_exceeded"]).toBe(hasFlag ? false : undefined);
    expect(answer.data.length).toBeGreaterThan(0);
    for (const row of answer.data) {
      expect(row).toMatchObject({
        [field]: expect.any(String),
        requests: expect.any(Number),
        object: "analytics-group",
      });
      expect("cost" in row).toBe(hasCost);
    }
  });

  it("rows of metadata have statistics, and a row for requests without the tag", () => {
    const rows = rowsOf("metadata/use_case");
    expect(rows.map((row) => row["metadata_value"])).toContain("");
    for (const row of rows)
      expect(row).toMatchObject({
        avg_tokens: expect.any(Number),
        avg_weighted_feedback: null,
        last_seen: expect.stringMatching(/^2026-02-03T11:[0-4]\d:\d\dZ$/),
        requests_with_feedback: 0,
      });
  });

  it("a tag that nobody uses: 200 and no rows; one with a slash is one encoded segment", () => {
    for (const key of ["nobody-uses-it", encodeURIComponent("a/b c")]) {
      const answer = new Asking().group(`metadata/${key}`, from, to);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { total: 0, data: [] }]);
    }
    expect(new Asking().group("metadata/a/b", from, to).status).toBe(404);
  });

  it("users have a row for requests of nobody known; prompts have none for requests without", () => {
    expect(rowsOf("users").map(({ user }) => user)).toContain("");
    expect(rowsOf("prompt").map(({ prompt }) => prompt)).not.toContain("");
    expect(sum(rowsOf("prompt"), "requests")).toBeLessThan(sum(rowsOf("users"), "requests"));
  });

  it("lists only workspaces with traffic in the window", () => {
    const workspaces = { production: ["a"], staging: ["b"] };
    const asking = new Asking({ workspaces, requestsPerMinute: 1 });
    const seen = new Set<number>();
    for (let end = noon - hour; end < noon; end += minute) {
      const rows = asking.rows("workspace", end - minute, end);
      for (const row of rows) expect(row["requests"]).toBeGreaterThan(0);
      seen.add(rows.length);
    }
    expect(seen).toEqual(new Set([0, 1, 2]));
  });

  it.each([{ page_size: "0" }, { page_size: "x" }, { page_size: "1.5" }, { current_page: "-1" }])(
    "%j: 400 AB01",
    (query: Readonly<Record<string, string>>) => {
      const answer = new Asking().group("users", from, to, query);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { data: { errorCode: "AB01" } }]);
    },
  );

  it("pages are counted from 0, a parameter called page is ignored, and the total is that of all pages", () => {
    const pageOf = (
      query: Readonly<Record<string, string>>,
    ): { readonly total: number; readonly data: readonly Row[] } =>
      JSON.parse(new Asking().group("metadata/session", from, to, { page_size: "100", ...query }).body) as {
        readonly total: number;
        readonly data: readonly Row[];
      };
    const { total } = pageOf({});
    const pages = Array.from({ length: Math.ceil(total / 100) + 1 }, (_, page) =>
      pageOf({ current_page: String(page) }),
    );
    expect(pages.flatMap(({ data }) => data)).toHaveLength(total);
    expect(new Set(pages.flatMap(({ data }) => data.map((row) => row["metadata_value"]))).size).toBe(total);
    expect(pages.at(-1)).toMatchObject({ total, data: [] });
    expect(pageOf({ page: "1" })).toEqual(pages[0]);
  });

  it("has content planted in every row and around them", () => {
    for (const group of names) {
      const { body } = new Asking().group(group, from, to);
      expect(body).toContain(planted.secret);
      for (const row of (JSON.parse(body) as { readonly data: readonly Row[] }).data) {
        const text = JSON.stringify(row);
        for (const part of [planted.content, planted.completion, planted.person]) expect(text).toContain(part);
      }
    }
  });
});

describe("the truth of a group", () => {
  it.each(groups)("%s: is what its rows say, with the ids behind them", (group, field, hasCost) => {
    const { simulator } = new Asking();
    const truth = simulator.groupTruth(group, { from, to });
    const rows = rowsOf(group).toSorted((one, other) => (String(one[field]) < String(other[field]) ? -1 : 1));
    expect(truth.map(({ value, requests }) => [value, requests])).toEqual(
      rows.map((row) => [row[field], row["requests"]]),
    );
    for (const [index, { costUsd, requests, ids }] of truth.entries()) {
      if (hasCost) expect(costUsd).toBeCloseTo((rows[index]!["cost"] as number) / 100, 9);
      else expect(costUsd).toBeUndefined();
      expect(new Set(ids).size).toBe(requests);
    }
    const known = new Set([...simulator.logTruth({ from, to })].map(({ id }) => id));
    expect(truth.flatMap(({ ids }) => ids).filter((id) => !known.has(id))).toEqual([]);
  });

  it("of some keys, and as it was known at a time", () => {
    const asking = new Asking();
    const open = { from: noon - 5 * minute, to: noon };
    const requests = (query: object): number =>
      asking.simulator.groupTruth("ai-models", { ...open, ...query }).reduce((all, each) => all + each.requests, 0);
    const shown = sum(asking.rows("ai-models", open.from, open.to), "requests");
    expect(requests({ seenAt: noon })).toBe(shown);
    expect(requests({})).toBeGreaterThan(shown);
    expect(requests({ apiKeyIds: ["key-chat"] }) + requests({ apiKeyIds: ["key-batch"] })).toBe(requests({}));
  });

  it("of no group: says so", () => {
    expect(() => new Asking().simulator.groupTruth("moods", { from, to })).toThrow('there is no group "moods"');
  });
});

describe("faults of groups", () => {
  it("ignored_page: every page is the first; repeated_row: a value comes twice, with another number", () => {
    const first = rowsOf("users", { page_size: "5" });
    expect(scripted("ignored_page").rows("users", from, to, { page_size: "5", current_page: "3" })).toEqual(first);
    const rows = scripted("repeated_row").rows("users", from, to, { page_size: "5" });
    expect(rows.slice(0, 5)).toEqual(first);
    expect(rows.slice(5)).toEqual(first.map((row) => ({ ...row, requests: 1 })));
  });

  it("numeric_dimension: a value is no text", () => {
    for (const [group, field] of groups)
      expect(scripted("numeric_dimension").rows(group, from, to)[0]![field]).toBe(42);
  });

  it.each(names)("%s: drift strikes cost and requests, where there is a cost, else requests", (group) => {
    const whole = rowsOf(group, { page_size: "50" });
    const fieldOf = (index: number): string => (index % 2 === 0 && "cost" in whole[index]! ? "cost" : "requests");
    for (const [kind, drifted] of [
      ["missing_field", () => undefined],
      ["null_field", () => null],
      ["text_number", String],
      ["huge_field", () => 1e300],
    ] as const) {
      for (const [index, row] of scripted(kind).rows(group, from, to).entries()) {
        const field = fieldOf(index);
        expect([kind, row[field]]).toEqual([kind, drifted(whole[index]![field])]);
      }
    }
    const [renamed] = scripted("renamed_field").rows(group, from, to);
    expect(renamed![`${fieldOf(0)}_v2`]).toBe(whole[0]![fieldOf(0)]);
  });

  it.each([
    ["bad_request", 400],
    ["gone", 410],
    ["redirected", 302],
    ["unacknowledged", 503],
  ] as const)("%s: %i, with content in it", (kind, status) => {
    const answer = scripted(kind).group("users", from, to);
    expect([answer.status, answer.headers["location"]]).toEqual([
      status,
      status === 302 ? "https://elsewhere.example/v1" : undefined,
    ]);
    expect(answer.body).toContain(planted.secret);
  });

  it("wrong_shape: JSON that is no object; lost: no answer at all", () => {
    expect(JSON.parse(scripted("wrong_shape").group("users", from, to).body)).toEqual([planted.content]);
    expect(scripted("lost").group("users", from, to)).toEqual({ ...new Asking().group("users", from, to), lost: true });
  });
});

it("other models than the usual ones are called, and cost what they cost", () => {
  const model = { name: "own-model", org: "own", inputPrice: 1, outputPrice: 0, latencyMs: 5 };
  const asking = new Asking({ models: [model] });
  const [row, ...others] = asking.rows("ai-models", from, to);
  expect([row!["ai_model"], others]).toEqual(["own-model", []]);
  const input = sum(asking.points("tokens", from, to, rangeOf(from, to)), "total_request_units");
  expect(row!["cost"]).toBeCloseTo(input / 1_000, 6);
});

import { describe, expect, it } from "vitest";
import { graphNames } from "../src/portkey/graph-answer.ts";
import type { TrueValue } from "../src/index.ts";
import { Asking, hour, minute, noon, sum } from "./ask.ts";

const day = 24 * hour;

const truthSum = (truth: readonly TrueValue[], metric: string, labels: object = {}): number =>
  truth
    .filter((value) => value.metric === metric && JSON.stringify(value.labels) === JSON.stringify(labels))
    .reduce((total, { value }) => total + value, 0);

describe("answers and truth come from one stream of requests", () => {
  const graphsAndMetrics = [
    ["requests", "total", "requests", {}, 1],
    ["cost", "total", "cost_usd", {}, 100],
    ["tokens", "total", "tokens", { token_type: "total" }, 1],
    ["tokens", "total_request_units", "tokens", { token_type: "input" }, 1],
    ["tokens", "total_response_units", "tokens", { token_type: "output" }, 1],
    ["errors", "total", "errors", {}, 1],
  ] as const;
  const windows = [
    ["a minute", minute],
    ["50 minutes", 50 * minute],
    ["3 hours", 3 * hour],
    ["a day", day],
    ["9 days", 9 * day],
  ] as const;

  it.each(windows)(
    "for each graph, the sum of its points over %s is the sum of the truth over the same",
    (_, width) => {
      for (const seed of [1, 2, 3]) {
        const asking = new Asking({ seed, requestsPerMinute: 5 });
        const to = noon - 5 * minute;
        const truth = asking.simulator.truth({ from: to - width, to });
        for (const [graph, field, metric, labels, divisor] of graphsAndMetrics) {
          const shown = sum(asking.points(graph, to - width, to), field) / divisor;
          expect([seed, graph, field, shown]).toEqual([
            seed,
            graph,
            field,
            expect.closeTo(truthSum(truth, metric, labels), 6),
          ]);
        }
      }
    },
  );

  it("minute by minute, each graph shows the truth: users and latencies too, which do not add up", () => {
    const asking = new Asking();
    const [from, to] = [noon - 60 * minute, noon - 10 * minute];
    const truth = asking.simulator.truth({ from, to });
    const at = (metric: string, end: number, labels: object = {}): number | undefined =>
      truth.find(
        (value) =>
          value.metric === metric && value.bucketEnd === end && JSON.stringify(value.labels) === JSON.stringify(labels),
      )?.value;
    for (const point of asking.points("users", from, to))
      expect(point["total"]).toBe(at("users", Date.parse(String(point["timestamp"])) + minute));
    for (const point of asking.points("latency", from, to)) {
      const end = Date.parse(String(point["timestamp"])) + minute;
      for (const quantile of ["avg", "p50", "p90", "p99"]) {
        const expected = at("latency_seconds", end, { quantile });
        expect((point[quantile] as number) / 1_000).toBe(expected ?? 0);
      }
    }
  });

  it("groups are totals of the same requests", () => {
    const asking = new Asking();
    const [from, to] = [noon - 3 * hour, noon - 10 * minute];
    const requests = sum(asking.points("requests", from, to));
    for (const group of ["ai-models", "users", "workspace"])
      expect([group, sum(asking.rows(group, from, to, { page_size: "1000" }), "requests")]).toEqual([group, requests]);
    const cost = sum(asking.points("cost", from, to));
    expect(sum(asking.rows("ai-models", from, to), "cost")).toBeCloseTo(cost, 6);
    expect(asking.rows("workspace", from, to)[0]).not.toHaveProperty("cost");
  });

  it("groups come in pages, from 0 on", () => {
    const asking = new Asking();
    const page = (current_page: string): readonly object[] =>
      asking.rows("users", noon - hour, noon, { page_size: "7", current_page });
    const pages = [0, 1, 2, 3, 4, 5, 6].map((each) => page(String(each)));
    const whole = asking.rows("users", noon - hour, noon, { page_size: "1000" });
    expect(pages.flat()).toEqual(whole);
    expect(pages.at(-1)).toEqual([]);
  });

  it("tokens add up, and costs are whole thousandths of a cent", () => {
    const asking = new Asking();
    for (const point of asking.points("tokens", noon - hour, noon - 6 * minute)) {
      const { total, total_request_units, total_response_units } = point as Record<string, number>;
      expect(total).toBe(total_request_units! + total_response_units!);
    }
    for (const { total } of asking.points("cost", noon - hour, noon) as readonly { readonly total: number }[])
      expect(Math.abs(total * 1_000 - Math.round(total * 1_000))).toBeLessThan(1e-6);
  });

  it("quiet minutes are there, with zeros", () => {
    const points = new Asking().points("requests", noon - 55 * minute, noon - 5 * minute);
    expect(points).toHaveLength(50);
    const quiet = new Asking({ requestsPerMinute: 0 }).points("latency", noon - 5 * minute, noon);
    expect(quiet).toHaveLength(5);
    expect(quiet[0]).toMatchObject({ avg: 0, p50: 0, p90: 0, p99: 0 });
  });
});

describe("a bucket grows until it has settled", () => {
  it("never shrinks, and is final when maxIngestionMs have gone by", () => {
    const asking = new Asking({ requestsPerMinute: 60 });
    const bucket = noon;
    let [last, grewAfterItsEnd] = [0, false];
    for (asking.now = bucket; asking.now <= bucket + minute + 185_000; asking.now += 5_000) {
      const shown = sum(asking.points("requests", bucket, bucket + minute));
      expect(shown).toBeGreaterThanOrEqual(last);
      grewAfterItsEnd ||= shown > last && asking.now > bucket + minute;
      last = shown;
    }
    expect(grewAfterItsEnd).toBe(true);
    const truth = asking.simulator.truth({ from: bucket, to: bucket + minute });
    expect(last).toBe(truthSum(truth, "requests"));
  });

  it("the open minute is shown, one that has not begun is not", () => {
    const asking = new Asking({}, noon + 30_000);
    const starts = asking.points("requests", noon - 2 * minute, noon + 5 * minute).map((point) => point["timestamp"]);
    expect(starts).toEqual(["2026-02-03T11:58:00.000Z", "2026-02-03T11:59:00.000Z", "2026-02-03T12:00:00.000Z"]);
  });

  it("a late request shows from its time on, is part of the truth, and several may come", () => {
    const asking = new Asking();
    const bucket = noon - hour;
    const shown = (): number => sum(asking.points("requests", bucket, bucket + minute));
    const before = shown();
    asking.simulator.reviseLate(bucket, noon + minute);
    asking.simulator.reviseLate(bucket, noon + 2 * minute);
    expect(shown()).toBe(before);
    asking.now = noon + minute;
    expect(shown()).toBe(before + 1);
    asking.now = noon + 2 * minute;
    expect(shown()).toBe(before + 2);
    const truth = asking.simulator.truth({ from: bucket, to: bucket + minute });
    expect(truthSum(truth, "requests")).toBe(before + 2);
  });
});

describe("what a request selects", () => {
  it("workspaces and keys: each sums its own, all sum the whole", () => {
    const workspaces = { production: ["a", "b"], staging: ["c"] };
    const [from, to] = [noon - 50 * minute, noon - 10 * minute];
    const all = new Asking({ workspaces });
    const whole = sum(all.points("requests", from, to));
    const byKey = ["a", "b", "c"].map((key) => sum(all.points("requests", from, to, { api_key_ids: key })));
    expect(byKey.every((requests) => requests > 0)).toBe(true);
    expect(byKey.reduce((total, requests) => total + requests)).toBe(whole);
    expect(sum(all.points("requests", from, to, { api_key_ids: "a,c" }))).toBe(byKey[0]! + byKey[2]!);
    expect(sum(all.points("requests", from, to, { api_key_ids: "unknown" }))).toBe(0);
    const narrow = new Asking({ workspaces, visibleWorkspaces: ["staging"] });
    expect(sum(narrow.points("requests", from, to))).toBe(byKey[2]);
    expect(narrow.rows("workspace", from, to).map((row) => row["workspace"])).toEqual(["staging"]);
    const slugs = all.rows("workspace", from, to).map((row) => String(row["workspace"]));
    expect(new Set(slugs)).toEqual(new Set(["production", "staging"]));
    expect(truthSum(all.simulator.truth({ from, to, apiKeyIds: ["c"] }), "requests")).toBe(byKey[2]);
  });

  it("workspace_slug chooses with an organisation's key, and does nothing with a workspace's", () => {
    const workspaces = { production: ["a", "b"], staging: ["c"] };
    const [from, to] = [noon - 50 * minute, noon - 10 * minute];
    const requests = (keyOf: "workspace" | "organisation", query: Readonly<Record<string, string>>): number =>
      sum(new Asking({ workspaces, keyOf }).points("requests", from, to, query));
    const all = requests("workspace", {});
    const [production, staging] = ["production", "staging"].map((slug) =>
      requests("organisation", { workspace_slug: slug }),
    );
    expect(production! + staging!).toBe(all);
    expect(requests("organisation", {})).toBe(production);
    expect(requests("workspace", { workspace_slug: "staging" })).toBe(all);
    expect(requests("workspace", { workspace_id: new Asking({ workspaces }).simulator.workspaceId("staging") })).toBe(
      all,
    );
  });

  it("coarse granularity past the window limit: nobody can ask for it, the width decides", () => {
    const asking = new Asking();
    const stepOf = (width: number): number => {
      const [first, second] = asking.points("requests", noon - width, noon) as readonly {
        readonly timestamp: string;
      }[];
      return Date.parse(second!.timestamp) - Date.parse(first!.timestamp);
    };
    const widths = [55 * minute, 55 * minute + 1_000, 6 * hour, 24 * hour, 7 * day, 8 * day];
    expect(widths.map((width) => stepOf(width) / minute)).toEqual([1, 10, 10, 60, 60, 1_440]);
  });

  it("bounds cut single requests, or whole buckets where it is told so", () => {
    const [from, to] = [noon - 30 * minute - 20_000, noon - 10 * minute - 20_000];
    const first = (edge: "record" | "bucket"): number =>
      new Asking({ edge, requestsPerMinute: 60 }).points("requests", from, to)[0]!["total"] as number;
    const truth = new Asking({ requestsPerMinute: 60 }).simulator.truth({
      from: noon - 31 * minute,
      to: noon - 30 * minute,
    });
    expect(first("bucket")).toBe(truthSum(truth, "requests"));
    expect(first("record")).toBeLessThan(first("bucket"));
  });

  it.each([
    ["no bounds", {}],
    ["one bound", { time_of_generation_min: new Date(noon).toISOString() }],
    ["epoch numbers", { time_of_generation_min: "1770120000", time_of_generation_max: "1770123600" }],
    ["no dates", { time_of_generation_min: "2026-99-99T00:00:00Z", time_of_generation_max: "soon" }],
    [
      "more than a month",
      { time_of_generation_min: "2020-01-01T00:00:00Z", time_of_generation_max: "2026-01-01T00:00:00Z" },
    ],
  ])("%s: 400 AB01", (_, query) => {
    for (const path of ["/analytics/graphs/cost", "/analytics/groups/users"]) {
      const answer = new Asking().get(path, query);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { data: { errorCode: "AB01" } }]);
    }
  });

  it.each(["/analytics/graphs/cache-hit-rate", "/analytics/groups/%zz", "/analytics/groups/nope", "/nowhere", "/"])(
    "%s: 404",
    (path) => {
      const query = {
        time_of_generation_min: new Date(noon - hour).toISOString(),
        time_of_generation_max: new Date(noon).toISOString(),
      };
      expect(new Asking().get(path, query).status).toBe(404);
    },
  );

  it("another method than GET: 405", () => {
    const { simulator } = new Asking();
    const url = "https://api.example/v1/analytics/graphs/cost";
    expect(simulator.handle({ method: "POST", url, headers: { "user-agent": "x" } }).status).toBe(405);
  });

  it("a request without a user agent is turned away, and one with a wrong key", () => {
    const asking = new Asking({ apiKey: "pk-1" });
    const ask = (headers: Readonly<Record<string, string>>): number =>
      asking.get(
        "/analytics/graphs/cost",
        { time_of_generation_min: "2026-02-03T11:00:00Z", time_of_generation_max: "2026-02-03T11:30:00Z" },
        headers,
      ).status;
    expect([ask({ "user-agent": "" }), ask({}), ask({ "x-portkey-api-key": "pk-2" })]).toEqual([403, 401, 401]);
    expect(ask({ "x-portkey-api-key": "pk-1" })).toBe(200);
    expect(asking.simulator.requests).toBe(4);
  });
});

describe("the same seed", () => {
  const transcript = (seed: number): readonly unknown[] => {
    const asking = new Asking({ seed, faultRates: { server_error: 0.2, cut: 0.2, missing_field: 0.2 } });
    return graphNames.flatMap((graph) =>
      Array.from({ length: 20 }, (_, step) => {
        asking.now = noon + step * minute;
        return asking.graph(graph, asking.now - 50 * minute, asking.now);
      }),
    );
  };

  it("gives the same bytes, faults included", () => {
    expect(transcript(5)).toEqual(transcript(5));
    expect(transcript(5)).not.toEqual(transcript(6));
  });

  it("gives the same requests in whatever order they are asked for", () => {
    const [one, other] = [new Asking(), new Asking()];
    const early = one.graph("cost", noon - 10 * day, noon - 10 * day + hour).body;
    const late = one.graph("cost", noon - hour, noon).body;
    expect(other.graph("cost", noon - hour, noon).body).toBe(late);
    expect(other.graph("cost", noon - 10 * day, noon - 10 * day + hour).body).toBe(early);
  });

  it("says the time of its own clock", () => {
    const asking = new Asking({ clockAheadMs: -90_000 });
    expect(asking.graph("cost", noon - hour, noon).headers["date"]).toBe("Tue, 03 Feb 2026 11:58:30 GMT");
  });
});

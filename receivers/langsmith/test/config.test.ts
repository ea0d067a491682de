import { langsmithReceiverFactory } from "../src/index.ts";
import { validateConfig } from "@genai-collector/config/schema/validate";
import { describe, expect, it } from "vitest";

const key = { api_key: "lsv2_sk_test" };
const sessions = { ...key, loops: { sessions: {} } };

/** What is wrong with a configuration: `path: message`, for each mistake. */
function problemsOf(config: object): readonly string[] {
  const result = validateConfig(langsmithReceiverFactory.config, config);
  if (!("problems" in result)) return [];
  return result.problems.map(
    ({ path, message, found, expected }) => `${path.join("::")}: ${message} ${expected ?? ""} ${found}`,
  );
}

function configOf(config: object) {
  const result = validateConfig(langsmithReceiverFactory.config, config);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

describe("the endpoint", () => {
  it.each([
    "https://ls.example.net/api/v1",
    "https://ls.example.net/api/v1/",
    "https://ls.example.net/api/v1///",
    "https://ls.example.net:8443/langsmith/api/v1",
    "http://127.0.0.1:1984/api/v1",
  ])("%s is taken, without slashes at its end (W29)", (endpoint) => {
    expect(configOf({ ...sessions, endpoint }).endpoint).toBe(endpoint.replace(/\/+$/, ""));
  });

  it.each([
    ["https://ls.example.net", "endpoint: must end with /api/v1, such as https://ls.example.net/api/v1"],
    ["https://ls.example.net/", "endpoint: must end with /api/v1, such as https://ls.example.net/api/v1"],
    ["https://ls.example.net/api", "endpoint: must end with /api/v1, such as https://ls.example.net/api/v1"],
    [
      "https://ls.example.net/api/v1/sessions",
      "endpoint: must end with /api/v1, such as https://ls.example.net/api/v1",
    ],
    ["https://ls.example.net/smith", "endpoint: must end with /api/v1, such as https://ls.example.net/smith/api/v1"],
    ["https://ls.example.net/api/v2", "endpoint: must end with /api/v1, such as https://ls.example.net/api/v1"],
    ["https://ls.example.net/api/v1?a=b", "endpoint: must not have a query or a fragment"],
    ["https://u:p@ls.example.net/api/v1", "endpoint: must not hold credentials"],
    ["ls.example.net/api/v1", "endpoint: "],
    ["", "endpoint: "],
  ])("%s is refused, and says how it should be (W29)", (endpoint, message) => {
    expect(problemsOf({ ...sessions, endpoint })).toEqual([expect.stringContaining(message)]);
  });
});

describe("mistakes", () => {
  it.each<readonly [string, object, string]>([
    ["106: missing auth value → error", { loops: { sessions: {} } }, "api_key"],
    ["101: none enabled → error", { ...key, loops: {} }, "loops: must turn on at least one loop"],
    ["101: all disabled → error", { ...key, loops: { sessions: { enabled: false } } }, "loops: must turn on"],
    ["101: typo loop name enabled → error", { ...key, loops: { sesions: {} } }, "sesions"],
    [
      "99: session_label_value Name",
      { ...key, loops: { sessions: { session_label_value: "Name" } } },
      "session_label_value",
    ],
    [
      "99: session_label_value names",
      { ...key, loops: { usage: { session_label_value: "names" } } },
      "session_label_value",
    ],
    [
      "99: session_label_value NAME",
      { ...key, loops: { sessions: { session_label_value: "NAME" } } },
      "session_label_value",
    ],
    ["99: session_label_value empty", { ...key, loops: { usage: { session_label_value: "" } } }, "session_label_value"],
    [
      "98: max_sessions=not-a-number → error",
      { ...key, loops: { sessions: { max_sessions: "many" } } },
      "max_sessions",
    ],
    ["max_sessions=0", { ...key, loops: { usage: { max_sessions: 0 } } }, "max_sessions"],
    ["page_limit=0", { ...key, loops: { sessions: { page_limit: 0 } } }, "page_limit"],
    ["page_limit=101", { ...key, loops: { usage: { page_limit: 101 } } }, "page_limit"],
    ["stats_window=0 (W29)", { ...key, loops: { sessions: { stats_window: "0s" } } }, "stats_window"],
    ["stats_window=-1h", { ...key, loops: { usage: { stats_window: "-1h" } } }, "stats_window"],
    ["stats_window without a unit", { ...key, loops: { sessions: { stats_window: 60 } } }, "stats_window"],
    ["cadence of 9 s", { ...key, loops: { sessions: { cadence: "9s" } } }, "cadence"],
    ["100: a window of the loop", { ...key, loops: { sessions: { window: "1h" } } }, "window"],
    ["100: a window of the other loop", { ...key, loops: { usage: { window: "1h" } } }, "window"],
    ["emit_feedback=maybe", { ...key, loops: { sessions: { emit_feedback: "maybe" } } }, "emit_feedback"],
    ["emit_span_counts=maybe", { ...key, loops: { usage: { emit_span_counts: "maybe" } } }, "emit_span_counts"],
    ["session_label_key", { ...key, loops: { sessions: { session_label_key: "x" } } }, "session_label_key"],
    ["span_request_share above 1", { ...key, loops: { usage: { span_request_share: 2 } } }, "span_request_share"],
    ["metric_prefix with a dash", { ...sessions, metric_prefix: "lang-smith" }, "metric_prefix"],
    ["105: burst −1 → error", { ...sessions, rate_limit: { burst: -1 } }, "rate_limit::burst"],
    ["105: burst 0 → error", { ...sessions, rate_limit: { burst: 0 } }, "rate_limit::burst"],
    ["105: rps −1 → error", { ...sessions, rate_limit: { requests_per_second: -1 } }, "requests_per_second"],
    ["106: no auth header", { ...sessions, api_key_header: "" }, "api_key_header"],
    ["a tenant with a line break", { ...sessions, tenant_id: "a\nb" }, "tenant_id"],
    [
      "the key's header twice",
      { ...sessions, headers: { "X-Api-Key": "a" } },
      "headers::x-api-key: is what api_key sends",
    ],
    [
      "the tenant's header twice",
      { ...sessions, tenant_id: "t", headers: { "X-TENANT-ID": "a" } },
      "headers::x-tenant-id: is what tenant_id sends",
    ],
  ])("%s", (_, config, message) => {
    const problems = problemsOf(config);
    expect(problems).toContainEqual(expect.stringContaining(message));
    // What is wrong with the budget of all loops is said beside it.
    expect(problems.filter((problem) => !problem.includes("the loops send")).length).toBe(1);
  });

  it("never show the key", () => {
    expect(problemsOf({ ...sessions, endpoint: "https://x.example" }).join()).not.toContain("lsv2");
  });
});

describe("defaults", () => {
  it("105: omitted rate_limit → 1/3", () => {
    expect(configOf(sessions).rate_limit).toEqual({ requests_per_second: 1, burst: 3 });
  });

  it("give answers 30 s and 32 MiB", () => {
    expect(configOf(sessions).http).toMatchObject({ timeout: 30_000, max_response_body_size: 33_554_432 });
  });

  it("are those of the API, for each loop", () => {
    const { loops, endpoint } = configOf({ ...key, loops: { sessions: {}, usage: {} } });
    expect(endpoint).toBe("https://api.smith.langchain.com/api/v1");
    expect(loops.sessions).toMatchObject({ cadence: 60_000, stats_window: 3_600_000, max_sessions: 1_000 });
    expect(loops.usage).toMatchObject({ cadence: 600_000, stats_window: 600_000, emit_span_counts: true });
  });
});

describe("traits", () => {
  const traitsOf = (config: object) => langsmithReceiverFactory.traits!(configOf(config)).loops!;

  it("101: sessions+usage enabled → 2 loops; none of them needs to settle", () => {
    const loops = traitsOf({ ...key, loops: { sessions: {}, usage: {} } });
    expect(loops.map(({ name, signal, unsettled }) => [name, signal, unsettled])).toEqual([
      ["sessions", "metrics", false],
      ["usage", "metrics", false],
    ]);
  });

  it("every series says what it means, what may be summed, what bounds its labels, and how it is asked for", () => {
    const loops = traitsOf({
      ...key,
      metric_prefix: "ls",
      loops: { sessions: { emit_feedback_details: true }, usage: {} },
    });
    const series = loops.flatMap((loop) => loop.series);
    expect(series.length).toBe(19);
    for (const { name, unit, doc, labels, bounds, query } of series) {
      expect(name).toMatch(/^ls_/);
      expect([unit, doc, query].every((text) => text !== undefined && text !== "")).toBe(true);
      // A point sums up the window, and windows overlap.
      expect(doc).toContain("trailing stats_window");
      expect(Object.keys(bounds!).toSorted()).toEqual(labels.toSorted());
      expect(query).toContain(name);
    }
    expect(series.some(({ additive }) => additive === "time_and_labels")).toBe(false);
  });

  it("has no series of what is not emitted", () => {
    const loops = traitsOf({
      ...key,
      loops: { sessions: { emit_feedback: false }, usage: { emit_span_counts: false } },
    });
    const names = loops.flatMap((loop) => loop.series.map(({ name }) => name));
    expect(names.filter((name) => /feedback|spans/.test(name))).toEqual([]);
    expect(names.length).toBe(12);
  });
});

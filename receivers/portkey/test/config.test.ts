import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { portkeyReceiverFactory, type PortkeyConfig } from "../src/index.ts";
import { PortkeyScene, minute } from "./portkey-scene.ts";

// Numbers in names are those of portkey.md §7; the rules are those of its §5. What settles is a processor of its own, so
// that the rules about `bucket_settle` are checked when the receiver is created, with the traits of its pipelines.

const minimal = { api_key: "pk-test", loops: { analytics: {} } };

function decode(raw: object): PortkeyConfig {
  return decodeConfig(portkeyReceiverFactory.config, raw, "receivers::portkey");
}

const analytics = (settings: object): object => ({ ...minimal, loops: { analytics: settings } });
const groups = (settings: object): object => ({ ...minimal, loops: { groups: settings } });
const useCases = (...use_cases: readonly object[]): object => ({ ...minimal, use_cases });

describe("config: defaults", () => {
  it("the smallest configuration polls five graphs of the vendor once a minute", () => {
    const config = decode(minimal);
    expect(config).toMatchObject({
      endpoint: "https://api.portkey.ai/v1",
      api_key_header: "x-portkey-api-key",
      rate_limit: { requests_per_second: 1, burst: 3 },
      http: { timeout: 10_000, max_response_body_size: 1_048_576, allow_private: false },
      loops: {
        analytics: {
          cadence: minute,
          window: 50 * minute,
          bootstrap_lookback: 50 * minute,
          max_backfill: 90 * minute,
          graphs: ["cost", "errors", "latency", "requests", "tokens"],
          metric_prefix: "portkey_api",
          cost_divisor: 100,
        },
      },
    });
  });

  it("the key does not show", () => {
    expect(JSON.stringify(decode(minimal))).not.toContain("pk-test");
  });

  it("`analytics:` without settings turns the loop on, `enabled: false` turns it off", () => {
    expect(decode({ ...minimal, loops: { analytics: null } }).loops.analytics).toBeDefined();
    expect(() => decode(analytics({ enabled: false }))).toThrow(
      "receivers::portkey::loops: must turn on at least one loop",
    );
  });
});

const startUpErrors: readonly (readonly [string, object, RegExp])[] = [
  // Overridden: an unknown key is an error wherever it stands, disabled or not (W27).
  [
    "126: enabled `log_export` (typo)",
    { ...minimal, loops: { analytics: {}, log_export: {} } },
    /loops::log_export: .*logs_export/,
  ],
  ["126: a loop that was misspelt", { ...minimal, loops: { analytic: {} } }, /loops::analytic: .*analytics/s],
  ["a misspelt setting", analytics({ graph: ["cost"] }), /loops::analytics::graph: .*graphs/],
  [
    "a misspelt setting of the source",
    { ...minimal, expected_workspaces: "a" },
    /expected_workspaces: .*expected_workspace/,
  ],
  ["no key", { loops: { analytics: {} } }, /api_key: is required/],
  ["no loop", { ...minimal, loops: {} }, /loops: must turn on at least one loop/],
  [
    "127: a label of `!!!`",
    useCases({ label: "!!!", api_key_ids: ["a"] }),
    /use_cases::0::label: must hold a letter or a digit/,
  ],
  ["127: an empty label", useCases({ label: "", api_key_ids: ["a"] }), /use_cases::0::label: /],
  [
    "127: duplicate slug",
    useCases({ label: "Data Gen", api_key_ids: ["a"] }, { label: "data-gen", api_key_ids: ["b"] }),
    /use_cases::1::label: becomes data_gen, as "Data Gen" does/,
  ],
  [
    "127: duplicate id",
    useCases({ label: "a", api_key_ids: ["k"] }, { label: "b", api_key_ids: ["k"] }),
    /use_cases::1::api_key_ids: names k, which belongs to "a" already/,
  ],
  [
    "127: duplicate id within one use case",
    useCases({ label: "a", api_key_ids: ["k", "k"] }),
    /use_cases::0::api_key_ids/,
  ],
  ["127: no id", useCases({ label: "a", api_key_ids: [] }), /use_cases::0::api_key_ids: must name at least one key/],
  // Overridden: an empty part of a list is a mistake that is told, not dropped.
  ["127: empty ids", useCases({ label: "a", api_key_ids: "k, ,j" }), /use_cases::0::api_key_ids::1: must be a text/],
  [
    "127: use cases + api_key_ids",
    { ...useCases({ label: "a", api_key_ids: ["k"] }), api_key_ids: ["j"] },
    /api_key_ids: cannot stand beside use_cases/,
  ],
  ["an id with a space in it", { ...minimal, api_key_ids: ["a b"] }, /api_key_ids::0/],
  [
    "129: max_backfill 0",
    analytics({ max_backfill: "0s" }),
    /bootstrap_lookback: must not be longer than max_backfill/,
  ],
  ["129: window 0", analytics({ window: "0s" }), /loops::analytics::window/],
  ["129: a window above 55m", analytics({ window: "56m" }), /loops::analytics::window/],
  ["129: graphs empty", analytics({ graphs: [] }), /loops::analytics::graphs/],
  ["129: unknown graph", analytics({ graphs: ["cache-hit-rate"] }), /loops::analytics::graphs::0/],
  ["a graph twice (W30)", analytics({ graphs: ["cost", "cost"] }), /loops::analytics::graphs/],
  ["a prefix that is no metric name (W30)", analytics({ metric_prefix: "9 lives" }), /metric_prefix/],
  ["a cadence below 10 s", analytics({ cadence: "9s" }), /loops::analytics::cadence/],
  ["a negative cadence", analytics({ cadence: "-1m" }), /loops::analytics::cadence/],
  ["a bare number for a duration", analytics({ cadence: 60 }), /loops::analytics::cadence/],
  // Overridden: zero is not silently the default but an error, like a negative number.
  ["130: zero rps", { ...minimal, rate_limit: { requests_per_second: 0 } }, /rate_limit::requests_per_second/],
  ["130: negative rps", { ...minimal, rate_limit: { requests_per_second: -1 } }, /rate_limit::requests_per_second/],
  ["130: zero burst", { ...minimal, rate_limit: { burst: 0 } }, /rate_limit::burst/],
  ["130: negative burst", { ...minimal, rate_limit: { burst: -3 } }, /rate_limit::burst/],
  ["58: settle 2 h with window_span 1 h", groups({ settle: "2h" }), /groups::settle: must be shorter than window_span/],
  ["58: settle == window_span", groups({ settle: "1h" }), /groups::settle: must be shorter than window_span/],
  ["a window of less than a minute", groups({ settle: "59m30s" }), /window_span: must be at least a minute longer/],
  ["a negative settle", groups({ settle: "-1m" }), /groups::settle/],
  ["a window_span of 0", groups({ window_span: "0s", settle: "0s" }), /groups::settle/],
  ["59: `page_size=abc`", groups({ page_size: "abc" }), /groups::page_size/],
  ["59: `page_size=0`", groups({ page_size: 0 }), /groups::page_size/],
  ["59: a negative page_size", groups({ page_size: -1 }), /groups::page_size/],
  ["max_groups 0", groups({ max_groups: 0 }), /groups::max_groups/],
  // Overridden: an error with a suggestion, not a warning (W27).
  ["59: unknown key", groups({ emit_costs: true }), /groups::emit_costs: .*emit_cost/],
  // The loop's window is `window_span`: one called `window` would mean something else (W18).
  ["a stray `window` (W18)", groups({ window: "50m" }), /groups::window: .*window_span/],
  [
    "a page that cannot be read (W19)",
    groups({ page_size: 1_025 }),
    /groups::page_size: must be at most 1024, 1 KiB of http.max_response_body_size each/,
  ],
  ["a metadata key twice (W30)", groups({ metadata_keys: ["a", "a"] }), /groups::metadata_keys/],
  ["an empty metadata key", groups({ metadata_keys: [""] }), /groups::metadata_keys::0/],
  ["a metadata key that leads elsewhere", groups({ metadata_keys: ["team", ".."] }), /groups::metadata_keys::1/],
  ["a metadata key of one point", groups({ metadata_keys: ["."] }), /groups::metadata_keys::0/],
  ["a metadata key with a line break", groups({ metadata_keys: ["a\nb"] }), /groups::metadata_keys::0/],
  ["a metadata key of 129 signs", groups({ metadata_keys: ["x".repeat(129)] }), /groups::metadata_keys::0/],
  ["half a character in a metadata key", groups({ metadata_keys: ["a\ud800"] }), /groups::metadata_keys::0: must be/],
  ["a prefix of groups that is no metric name (W30)", groups({ metric_prefix: "9" }), /groups::metric_prefix/],
  ["a cadence of groups below 10 s", groups({ cadence: "9s" }), /groups::cadence/],
  [
    "more groups than the rate allows (W21)",
    groups({ cadence: "10s", metadata_keys: "a,b,c,d,e,f,g,h,i,j" }),
    /requests_per_second: must be at least 1.2, 0.2 more: the loops send groups 12 every 10s/,
  ],
  [
    "more than the rate allows in all loops together (W21)",
    { ...minimal, rate_limit: { requests_per_second: 0.1 }, loops: { analytics: {}, groups: {} } },
    /requests_per_second: must be at least 0.117, .* analytics 5 every 60s, groups 2 every 60s/,
  ],
  ["an endpoint that is no URL", { ...minimal, endpoint: "api.portkey.ai" }, /endpoint/],
  ["a header that is none", { ...minimal, api_key_header: "x key" }, /api_key_header/],
  [
    "more requests than the rate allows (W21)",
    { ...analytics({ cadence: "10s" }), use_cases: ["a", "b", "c"].map((label) => ({ label, api_key_ids: [label] })) },
    /requests_per_second: must be at least 1.5, 0.5 more: the loops send analytics 15 every 10s/,
  ],
];

describe("config: start-up errors", () => {
  it.each(startUpErrors)("%s", (_, raw, message) => {
    expect(() => decode(raw)).toThrow(message);
  });

  it("tells everything at once", () => {
    expect(() => decode({ loops: { analytics: { graphs: [], window: "2h" } }, rate_limit: { burst: 0 } })).toThrow(
      /(api_key|graphs|window|burst)(.|\n)*(api_key|graphs|window|burst)(.|\n)*(api_key|graphs|window|burst)(.|\n)*(api_key|graphs|window|burst)/,
    );
  });

  it.each([
    ["129: max_backfill == settle", { max_backfill: "10m", bootstrap_lookback: "10m" }],
    ["129: max_backfill < settle", { max_backfill: "9m", bootstrap_lookback: "9m" }],
  ])("%s: refuses to be created, as nothing would ever settle", (_, settings) => {
    expect(() => new PortkeyScene({ analytics: settings }).create()).toThrow(
      expect.objectContaining({
        code: "POLLING_BAD_LOOP",
        message: expect.stringContaining("before it settles") as string,
      }),
    );
  });

  // Overridden: not an error. The starting point is saved once and does not slide, so that the lane delivers its first
  // bucket a little later instead of never.
  it.each(["10m", "5m"])("129: bootstrap %s, settle 10m: delivers as soon as that has settled", async (lookback) => {
    const scene = await PortkeyScene.running({ analytics: { bootstrap_lookback: lookback } });
    await scene.advance(12 * minute);
    const delivered = scene.points().map((point) => point.at);
    expect(delivered.length).toBeGreaterThan(3);
    expect(delivered[0]).toBe(scene.store.saved[0]!.to.time + minute);
  });
});

describe("config: groups", () => {
  it("defaults", () => {
    expect(decode(groups({})).loops.groups).toEqual({
      cadence: minute,
      window_span: 60 * minute,
      settle: 10 * minute,
      deadline: 50_000,
      metadata_keys: [],
      emit_cost: true,
      emit_prompts: true,
      metric_prefix: "portkey_api",
      page_size: 1_000,
      max_groups: 10_000,
    });
  });

  it("one page size for a larger body", () => {
    const config = { ...groups({ page_size: 4_096 }), http: { max_response_body_size: "4MiB" } };
    expect(decode(config).loops.groups!.page_size).toBe(4_096);
  });
});

describe("config: what is fine", () => {
  it.each([
    ["ids as a list", ["a", "b"]],
    ["ids as one text with commas", "a, b"],
  ])("127: %s", (_, api_key_ids) => {
    expect(decode(useCases({ label: "a", api_key_ids })).use_cases[0]!.api_key_ids).toEqual(["a", "b"]);
  });

  it("an endpoint with a trailing slash gives no `//` (W30)", async () => {
    const scene = await PortkeyScene.running({ config: { endpoint: "https://gateway.example/v1/" } });
    await scene.advance(10_000);
    expect(scene.vendor.asked[0]!.url.href).toMatch(/^https:\/\/gateway\.example\/v1\/analytics\/graphs\/requests\?/);
  });

  it("another header for the key", async () => {
    const scene = await PortkeyScene.running({ config: { api_key_header: "X-My-Key" } });
    await scene.advance(10_000);
    expect(scene.vendor.asked[0]!.headers["x-my-key"]).toBe("pk-test");
  });

  it("another prefix and divisor", async () => {
    const scene = await PortkeyScene.running({
      analytics: { graphs: ["cost"], metric_prefix: "gw", cost_divisor: 1 },
    });
    scene.vendor.count = () => 250;
    await scene.advance(30_000);
    expect(new Set(scene.points().map(({ name, value }) => `${name} ${value}`))).toEqual(new Set(["gw_cost_usd 250"]));
  });
});

describe("ownership", () => {
  const all = ["cost", "errors", "latency", "requests", "tokens", "users"];
  const cases = [
    { label: "Data Gen", api_key_ids: ["a"] },
    { label: "chat", api_key_ids: ["b"] },
  ];

  // Overridden: use cases are passes of each loop (§2.10), not loops of their own.
  it("128: analytics + groups with two use cases: one loop each, no series twice", () => {
    const both = { loops: { analytics: { graphs: all }, groups: { metadata_keys: ["app", "team"] } } };
    const loops = portkeyReceiverFactory.traits!(decode({ ...minimal, ...both, use_cases: cases })).loops!;
    expect(loops.map(({ name, requestsPerPoll, unsettled }) => [name, requestsPerPoll, unsettled])).toEqual([
      ["analytics", 12, true],
      ["groups", 8, false],
    ]);
    const names = loops.flatMap(({ series }) => series.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    for (const { labels } of loops[1]!.series) expect(labels[0]).toBe("api_key_use_case");
  });

  it("names of groups never collide with those of analytics, whatever the prefixes", () => {
    const suffixes = (loop: object): readonly string[] =>
      portkeyReceiverFactory.traits!(decode({ ...minimal, loops: loop })).loops!.flatMap(({ series }) =>
        series.map(({ name }) => name.replace("portkey_api", "")),
      );
    const [ours, theirs] = [suffixes({ groups: { metadata_keys: ["a"] } }), suffixes({ analytics: { graphs: all } })];
    expect(ours).toHaveLength(5);
    // Two names with the same end could be one with the right prefixes.
    for (const name of ours) expect(theirs.filter((other) => name.endsWith(other) || other.endsWith(name))).toEqual([]);
  });

  it("every series says what its values are, what bounds its labels, and how it is asked for", () => {
    const config = decode({
      ...minimal,
      use_cases: cases,
      loops: { analytics: { graphs: all }, groups: { metadata_keys: ["a"] } },
    });
    for (const { series } of portkeyReceiverFactory.traits!(config).loops!) {
      for (const { name, doc, additive, bounds, query, labels } of series) {
        expect([name, doc, additive, query]).toEqual([
          name,
          expect.any(String),
          expect.any(String),
          expect.any(String),
        ]);
        expect([name, Object.keys(bounds!)]).toEqual([name, labels]);
        expect(query).toContain(name);
      }
    }
  });

  it("128: two use cases: one loop instance, whose traits name every series once", () => {
    const config = decode({ ...analytics({ graphs: all }), use_cases: cases });
    const loops = portkeyReceiverFactory.traits!(config).loops!;
    expect(loops).toMatchObject([
      {
        name: "analytics",
        signal: "metrics",
        bucketMs: minute,
        maxRangeMs: 50 * minute,
        unsettled: true,
        releases: [],
      },
    ]);
    expect(loops[0]!.requestsPerPoll).toBe(12);
    expect(loops[0]!.series.map(({ name, unit, labels }) => [name, unit, labels])).toEqual([
      ["portkey_api_cost_usd", "", ["api_key_use_case"]],
      ["portkey_api_errors", "", ["api_key_use_case"]],
      ["portkey_api_latency_seconds", "", ["api_key_use_case", "quantile"]],
      ["portkey_api_requests", "", ["api_key_use_case"]],
      ["portkey_api_tokens", "", ["api_key_use_case", "token_type"]],
      ["portkey_api_users", "", ["api_key_use_case"]],
    ]);
  });

  it("traits name what the configuration asks for and no more", () => {
    const [loop] = portkeyReceiverFactory.traits!(decode(analytics({ graphs: ["users", "cost"] }))).loops!;
    expect(loop!.series.map(({ name }) => name)).toEqual(["portkey_api_cost_usd", "portkey_api_users"]);
    expect(loop!.requestsPerPoll).toBe(2);
  });
});

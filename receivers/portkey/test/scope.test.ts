import { isCollectorError } from "@genai-collector/component";
import { jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { at, minute, PortkeyScene, start } from "./portkey-scene.ts";

// Numbers in names are those of portkey.md §7; the rules are those of its §3.6.

const hour = 60 * minute;
const options = { analytics: { bootstrap_lookback: "30m" }, config: { expected_workspace: " production " } };

function scene(...workspaces: readonly string[]): PortkeyScene {
  const made = new PortkeyScene(options);
  made.vendor.workspaces = workspaces;
  return made;
}

const probes = ({ vendor }: PortkeyScene): number => vendor.askedFor("workspace").length;
const dataRequests = ({ vendor }: PortkeyScene): number => vendor.askedFor("requests").length;

describe("scope guardrail", () => {
  // Overridden: it is checked again after an hour, since a key can be widened while the collector runs (W26).
  it("64: exactly the expected slug: verified, no further probes within the hour", async () => {
    const made = scene("production");
    await made.start();
    await made.advance(50 * minute);
    expect(probes(made)).toBe(1);
    expect(dataRequests(made)).toBeGreaterThan(40);
    expect(made.recorded.status("portkey", "analytics/workspace_scope")).toMatchObject({ state: "ok" });
    await made.advance(20 * minute);
    expect(probes(made)).toBe(2);
  });

  it("64: a key that is widened later is found out", async () => {
    const made = scene("production");
    await made.start();
    await made.advance(30 * minute);
    made.vendor.workspaces = ["production", "staging"];
    await made.advance(hour);
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({
      error: { code: "PORTKEY_WORKSPACE_MISMATCH" },
    });
  });

  it("65: different single slug: error, signal, zero samples, zero data requests", async () => {
    const made = scene("staging");
    await made.start();
    await made.advance(5 * minute);
    expect(made.count("workspace_mismatch")).toBe(1);
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({
      state: "permanent_error",
      error: { code: "PORTKEY_WORKSPACE_MISMATCH", kind: "misconfigured" },
    });
    expect([made.points().length, dataRequests(made), await made.frontier()]).toEqual([0, 0, at("09:07")]);
  });

  it("66: expected plus others: mismatch listing all, sorted, each once", async () => {
    const made = scene("staging", "production", "batch", "", "staging");
    await made.start();
    await made.advance(minute);
    const { error } = made.recorded.status("portkey", "analytics")!;
    expect(isCollectorError(error) && error.message).toBe(
      "expected the key to read the workspace production alone, found batch, production, staging",
    );
  });

  it("66: names from outside are bounded in length and number", async () => {
    const made = scene(...Array.from({ length: 40 }, (_, index) => `${index}-${"x".repeat(100)}`));
    await made.start();
    await made.advance(minute);
    const { message } = made.recorded.status("portkey", "analytics")!.error as Error;
    expect(message.length).toBeLessThan(1_000);
    expect(message).toMatch(/ and 30 more$/);
  });

  it("66: what is no slug is not told: it may be a person, or what somebody wrote", async () => {
    const made = scene("staging", "jane.doe@example.org", "why did the lantern hide");
    await made.start();
    await made.advance(minute);
    const { message } = made.recorded.status("portkey", "analytics")!.error as Error;
    expect(message).toBe("expected the key to read the workspace production alone, found _other, _other, staging");
  });

  it("67: no rows: proceeds, re-probes next tick", async () => {
    const made = scene();
    await made.start();
    await made.advance(5 * minute);
    expect(probes(made)).toBe(made.count("polls{loop=analytics}"));
    expect(probes(made)).toBeGreaterThan(3);
    expect(made.points().length).toBeGreaterThan(0);
    expect(made.recorded.status("portkey", "analytics/workspace_scope")).toMatchObject({ state: "recoverable_error" });
    expect(made.recorded.logs.filter(({ level }) => level === "warn")).toHaveLength(1);
    made.vendor.workspaces = ["production"];
    await made.advance(5 * minute);
    expect(made.recorded.status("portkey", "analytics/workspace_scope")).toMatchObject({ state: "ok" });
  });

  const unusable: readonly (readonly [string, Answer, string])[] = [
    ["503", { status: 503 }, "SOURCE_STATUS"],
    ["429", { status: 429 }, "SOURCE_STATUS"],
    ["a page", { body: "<html>" }, "SOURCE_UNREADABLE"],
    ["no list of rows", jsonAnswer({ object: "list" }), "PORTKEY_SCHEMA"],
    ["a lost answer", { lost: true }, "HTTP_UNREACHABLE"],
    // The reference ignores the flag, and takes no rows for no traffic (W26).
    ["a quota flag", jsonAnswer({ is_quota_exceeded: true, data: [] }), "PORTKEY_QUOTA_EXCEEDED"],
  ];

  it.each(unusable)("68: %s: error without mismatch signal, no data request", async (_, answer, code) => {
    const made = scene("production");
    made.vendor.instead = ({ what }) => (what === "workspace" ? answer : undefined);
    await made.start();
    await made.advance(55_000);
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({ state: "recoverable_error", error: { code } });
    expect([made.count("workspace_mismatch"), dataRequests(made), made.count("auth_errors")]).toEqual([0, 0, 0]);
    expect(made.count("poll_failures{kind=retryable,loop=analytics}")).toBe(1);
  });

  it.each([401, 403])("69: %i: auth signal and an error", async (status) => {
    const made = scene("production");
    made.vendor.instead = ({ what }) => (what === "workspace" ? { status } : undefined);
    await made.start();
    await made.advance(minute);
    expect([made.count("auth_errors"), made.count("workspace_mismatch"), dataRequests(made)]).toEqual([1, 0, 0]);
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({ state: "permanent_error" });
  });

  // Overridden: not a transient error, since the next tick does not mend an endpoint that is not there.
  it.each([404, 400, 501])(
    "%i: error without mismatch and auth signal, asked again after ten minutes",
    async (status) => {
      const made = scene("production");
      made.vendor.instead = ({ what }) => (what === "workspace" ? { status } : undefined);
      await made.start();
      await made.advance(9 * minute);
      expect(probes(made)).toBe(1);
      expect([made.count("workspace_mismatch"), made.count("auth_errors"), dataRequests(made)]).toEqual([0, 0, 0]);
      expect(made.recorded.status("portkey", "analytics")).toMatchObject({ state: "permanent_error" });
      await made.advance(2 * minute);
      expect(probes(made)).toBe(2);
    },
  );

  // Overridden: a mismatch needs a human, so that it is checked again after ten minutes, not at the next tick.
  it("70: key corrected later: recovers without restart, and without a gap", async () => {
    const made = scene("staging");
    await made.start();
    await made.advance(5 * minute);
    made.vendor.workspaces = ["production"];
    await made.advance(7 * minute);
    const delivered = made.points().map((point) => point.at);
    expect(delivered.length).toBeGreaterThan(25);
    expect(delivered).toEqual(delivered.map((_, index) => at("09:08") + index * minute));
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({ state: "ok" });
  });

  it("asks for the workspaces of the last seven days, first page, a hundred rows", async () => {
    const made = scene("production");
    await made.start();
    await made.advance(minute);
    const [probe] = made.vendor.askedFor("workspace");
    expect(probe!.url.pathname).toBe("/v1/analytics/groups/workspace");
    expect(Object.fromEntries(probe!.url.searchParams)).toEqual({
      time_of_generation_min: new Date(start - 7 * 24 * hour).toISOString().replace(".000Z", "Z"),
      time_of_generation_max: new Date(start).toISOString().replace(".000Z", "Z"),
      page_size: "100",
      current_page: "0",
    });
  });

  it("without an expected workspace nothing is probed", async () => {
    const made = await PortkeyScene.running({ config: { expected_workspace: "  " } });
    await made.advance(10 * minute);
    expect(probes(made)).toBe(0);
    expect(dataRequests(made)).toBeGreaterThan(5);
  });
});

describe("scope guardrail: one for both loops", () => {
  const both = { ...options, groups: { metadata_keys: ["app"] } };

  function bothLoops(...workspaces: readonly string[]): PortkeyScene {
    const made = new PortkeyScene(both);
    made.vendor.workspaces = workspaces;
    made.vendor.rows = ({ what }) => (what === "ai-models" ? [{ ai_model: "m", requests: 1, cost: 1 }] : []);
    return made;
  }
  const groupRequests = ({ vendor }: PortkeyScene): number =>
    ["ai-models", "metadata/app", "prompt"].reduce((sum, what) => sum + vendor.askedFor(what).length, 0);
  const parts = ["analytics", "groups/ai-models", "groups/metadata/app", "groups/prompt"];

  it("64: exactly the expected slug: one verification an hour serves every loop and group", async () => {
    const made = bothLoops("production");
    await made.start();
    await made.advance(50 * minute);
    expect([probes(made), dataRequests(made) > 40, groupRequests(made) > 120]).toEqual([1, true, true]);
    await made.advance(20 * minute);
    expect(probes(made)).toBe(2);
  });

  it("65: different single slug: error, signal, zero samples, zero data requests of either", async () => {
    const made = bothLoops("staging");
    await made.start();
    await made.advance(5 * minute);
    expect(made.count("workspace_mismatch")).toBe(parts.length);
    for (const part of parts)
      expect(made.recorded.status("portkey", part)).toMatchObject({ error: { code: "PORTKEY_WORKSPACE_MISMATCH" } });
    expect([made.points().length, dataRequests(made), groupRequests(made), probes(made)]).toEqual([0, 0, 0, 1]);
  });

  it("67: no rows: both proceed, and look again with the next poll", async () => {
    const made = bothLoops();
    await made.start();
    await made.advance(5 * minute);
    expect(dataRequests(made)).toBeGreaterThan(3);
    expect(groupRequests(made)).toBeGreaterThan(9);
    expect(probes(made)).toBeGreaterThan(3);
  });

  it("68: 503: error without mismatch signal in both", async () => {
    const made = bothLoops("production");
    made.vendor.instead = ({ what }) => (what === "workspace" ? { status: 503 } : undefined);
    await made.start();
    await made.advance(55_000);
    expect([made.count("workspace_mismatch"), dataRequests(made), groupRequests(made)]).toEqual([0, 0, 0]);
    for (const part of parts)
      expect(made.recorded.status("portkey", part)).toMatchObject({ state: "recoverable_error" });
  });

  // Overridden: the auth signal counts requests, and both loops share this one.
  it.each([401, 403])("69: %i: auth signal, and an error on both loops", async (status) => {
    const made = bothLoops("production");
    made.vendor.instead = ({ what }) => (what === "workspace" ? { status } : undefined);
    await made.start();
    await made.advance(minute);
    expect(made.count("auth_errors")).toBe(1);
    for (const part of parts) expect(made.recorded.status("portkey", part)).toMatchObject({ state: "permanent_error" });
    expect(made.count("capability{endpoint=groups/workspace,state=permission}")).toBe(1);
  });

  it("70: key corrected later: both recover without restart", async () => {
    const made = bothLoops("staging");
    await made.start();
    await made.advance(5 * minute);
    made.vendor.workspaces = ["production"];
    await made.advance(8 * minute);
    expect(made.points("requests").length).toBeGreaterThan(25);
    expect(made.points("requests_by_model").length).toBeGreaterThan(0);
    for (const part of parts) expect(made.recorded.status("portkey", part)).toMatchObject({ state: "ok" });
  });
});

describe("scope guardrail: what an answer may be", () => {
  const answered = async (answer: Answer | ((page: number) => Answer)): Promise<PortkeyScene> => {
    const made = scene("production");
    made.vendor.instead = ({ what, url }) => {
      if (what !== "workspace") return undefined;
      return typeof answer === "function" ? answer(Number(url.searchParams.get("current_page"))) : answer;
    };
    await made.start();
    await made.advance(50_000);
    return made;
  };
  const list = (data: readonly unknown[], more: object = {}): Answer => jsonAnswer({ object: "list", ...more, data });

  it.each([
    ["a slug that is none", [{ workspace: "production" }, { workspace: "two words" }]],
    ["a slug that is a number", [{ workspace: "production" }, { workspace: 7 }]],
    ["a slug of 200 signs", [{ workspace: "x".repeat(200) }]],
  ])("%s is another workspace", async (_, data) => {
    const made = await answered(list(data));
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({
      error: { code: "PORTKEY_WORKSPACE_MISMATCH" },
    });
    expect(dataRequests(made)).toBe(0);
  });

  it.each([
    ["missing", [{ requests: 1 }]],
    ["of another type", [{ workspace: { slug: "production" } }]],
    ["renamed", [{ workspace_slug: "production" }]],
  ])("a slug that is %s: an error without mismatch signal, and a schema that changed", async (_, data) => {
    const made = await answered(list(data));
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({
      state: "recoverable_error",
      error: { code: "PORTKEY_SCHEMA" },
    });
    expect([made.count("workspace_mismatch"), dataRequests(made)]).toEqual([0, 0]);
    expect(made.count("capability{endpoint=groups/workspace,state=schema_changed}")).toBe(1);
  });

  it("a second page counts too (W26)", async () => {
    const [first, second] = [
      Array.from({ length: 100 }, () => ({ workspace: "production" })),
      [{ workspace: "staging" }],
    ];
    const made = await answered((page) => list(page === 0 ? first : second, { total: 101 }));
    expect(probes(made)).toBe(2);
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({
      error: { code: "PORTKEY_WORKSPACE_MISMATCH" },
    });
  });

  it("workspaces that were not read may be others: not verified", async () => {
    const made = await answered((page) => list(page === 0 ? [{ workspace: "production" }] : [], { total: 3 }));
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({
      state: "recoverable_error",
      error: { code: "PORTKEY_SCOPE_UNREAD" },
    });
    expect(dataRequests(made)).toBe(0);
  });

  it("null and an empty slug are traffic outside of workspaces", async () => {
    const made = await answered(list([{ workspace: "" }, { workspace: null }, { workspace: "production" }]));
    expect(made.recorded.status("portkey", "analytics")).toMatchObject({ state: "ok" });
  });
});

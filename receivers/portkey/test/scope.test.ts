import { isCollectorError } from "@genai-collector/component";
import { jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { at, minute, PortkeyScene, start } from "./portkey-scene.ts";

// Only the analytics loop exists, so "both loops" is that one. Numbers in names are those of portkey.md §7; the rules
// are those of its §3.6.

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
